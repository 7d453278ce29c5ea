/** Memory on SQLite (`node:sqlite`, WAL): one file, survives a restart, for one process. */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import type { Feedback, Page, Paging, ThreadItem } from '../chatkit/schemas.ts'
import {
  type AbandonedTurn,
  type Memory,
  type SessionMemory,
  type StoredAttachment,
  type StoredFile,
  type StoredThread,
  UnknownCursorError,
} from './memory.ts'
import { RECEIPT_HOURS, type Receipt } from './receipt.ts'

// `seq` is the order of insertion: clocks collide, sequences do not.
const schema = `
  pragma journal_mode = wal;
  pragma synchronous = normal;
  pragma busy_timeout = 5000;
  pragma foreign_keys = on;
  create table if not exists sessions (key text primary key, expires_at integer not null) strict;
  create table if not exists threads (
    seq integer primary key autoincrement, id text not null unique, session text not null,
    record text not null) strict;
  create index if not exists threads_of_session on threads (session, seq);
  create table if not exists items (
    seq integer primary key autoincrement, id text not null,
    thread text not null references threads (id) on delete cascade,
    record text not null, unique (thread, id)) strict;
  create index if not exists items_of_thread on items (thread, seq);
  create table if not exists feedback (
    thread text not null references threads (id) on delete cascade, item text not null,
    kind text not null, primary key (thread, item)) strict;
  create table if not exists open_turns (
    thread text primary key references threads (id) on delete cascade,
    id text not null, leased_until integer not null, record text not null) strict;
  create table if not exists facts (
    session text not null, name text not null, record text not null,
    primary key (session, name)) strict;
  create table if not exists attachments (
    id text primary key, session text not null, thread text, size integer not null,
    file text, record text not null, bytes blob) strict;
  create index if not exists attachments_of_session on attachments (session);
  create table if not exists files (
    id text primary key, session text not null, thread text, bytes integer not null,
    record text not null) strict;
  create index if not exists files_of_session on files (session);
  create table if not exists orphaned_files (id text primary key) strict;
  create table if not exists erased_files (id text primary key, at integer not null) strict;
  create table if not exists receipts (
    id text primary key, expires_at integer not null, record text not null) strict;
`

const TOUCH_EVERY_MS = 15_000
const RECEIPT_MS = RECEIPT_HOURS * 60 * 60_000

/** @param path a file, or `:memory:` */
export function openSqliteMemory(path: string, options: { ttlMinutes: number }): Memory {
  const db = new DatabaseSync(path)
  db.exec(schema)
  const sql = statements(db)
  // One process owns the file: what is open now was left by a dead one.
  sql.run('update open_turns set leased_until = 0')
  /** When each was last noted, and until when: not every request is worth a write. */
  const touched = new Map<string, { at: number; expiresAt: number; idleMinutes: number }>()

  const forget = (session: string) =>
    sql.transaction(() => {
      sql.run(
        'insert or ignore into orphaned_files select id from files where session = ?',
        session,
      )
      for (const table of ['threads', 'facts', 'attachments', 'files']) {
        sql.run(`delete from ${table} where session = ?`, session)
      }
      sql.run('delete from sessions where key = ?', session)
      touched.delete(session)
    })

  return {
    engine: 'sqlite',
    session: (session) =>
      sessionMemory(sql, session, () => Date.now() + options.ttlMinutes * 60_000),

    async touch(session, idleMinutes = options.ttlMinutes) {
      const now = Date.now()
      const last = touched.get(session)
      if (last?.idleMinutes === idleMinutes && now - last.at < TOUCH_EVERY_MS) return
      const row = sql.get<{ expires_at: number }>(
        'select expires_at from sessions where key = ?',
        session,
      )
      if (row && row.expires_at < now) forget(session)
      const expiresAt = now + idleMinutes * 60_000
      sql.run('insert or replace into sessions (key, expires_at) values (?, ?)', session, expiresAt)
      touched.set(session, { at: now, expiresAt, idleMinutes })
    },

    async forget(session) {
      forget(session)
    },

    async forgetIdle() {
      const now = Date.now()
      const idle = sql.all<{ key: string }>('select key from sessions where expires_at < ?', now)
      for (const { key } of idle) forget(key)
      for (const [key, { expiresAt }] of touched) if (expiresAt < now) touched.delete(key)
      sql.run('delete from receipts where expires_at < ?', now)
      sql.run('delete from erased_files where at < ?', now - RECEIPT_MS)
      return idle.length
    },

    async loadAbandonedTurns() {
      return sql
        .all<Omit<AbandonedTurn, 'items'> & RecordRow>(
          `select session, threads.id as threadId, open_turns.id, open_turns.record
           from open_turns join threads on threads.id = open_turns.thread
           where leased_until < ? limit 100`,
          Date.now(),
        )
        .map(({ record, ...turn }) => ({ ...turn, items: JSON.parse(record) as ThreadItem[] }))
    },

    async countFeedback() {
      const count = (kind: Feedback) =>
        sql.count('select count(*) as n from feedback where kind = ?', kind)
      return { positive: count('positive'), negative: count('negative') }
    },

    async loadOrphanedFiles() {
      // At random, so that a hundred that cannot be removed do not keep the others from it.
      return sql
        .all<{ id: string }>('select id from orphaned_files order by random() limit 100')
        .map(({ id }) => id)
    },

    async forgetOrphanedFile(id) {
      sql.run('delete from orphaned_files where id = ?', id)
    },

    async noteErasure(fileId) {
      sql.run('insert or replace into erased_files (id, at) values (?, ?)', fileId, Date.now())
    },

    async loadErasures(fileIds) {
      const erasures = new Map<string, Date>()
      for (const id of fileIds) {
        const row = sql.get<{ at: number }>('select at from erased_files where id = ?', id)
        if (row) erasures.set(id, new Date(row.at))
      }
      return erasures
    },

    async saveReceipt(receipt) {
      sql.run(
        'insert or replace into receipts (id, expires_at, record) values (?, ?, ?)',
        receipt.id,
        Date.now() + RECEIPT_MS,
        JSON.stringify(receipt),
      )
    },

    async loadReceipt(id) {
      return sql.record<Receipt>(
        'select record from receipts where id = ? and expires_at >= ?',
        id,
        Date.now(),
      )
    },

    async check() {
      sql.get('select 1')
    },

    async close() {
      db.close()
    },
  }
}

function sessionMemory(sql: Statements, session: string, usualExpiry: () => number): SessionMemory {
  /**
   * What comes in just after its session was forgotten, from a request that was on its way, would
   * otherwise belong to a session that is never idle.
   */
  const expireLater = () =>
    sql.run(
      'insert or ignore into sessions (key, expires_at) values (?, ?)',
      session,
      usualExpiry(),
    )

  const owns = (threadId: string) =>
    sql.get('select 1 from threads where id = ? and session = ?', threadId, session) !== undefined

  const orphan = (fileId: string | null | undefined) => {
    if (!fileId) return
    sql.run('insert or ignore into orphaned_files values (?)', fileId)
    sql.run('delete from files where id = ? and session = ?', fileId, session)
  }

  const saveItem = (threadId: string, item: ThreadItem) => {
    if (!owns(threadId)) return
    sql.run(
      `insert into items (thread, id, record) values (?, ?, ?)
       on conflict (thread, id) do update set record = excluded.record`,
      threadId,
      item.id,
      JSON.stringify(item),
    )
  }

  const saveAttachment = (stored: StoredAttachment) => {
    expireLater()
    sql.run(
      `insert into attachments (id, session, thread, size, file, record) values (?, ?, ?, ?, ?, ?)
       on conflict (id) do update set thread = excluded.thread, size = excluded.size,
         file = excluded.file, record = excluded.record where session = excluded.session`,
      stored.attachment.id,
      session,
      stored.attachment.thread_id ?? null,
      stored.size,
      stored.fileId ?? null,
      JSON.stringify(stored),
    )
  }

  return {
    async loadThread(threadId) {
      return sql.record<StoredThread>(
        'select record from threads where id = ? and session = ?',
        threadId,
        session,
      )
    },

    async loadThreads(paging) {
      return sql.page<StoredThread>('threads', 'session', session, paging)
    },

    async countThreads() {
      return sql.count('select count(*) as n from threads where session = ?', session)
    },

    async saveThread(thread) {
      sql.run(
        'update threads set record = ? where id = ? and session = ?',
        JSON.stringify(thread),
        thread.id,
        session,
      )
    },

    async deleteThread(threadId) {
      if (!owns(threadId)) return
      sql.transaction(() => {
        sql.run(
          'insert or ignore into orphaned_files select id from files where session = ? and thread = ?',
          session,
          threadId,
        )
        for (const table of ['files', 'attachments']) {
          sql.run(`delete from ${table} where session = ? and thread = ?`, session, threadId)
        }
        sql.run('delete from threads where id = ? and session = ?', threadId, session)
      })
    },

    async saveUserMessage(thread, message, attachments) {
      sql.transaction(() => {
        expireLater()
        sql.run(
          `insert into threads (id, session, record) values (?, ?, ?)
           on conflict (id) do update set record = excluded.record where session = excluded.session`,
          thread.id,
          session,
          JSON.stringify(thread),
        )
        for (const stored of attachments) {
          saveAttachment(stored)
          if (stored.fileId) {
            sql.run(
              'update files set thread = ? where id = ? and session = ?',
              thread.id,
              stored.fileId,
              session,
            )
          }
        }
        saveItem(thread.id, message)
      })
    },

    async loadItem(threadId, itemId) {
      if (!owns(threadId)) return undefined
      return sql.record<ThreadItem>(
        'select record from items where thread = ? and id = ?',
        threadId,
        itemId,
      )
    },

    async loadThreadItems(threadId, paging) {
      if (!owns(threadId)) return { data: [], has_more: false }
      return sql.page<ThreadItem>('items', 'thread', threadId, paging)
    },

    async countItems() {
      return sql.count(
        `select count(*) as n from items
         where thread in (select id from threads where session = ?)`,
        session,
      )
    },

    async saveItem(threadId, item) {
      saveItem(threadId, item)
    },

    async deleteItemsAfter(threadId, itemId) {
      if (!owns(threadId)) return 0
      return sql.run(
        `delete from items where thread = ?
         and seq > (select seq from items where thread = ? and id = ?)`,
        threadId,
        threadId,
        itemId,
      )
    },

    async deleteThreadItem(threadId, itemId) {
      if (!owns(threadId)) return
      sql.run('delete from items where thread = ? and id = ?', threadId, itemId)
    },

    async saveFeedback(threadId, itemIds, kind: Feedback) {
      if (!owns(threadId)) return
      sql.transaction(() => {
        for (const item of itemIds) {
          sql.run('insert or replace into feedback values (?, ?, ?)', threadId, item, kind)
        }
      })
    },

    async saveOpenTurn(threadId, { id, items }, leaseMs) {
      sql.run(
        `insert into open_turns (thread, id, leased_until, record)
         select id, ?, ?, ? from threads where id = ? and session = ?
         on conflict (thread) do update set
           id = excluded.id, leased_until = excluded.leased_until, record = excluded.record`,
        id,
        Date.now() + leaseMs,
        JSON.stringify(items),
        threadId,
        session,
      )
    },

    async closeOpenTurn(threadId, turnId, lastItems = []) {
      if (!owns(threadId)) return false
      return sql.transaction(() => {
        const isOpen = sql.run(
          'delete from open_turns where thread = ? and id = ?',
          threadId,
          turnId,
        )
        if (isOpen) for (const item of lastItems) saveItem(threadId, item)
        return isOpen > 0
      })
    },

    async loadFacts() {
      const rows = sql.all<RecordRow & { name: string }>(
        'select name, record from facts where session = ? order by rowid',
        session,
      )
      return Object.fromEntries(rows.map(({ name, record }) => [name, JSON.parse(record)]))
    },

    async saveFacts(facts) {
      sql.transaction(() => {
        expireLater()
        for (const [name, values] of Object.entries(facts)) {
          sql.run(
            'insert or replace into facts (session, name, record) values (?, ?, ?)',
            session,
            name,
            JSON.stringify(values),
          )
        }
      })
    },

    async loadAttachment(id) {
      return sql.record<StoredAttachment>(
        'select record from attachments where id = ? and session = ?',
        id,
        session,
      )
    },

    async loadAttachments() {
      return sql
        .all<RecordRow>('select record from attachments where session = ?', session)
        .map(({ record }) => JSON.parse(record) as StoredAttachment)
    },

    async saveAttachment(stored) {
      saveAttachment(stored)
    },

    async loadAttachmentBytes(id) {
      const row = sql.get<{ bytes: Uint8Array | null }>(
        'select bytes from attachments where id = ? and session = ?',
        id,
        session,
      )
      return row?.bytes ?? undefined
    },

    async saveAttachmentBytes(id, bytes) {
      sql.run('update attachments set bytes = ? where id = ? and session = ?', bytes, id, session)
    },

    async deleteAttachment(id) {
      sql.transaction(() => {
        const row = sql.get<{ file: string | null }>(
          'select file from attachments where id = ? and session = ?',
          id,
          session,
        )
        orphan(row?.file)
        sql.run('delete from attachments where id = ? and session = ?', id, session)
      })
    },

    async loadFiles() {
      return sql
        .all<RecordRow>('select record from files where session = ? order by rowid desc', session)
        .map(({ record }) => JSON.parse(record) as StoredFile)
    },

    async saveFile(file) {
      expireLater()
      sql.run(
        `insert into files (id, session, thread, bytes, record) values (?, ?, ?, ?, ?)
         on conflict (id) do update set record = excluded.record where session = excluded.session`,
        file.id,
        session,
        file.threadId ?? null,
        file.bytes,
        JSON.stringify(file),
      )
    },

    async deleteFile(id) {
      if (!sql.get('select 1 from files where id = ? and session = ?', id, session)) return
      sql.transaction(() => orphan(id))
    },

    async countBytes() {
      // A document that was attached has a library file with the same bytes: counted once.
      return sql.count(
        `select (select coalesce(sum(size), 0) from attachments where session = ?1)
              + (select coalesce(sum(bytes), 0) from files where session = ?1 and id not in
                  (select file from attachments where session = ?1 and file is not null)) as n`,
        session,
      )
    },
  }
}

type RecordRow = { record: string }
type Statements = ReturnType<typeof statements>

/** Prepared statements by their text, made once each. */
function statements(db: DatabaseSync) {
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  const prepare = (text: string) => {
    const known = prepared.get(text)
    if (known) return known
    const made = db.prepare(text)
    prepared.set(text, made)
    return made
  }

  // Rows have the shape that the statement's own text selects.
  const all = <Row>(text: string, ...values: SQLInputValue[]) =>
    prepare(text).all(...values) as Row[]
  const get = <Row>(text: string, ...values: SQLInputValue[]) =>
    prepare(text).get(...values) as Row | undefined
  const run = (text: string, ...values: SQLInputValue[]) =>
    Number(prepare(text).run(...values).changes)

  return {
    all,
    get,
    run,

    count(text: string, ...values: SQLInputValue[]): number {
      return get<{ n: number }>(text, ...values)?.n ?? 0
    },

    record<T>(text: string, ...values: SQLInputValue[]): T | undefined {
      const row = get<RecordRow>(text, ...values)
      return row && (JSON.parse(row.record) as T)
    },

    page<T extends { id: string }>(
      table: 'threads' | 'items',
      owner: 'session' | 'thread',
      ownerId: string,
      { limit, order, after }: Paging,
    ): Page<T> {
      const from = after === undefined ? undefined : cursor(table, owner, ownerId, after)
      const rows = all<RecordRow>(
        `select record from ${table} where ${owner} = ? and seq ${order === 'asc' ? '>' : '<'} ?
         order by seq ${order} limit ?`,
        ownerId,
        from ?? (order === 'asc' ? 0 : Number.MAX_SAFE_INTEGER),
        limit + 1,
      )
      const data = rows.slice(0, limit).map(({ record }) => JSON.parse(record) as T)
      const last = data.at(-1)
      return rows.length > limit && last
        ? { data, has_more: true, after: last.id }
        : { data, has_more: false }
    },

    transaction<T>(work: () => T): T {
      db.exec('begin immediate')
      try {
        const result = work()
        db.exec('commit')
        return result
      } catch (error) {
        db.exec('rollback')
        throw error
      }
    },
  }

  function cursor(table: string, owner: string, ownerId: string, id: string): number {
    const row = get<{ seq: number }>(
      `select seq from ${table} where ${owner} = ? and id = ?`,
      ownerId,
      id,
    )
    if (!row) throw new UnknownCursorError()
    return row.seq
  }
}

import type { Feedback, ThreadItem } from '../../protocol/schemas.ts'
import type { Statements } from '../../sqlite/statements.ts'
import type { SessionMemory } from '../memory.ts'
import { loadPage } from './load-page.ts'
import type { Scope } from './scope.ts'

export function sqliteItems(scope: Scope) {
  const { sql, session, ownsThread } = scope
  const load = (threadId: string, itemId: string) => {
    if (!ownsThread(threadId)) return undefined
    return sql.record<ThreadItem>(
      'select record from items where thread = ? and id = ?',
      threadId,
      itemId,
    )
  }

  return {
    async loadItem(threadId, itemId) {
      return load(threadId, itemId)
    },

    async loadThreadItems(threadId, paging) {
      if (!ownsThread(threadId)) return { data: [], has_more: false }
      return loadPage<ThreadItem>(sql, { table: 'items', owner: 'thread' }, threadId, paging)
    },

    async countItems() {
      return sql.count(
        `select count(*) as n from items
         where thread in (select id from threads where session = ?)`,
        session,
      )
    },

    async saveItem(threadId, item) {
      putItem(scope, threadId, item)
    },

    async changeItem(threadId, itemId, change) {
      return sql.transaction(() => {
        const stored = load(threadId, itemId)
        if (!stored) return undefined
        const changed = change(stored)
        putItem(scope, threadId, changed)
        return changed
      })
    },

    async deleteItemsAfter(threadId, itemId) {
      if (!ownsThread(threadId)) return 0
      const after =
        'from items where thread = ?1 and seq > (select seq from items where thread = ?1 and id = ?2)'
      return sql.transaction(() => {
        sql.run(
          `delete from feedback where thread = ?1 and item in (select id ${after})`,
          threadId,
          itemId,
        )
        return sql.run(`delete ${after}`, threadId, itemId)
      })
    },

    async deleteThreadItem(threadId, itemId) {
      if (!ownsThread(threadId)) return
      sql.transaction(() => {
        sql.run('delete from feedback where thread = ? and item = ?', threadId, itemId)
        sql.run('delete from items where thread = ? and id = ?', threadId, itemId)
      })
    },
  } satisfies Partial<SessionMemory>
}

/** Nothing happens where the thread is not this session's. */
export function putItem({ sql, ownsThread }: Scope, threadId: string, item: ThreadItem) {
  if (!ownsThread(threadId)) return
  sql.run(
    `insert into items (thread, id, record) values (?, ?, ?)
     on conflict (thread, id) do update set record = excluded.record`,
    threadId,
    item.id,
    JSON.stringify(item),
  )
}

export function sqliteFeedback({ sql, ownsThread }: Scope) {
  return {
    async saveFeedback(threadId, itemIds, kind) {
      if (!ownsThread(threadId)) return
      sql.transaction(() => {
        for (const item of itemIds) {
          sql.run(
            `insert or replace into feedback (thread, item, kind)
             select thread, id, ? from items where thread = ? and id = ?`,
            kind,
            threadId,
            item,
          )
        }
      })
    },
  } satisfies Partial<SessionMemory>
}

/** In all sessions. */
export function countFeedback(sql: Statements): Record<Feedback, number> {
  const count = (kind: Feedback) =>
    sql.count('select count(*) as n from feedback where kind = ?', kind)
  return { positive: count('positive'), negative: count('negative') }
}

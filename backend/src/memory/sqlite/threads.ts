import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SaveOutcome, SessionMemory, StoredThread } from '../memory.ts'
import { attachToThread, dropAttachments } from './attachments.ts'
import { putItem } from './items.ts'
import { loadPage } from './load-page.ts'
import { orphanFilesOfThread } from './orphaned-files.ts'
import type { Scope } from './scope.ts'

/** So many are deleted within a few milliseconds. */
export const ITEMS_AT_ONCE = 500

export function sqliteThreads(scope: Scope) {
  const { sql, session, upkeep, ownsThread, expireLater } = scope
  const load = (threadId: string) =>
    sql.record<StoredThread>(
      'select record from threads where id = ? and session = ?',
      threadId,
      session,
    )
  const countThreads = () =>
    sql.count('select count(*) as n from threads where session = ?', session)
  const countItemsOf = (threadId: string) =>
    sql.count('select count(*) as n from items where thread = ?', threadId)

  return {
    async loadThread(threadId) {
      return load(threadId)
    },

    async loadThreads(paging) {
      return loadPage<StoredThread>(sql, { table: 'threads', owner: 'session' }, session, paging)
    },

    async countThreads() {
      return countThreads()
    },

    async changeThread(threadId, change) {
      return sql.transaction(() => {
        const stored = load(threadId)
        if (!stored) return undefined
        const changed = change(stored)
        sql.run('update threads set record = ? where id = ?', JSON.stringify(changed), threadId)
        return changed
      })
    },

    async deleteThread(threadId) {
      // Newest first: who looks at it meanwhile sees its beginning.
      while (
        ownsThread(threadId) &&
        sql.run(
          `delete from items where seq in
             (select seq from items where thread = ? order by seq desc limit ?)`,
          threadId,
          ITEMS_AT_ONCE,
        ) === ITEMS_AT_ONCE
      ) {
        await nextTurn()
      }
      if (!ownsThread(threadId)) return
      sql.transaction(() => {
        orphanFilesOfThread(scope, threadId)
        dropAttachments(scope, session, threadId)
        sql.run('delete from threads where id = ? and session = ?', threadId, session)
      })
      upkeep.soon()
    },

    async saveUserMessage(thread, message, attachments, { isNew = true, room } = {}) {
      const isThere = () => ownsThread(thread.id)
      return sql.transaction<SaveOutcome>((undo) => {
        if (!isNew && !isThere()) return 'no_thread'
        if (room && isNew && !isThere() && countThreads() >= room.threads) return 'threads_full'
        if (room && countItemsOf(thread.id) >= room.itemsOfThread) return 'thread_full'
        expireLater()
        sql.run(
          'insert or ignore into threads (id, session, record) values (?, ?, ?)',
          thread.id,
          session,
          JSON.stringify(thread),
        )
        if (!attachments.every((stored) => attachToThread(scope, stored))) {
          undo()
          return 'no_attachment'
        }
        putItem(scope, thread.id, message)
        return 'saved'
      })
    },
  } satisfies Partial<SessionMemory>
}

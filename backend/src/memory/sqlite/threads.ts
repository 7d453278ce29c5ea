import type { SessionMemory, StoredThread } from '../memory.ts'
import { putAttachment } from './attachments.ts'
import { attachFile } from './files.ts'
import { putItem } from './items.ts'
import { loadPage } from './load-page.ts'
import { orphanFilesOfThread } from './orphaned-files.ts'
import type { Scope } from './scope.ts'

export function sqliteThreads(scope: Scope) {
  const { sql, session, ownsThread, expireLater } = scope
  const load = (threadId: string) =>
    sql.record<StoredThread>(
      'select record from threads where id = ? and session = ?',
      threadId,
      session,
    )

  return {
    async loadThread(threadId) {
      return load(threadId)
    },

    async loadThreads(paging) {
      return loadPage<StoredThread>(sql, { table: 'threads', owner: 'session' }, session, paging)
    },

    async countThreads() {
      return sql.count('select count(*) as n from threads where session = ?', session)
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
      if (!ownsThread(threadId)) return
      sql.transaction(() => {
        orphanFilesOfThread(scope, threadId)
        sql.run('delete from attachments where session = ? and thread = ?', session, threadId)
        sql.run('delete from threads where id = ? and session = ?', threadId, session)
      })
    },

    async saveUserMessage(thread, message, attachments, { isNew = true } = {}) {
      return sql.transaction(() => {
        if (!isNew && !ownsThread(thread.id)) return false
        expireLater()
        sql.run(
          'insert or ignore into threads (id, session, record) values (?, ?, ?)',
          thread.id,
          session,
          JSON.stringify(thread),
        )
        for (const stored of attachments) {
          putAttachment(scope, stored)
          if (stored.fileId) attachFile(scope, stored.fileId, thread.id)
        }
        putItem(scope, thread.id, message)
        return true
      })
    },
  } satisfies Partial<SessionMemory>
}

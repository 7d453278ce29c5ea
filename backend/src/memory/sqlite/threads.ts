import type { SessionMemory, StoredThread } from '../memory.ts'
import { putAttachment } from './attachments.ts'
import { attachFile } from './files.ts'
import { putItem } from './items.ts'
import { loadPage } from './load-page.ts'
import { orphanFilesOfThread } from './orphaned-files.ts'
import type { Scope } from './scope.ts'

export function sqliteThreads(scope: Scope) {
  const { sql, session, ownsThread, expireLater } = scope
  return {
    async loadThread(threadId) {
      return sql.record<StoredThread>(
        'select record from threads where id = ? and session = ?',
        threadId,
        session,
      )
    },

    async loadThreads(paging) {
      return loadPage<StoredThread>(sql, { table: 'threads', owner: 'session' }, session, paging)
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
      if (!ownsThread(threadId)) return
      sql.transaction(() => {
        orphanFilesOfThread(scope, threadId)
        sql.run('delete from attachments where session = ? and thread = ?', session, threadId)
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
          putAttachment(scope, stored)
          if (stored.fileId) attachFile(scope, stored.fileId, thread.id)
        }
        putItem(scope, thread.id, message)
      })
    },
  } satisfies Partial<SessionMemory>
}

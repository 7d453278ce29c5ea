import type { SessionMemory, StoredAttachment } from '../memory.ts'
import { orphanFile } from './orphaned-files.ts'
import type { Scope } from './scope.ts'

export function sqliteAttachments(scope: Scope) {
  const { sql, session } = scope
  return {
    async loadAttachment(id) {
      return sql.record<StoredAttachment>(
        'select record from attachments where id = ? and session = ?',
        id,
        session,
      )
    },

    async loadAttachments() {
      return sql.records<StoredAttachment>(
        'select record from attachments where session = ?',
        session,
      )
    },

    async saveAttachment(stored) {
      putAttachment(scope, stored)
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
        if (row?.file) orphanFile(scope, row.file)
        sql.run('delete from attachments where id = ? and session = ?', id, session)
      })
    },
  } satisfies Partial<SessionMemory>
}

export function putAttachment({ sql, session, expireLater }: Scope, stored: StoredAttachment) {
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

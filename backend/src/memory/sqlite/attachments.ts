import type { SessionMemory, StoredAttachment } from '../memory.ts'
import { putFile } from './files.ts'
import { orphanFile } from './orphaned-files.ts'
import { admit } from './room.ts'
import type { Scope } from './scope.ts'

export function sqliteAttachments(scope: Scope) {
  const { sql, session, blobs, upkeep, expireLater, now } = scope
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

    async announceAttachment(announced, room, waitMs) {
      const { attachment, size } = announced
      return sql.transaction(() => {
        const admission = admit(scope, size, room)
        if (admission !== 'admitted') return admission
        expireLater()
        sql.run(
          `insert or ignore into attachments (id, session, size, record, awaited_until)
           values (?, ?, ?, ?, ?)`,
          attachment.id,
          session,
          size,
          JSON.stringify(announced),
          now() + waitMs,
        )
        return admission
      })
    },

    async receiveAttachment(received, content) {
      if ('bytes' in content)
        return blobs.write(content.bytes, (id) => receive(scope, received, id))
      const { file } = content
      return sql.transaction(() => {
        const isAwaited = receive(scope, { ...received, fileId: file.id }, null)
        if (isAwaited) putFile(scope, file)
        return isAwaited
      })
    },

    async loadAttachmentBytes(id) {
      const row = sql.get<{ blob: number | null }>(
        'select blob from attachments where id = ? and session = ?',
        id,
        session,
      )
      return row?.blob ? blobs.read(row.blob) : undefined
    },

    async deleteAttachment(id) {
      sql.transaction(() => {
        const [gone] = sql.all<Gone>(
          'delete from attachments where id = ? and session = ? returning file, blob',
          id,
          session,
        )
        if (gone?.file) orphanFile(scope, gone.file)
        if (gone?.blob) blobs.drop(gone.blob)
      })
      upkeep.soon()
    },
  } satisfies Partial<SessionMemory>
}

type Gone = { file: string | null; blob: number | null }

/** Their files go by themselves: with the thread, or with the session. @param threadId all where there is none */
export function dropAttachments(
  { sql, blobs }: Pick<Scope, 'sql' | 'blobs'>,
  session: string,
  threadId?: string,
): void {
  const gone =
    threadId === undefined
      ? sql.all<Gone>('delete from attachments where session = ? returning blob', session)
      : sql.all<Gone>(
          'delete from attachments where session = ? and thread = ? returning blob',
          session,
          threadId,
        )
  for (const { blob } of gone) if (blob) blobs.drop(blob)
}

/** @returns whether it was waited for */
function receive(
  { sql, session, now }: Scope,
  received: StoredAttachment,
  blob: number | null,
): boolean {
  const { attachment, size, fileId = null } = received
  const changed = sql.run(
    `update attachments set size = ?1, file = ?2, blob = ?3, record = ?4, awaited_until = null
     where id = ?5 and session = ?6 and awaited_until >= ?7 and size >= ?1`,
    size,
    fileId,
    blob,
    JSON.stringify(received),
    attachment.id,
    session,
    now(),
  )
  return changed > 0
}

/** @returns whether it is there */
export function attachToThread({ sql, session }: Scope, stored: StoredAttachment): boolean {
  const { attachment, fileId } = stored
  const threadId = attachment.thread_id ?? null
  const changed = sql.run(
    'update attachments set thread = ?, record = ? where id = ? and session = ?',
    threadId,
    JSON.stringify(stored),
    attachment.id,
    session,
  )
  if (changed > 0 && fileId) {
    sql.run('update files set thread = ? where id = ? and session = ?', threadId, fileId, session)
  }
  return changed > 0
}

import type { SessionMemory, StoredFile } from '../memory.ts'
import { orphanFile } from './orphaned-files.ts'
import { admit, countBytes } from './room.ts'
import type { Scope } from './scope.ts'

export function sqliteFiles(scope: Scope) {
  const { sql, session, expireLater, now } = scope
  return {
    async loadFiles() {
      return sql.records<StoredFile>(
        'select record from files where session = ? order by rowid desc',
        session,
      )
    },

    async reserveFile({ id, bytes }, room, waitMs) {
      return sql.transaction(() => {
        const admission = admit(scope, bytes, room)
        if (admission !== 'admitted') return admission
        expireLater()
        sql.run(
          `insert or ignore into file_reservations (id, session, bytes, awaited_until)
           values (?, ?, ?, ?)`,
          id,
          session,
          bytes,
          now() + waitMs,
        )
        return admission
      })
    },

    async addFile(file, reservationId) {
      return sql.transaction(() => {
        const used = sql.run(
          `delete from file_reservations
           where id = ? and session = ? and awaited_until >= ? and bytes >= ?`,
          reservationId,
          session,
          now(),
          file.bytes,
        )
        if (used > 0) putFile(scope, file)
        return used > 0
      })
    },

    async releaseFile(reservationId) {
      sql.run('delete from file_reservations where id = ? and session = ?', reservationId, session)
    },

    async changeFile(id, change) {
      return sql.transaction(() => {
        const stored = sql.record<StoredFile>(
          'select record from files where id = ? and session = ?',
          id,
          session,
        )
        if (!stored) return undefined
        const changed = change(stored)
        sql.run('update files set record = ? where id = ?', JSON.stringify(changed), id)
        return changed
      })
    },

    async deleteFile(id) {
      if (!sql.get('select 1 from files where id = ? and session = ?', id, session)) return
      sql.transaction(() => orphanFile(scope, id))
    },

    async countBytes() {
      return countBytes(scope)
    },
  } satisfies Partial<SessionMemory>
}

/** A file of another session stays as it is. */
export function putFile({ sql, session }: Scope, file: StoredFile): void {
  sql.run(
    'insert or ignore into files (id, session, thread, bytes, record) values (?, ?, ?, ?, ?)',
    file.id,
    session,
    file.threadId ?? null,
    file.bytes,
    JSON.stringify(file),
  )
}

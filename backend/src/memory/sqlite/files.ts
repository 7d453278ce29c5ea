import type { SessionMemory, StoredFile } from '../memory.ts'
import { orphanFile } from './orphaned-files.ts'
import type { Scope } from './scope.ts'

export function sqliteFiles(scope: Scope) {
  const { sql, session, expireLater } = scope
  return {
    async loadFiles() {
      return sql.records<StoredFile>(
        'select record from files where session = ? order by rowid desc',
        session,
      )
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
      sql.transaction(() => orphanFile(scope, id))
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
  } satisfies Partial<SessionMemory>
}

/** With the thread it will go. */
export function attachFile({ sql, session }: Scope, fileId: string, threadId: string) {
  sql.run('update files set thread = ? where id = ? and session = ?', threadId, fileId, session)
}

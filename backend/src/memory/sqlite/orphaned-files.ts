/** Files whose owner is gone: noted, until somebody has removed them from the vector store. */

import type { Statements } from '../../sqlite/statements.ts'
import type { Scope } from './scope.ts'

export function orphanFile({ sql, session }: Scope, fileId: string) {
  sql.run('insert or ignore into orphaned_files values (?)', fileId)
  sql.run('delete from files where id = ? and session = ?', fileId, session)
}

export function orphanFilesOfThread({ sql, session }: Scope, threadId: string) {
  sql.run(
    'insert or ignore into orphaned_files select id from files where session = ? and thread = ?',
    session,
    threadId,
  )
  sql.run('delete from files where session = ? and thread = ?', session, threadId)
}

export function orphanFilesOfSession(sql: Statements, session: string) {
  sql.run('insert or ignore into orphaned_files select id from files where session = ?', session)
  sql.run('delete from files where session = ?', session)
}

export function loadOrphanedFiles(sql: Statements): string[] {
  // At random, so that a hundred that cannot be removed do not keep the others from it.
  return sql
    .all<{ id: string }>('select id from orphaned_files order by random() limit 100')
    .map(({ id }) => id)
}

export function forgetOrphanedFile(sql: Statements, fileId: string) {
  sql.run('delete from orphaned_files where id = ?', fileId)
}

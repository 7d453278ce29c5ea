/** Files whose owner is gone: noted, until somebody has removed them from the vector store. */
import type { Statements } from '../../sqlite/statements.ts'
import type { Scope } from './scope.ts'

type Id = { id: string }

// What goes makes room, in a database that is full, for the note of it: so that comes second.

export function orphanFile({ sql, session }: Scope, fileId: string) {
  sql.run('delete from files where id = ? and session = ?', fileId, session)
  noteOrphanedFile(sql, fileId)
}

export function orphanFilesOfThread({ sql, session }: Scope, threadId: string) {
  const gone = sql.all<Id>(
    'delete from files where session = ? and thread = ? returning id',
    session,
    threadId,
  )
  for (const { id } of gone) noteOrphanedFile(sql, id)
}

export function orphanFilesOfSession(sql: Statements, session: string) {
  const gone = sql.all<Id>('delete from files where session = ? returning id', session)
  for (const { id } of gone) noteOrphanedFile(sql, id)
}

export function noteOrphanedFile(sql: Statements, fileId: string) {
  sql.run('insert or ignore into orphaned_files values (?)', fileId)
}

export function loadOrphanedFiles(sql: Statements): string[] {
  // At random, so that a hundred that cannot be removed do not keep the others from it.
  return sql
    .all<Id>('select id from orphaned_files order by random() limit 100')
    .map(({ id }) => id)
}

export function forgetOrphanedFile(sql: Statements, fileId: string) {
  sql.run('delete from orphaned_files where id = ?', fileId)
}

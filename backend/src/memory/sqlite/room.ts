/** How much the files of a session take, and whether there is room for one more. */
import type { Statements } from '../../sqlite/statements.ts'
import type { Admission, Room } from '../memory.ts'
import type { Scope } from './scope.ts'

// A document that was attached has a library file with the same bytes: counted once.
const OWN_FILES = `from files where session = ?1 and id not in
  (select file from attachments where session = ?1 and file is not null)`

/** What has not come in time does not count. */
export function countBytes({ sql, session, now }: Scope): number {
  return sql.count(
    `select (select coalesce(sum(size), 0) from attachments
               where session = ?1 and (awaited_until is null or awaited_until >= ?2))
          + (select coalesce(sum(bytes), 0) from file_reservations
               where session = ?1 and awaited_until >= ?2)
          + (select coalesce(sum(bytes), 0) ${OWN_FILES}) as n`,
    session,
    now(),
  )
}

function countFiles({ sql, session, now }: Scope): number {
  return sql.count(
    `select (select count(*) from attachments
               where session = ?1 and (awaited_until is null or awaited_until >= ?2))
          + (select count(*) from file_reservations where session = ?1 and awaited_until >= ?2)
          + (select count(*) ${OWN_FILES}) as n`,
    session,
    now(),
  )
}

/** To be asked within the transaction that takes the room. */
export function admit(scope: Scope, bytes: number, room: Room): Admission {
  if (countFiles(scope) >= room.files) return 'no_places'
  return countBytes(scope) + bytes > room.bytes ? 'no_bytes' : 'admitted'
}

/** Of all sessions. */
export function forgetUnreceived(sql: Statements, now: number): void {
  sql.run('delete from attachments where awaited_until < ?', now)
  sql.run('delete from file_reservations where awaited_until < ?', now)
}

export function moveAwaited(sql: Statements, ms: number): void {
  for (const table of ['attachments', 'file_reservations']) {
    sql.run(`update ${table} set awaited_until = awaited_until + ?`, ms)
  }
}

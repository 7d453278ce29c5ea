import type { Statements } from '../../sqlite/statements.ts'

/** More than the smallest free piece of a file that is full otherwise. */
const PROBE_BYTES = 32 * 1024

/** @throws {StorageFullError | StorageFailedError} when nothing can be stored */
export function writeALittle(sql: Statements): void {
  sql.transaction(() => {
    sql.run('insert or replace into health (id, probe) values (1, zeroblob(?))', PROBE_BYTES)
    sql.run("update health set probe = x''")
  })
}

/** A database file with all that keeps it in order. */
import { type Blobs, blobSchema, createBlobs } from './blobs.ts'
import { createCheckpoints } from './checkpoints.ts'
import { type DatabaseOptions, openDatabase } from './open-database.ts'
import { type Statements, statements } from './statements.ts'
import { createUpkeep, type Upkeep } from './upkeep.ts'

export type SqliteStore = {
  sql: Statements
  blobs: Blobs
  upkeep: Upkeep
  /** At once; resolves when no thread has the file open any more. */
  close(): Promise<void>
}

export type StoreOptions = DatabaseOptions & {
  /** Hears what could not be tidied up; it is tried again with the next. */
  onError(error: unknown): void
}

/**
 * @param path a file, or `:memory:`
 * @throws {UnusableDatabaseError}
 */
export function openStore(path: string, { onError, ...options }: StoreOptions): SqliteStore {
  const db = openDatabase(path, { ...options, schema: blobSchema + options.schema })
  const sql = statements(db)
  const checkpoints = createCheckpoints(path, onError)
  const blobs = createBlobs(sql, checkpoints, () => upkeep.soon())
  const upkeep: Upkeep = createUpkeep({ sql, blobs, checkpoints, onError })
  // What an earlier process has left.
  upkeep.soon()
  return {
    sql,
    blobs,
    upkeep,
    async close() {
      upkeep.close()
      if (db.isOpen) db.close()
      await checkpoints.close()
    },
  }
}

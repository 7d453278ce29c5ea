/** What SQLite's failures mean for the one who asked. */
import { MemoryUnavailableError, StorageFailedError, StorageFullError } from '../errors.ts'

const BUSY = 5
const LOCKED = 6
const READONLY = 8
const IOERR = 10
export const CORRUPT = 11
const FULL = 13
const CANTOPEN = 14
export const NOTADB = 26

/** SQLite's primary result code; `undefined` for an error that is not SQLite's. */
export function resultCode(error: unknown): number | undefined {
  const code = error instanceof Error && 'errcode' in error ? error.errcode : undefined
  // The bits above are details of the same failure.
  return typeof code === 'number' ? code & 0xff : undefined
}

/** The error itself where it is a mistake of ours. */
export function asStorageError(error: unknown): unknown {
  switch (resultCode(error)) {
    case FULL:
      return new StorageFullError(error)
    case READONLY:
    case IOERR:
    case CORRUPT:
    case CANTOPEN:
    case NOTADB:
      return new StorageFailedError(error)
    case BUSY:
    case LOCKED:
      return new MemoryUnavailableError(error)
    default:
      return error
  }
}

/** Why a database cannot be opened, and what its owner can do about it. */
export function startAdvice(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error)
  switch (resultCode(error)) {
    case CORRUPT:
    case NOTADB:
      return `is damaged (${reason}). Restore it from a backup, or move it away to start without what it holds.`
    case FULL:
      return 'cannot be used: the disk is full. Make room and start again.'
    case BUSY:
    case LOCKED:
      return 'is in use by another process. Stop that one first.'
    case READONLY:
    case CANTOPEN:
      return `cannot be opened for writing (${reason}). Give this process the right to write the file and its folder, or set DATA_DIR to another folder.`
    default:
      return `cannot be opened: ${reason}.`
  }
}

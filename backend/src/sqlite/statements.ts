import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { asStorageError } from './storage-errors.ts'

export type Statements = ReturnType<typeof statements>

export type RecordRow = { record: string }

/**
 * Prepared statements by their text, made once each.
 * Every one of them @throws {StorageFullError | StorageFailedError | MemoryUnavailableError}
 */
export function statements(db: DatabaseSync) {
  const prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  const prepare = (text: string) => {
    const known = prepared.get(text)
    if (known) return known
    const made = db.prepare(text)
    prepared.set(text, made)
    return made
  }

  const exec = (text: string) => told(() => db.exec(text))
  // Rows have the shape that the statement's own text selects.
  const all = <Row>(text: string, ...values: SQLInputValue[]) =>
    told(() => prepare(text).all(...values)) as Row[]
  const get = <Row>(text: string, ...values: SQLInputValue[]) =>
    told(() => prepare(text).get(...values)) as Row | undefined
  const run = (text: string, ...values: SQLInputValue[]) =>
    Number(told(() => prepare(text).run(...values)).changes)

  return {
    exec,
    all,
    get,
    /** @returns how many rows it has changed */
    run,

    count(text: string, ...values: SQLInputValue[]): number {
      return get<{ n: number }>(text, ...values)?.n ?? 0
    },

    record<T>(text: string, ...values: SQLInputValue[]): T | undefined {
      const row = get<RecordRow>(text, ...values)
      return row && (JSON.parse(row.record) as T)
    },

    records<T>(text: string, ...values: SQLInputValue[]): T[] {
      return all<RecordRow>(text, ...values).map(({ record }) => JSON.parse(record) as T)
    },

    /** @param work may undo what it has done so far, and say so with its result */
    transaction<T>(work: (undo: () => void) => T): T {
      let isUndone = false
      exec('begin immediate')
      try {
        const result = work(() => {
          isUndone = true
        })
        exec(isUndone ? 'rollback' : 'commit')
        return result
      } catch (error) {
        // A full disk has ended it already.
        if (db.isTransaction) exec('rollback')
        throw error
      }
    },
  }
}

function told<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asStorageError(error)
  }
}

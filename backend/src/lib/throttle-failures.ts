/** Failures that every request meets as long as they last: one line a minute says as much as thousands. */
import { isStorageError, MemoryUnavailableError } from '../errors.ts'

const EVERY_MS = 60_000

/** @returns whether this failure is to be logged now */
export function throttleFailures(everyMs = EVERY_MS) {
  /** By code, of which there are three. */
  const last = new Map<string, number>()
  return (error: unknown): boolean => {
    if (!isStorageError(error) && !(error instanceof MemoryUnavailableError)) return true
    const now = performance.now()
    if (now - (last.get(error.code) ?? -Infinity) < everyMs) return false
    last.set(error.code, now)
    return true
  }
}

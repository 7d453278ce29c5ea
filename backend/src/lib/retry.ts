import { setTimeout as sleep } from 'node:timers/promises'
import { MemoryUnavailableError } from '../errors.ts'

/** How long an answer under way waits for memory to come back. */
const RETRY_MS = 15_000
const PAUSE_MS = 250

const isAway = (error: unknown) => error instanceof MemoryUnavailableError

/**
 * Calls `work`, which may be called more than once, until it succeeds.
 * @param retryMs after which the last error is thrown
 * @param isTransient which errors are retried
 * @default those of a memory that cannot be reached
 */
export async function retry<T>(
  work: () => Promise<T>,
  retryMs = RETRY_MS,
  isTransient: (error: unknown) => boolean = isAway,
): Promise<T> {
  for (const deadline = performance.now() + retryMs; ; ) {
    try {
      return await work()
    } catch (error) {
      if (!isTransient(error) || performance.now() > deadline) throw error
    }
    await sleep(PAUSE_MS, undefined, { ref: false })
  }
}

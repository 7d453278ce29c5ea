import { setTimeout as sleep } from 'node:timers/promises'
import { MemoryUnavailableError } from './errors.ts'

/** How long an answer under way waits for memory to come back. */
const PATIENCE_MS = 15_000
const PAUSE_MS = 250

const isAway = (error: unknown) => error instanceof MemoryUnavailableError

/**
 * Work that may be done twice, tried again for as long as memory cannot be reached.
 * @param canPass which failures are worth another try
 */
export async function patiently<T>(
  work: () => Promise<T>,
  patienceMs = PATIENCE_MS,
  canPass: (error: unknown) => boolean = isAway,
): Promise<T> {
  for (const deadline = performance.now() + patienceMs; ; ) {
    try {
      return await work()
    } catch (error) {
      if (!canPass(error) || performance.now() > deadline) throw error
    }
    await sleep(PAUSE_MS, undefined, { ref: false })
  }
}

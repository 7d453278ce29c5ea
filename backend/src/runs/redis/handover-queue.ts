/** Runs that wait for another process: one list for all, of which each process takes what it can get. */
import { MemoryUnavailableError } from '../../errors.ts'
import type { Redis } from '../../redis/connection.ts'

const KEY = 'hub:waiting-runs'
const LOOK_EVERY_MS = 2_000
const MOST_AT_ONCE = 100

type Take = (session: string, runId: string) => Promise<void>

export function createHandoverQueue(redis: Redis, onError: (error: unknown) => void) {
  let timer: NodeJS.Timeout | undefined
  let looks = Promise.resolve()
  let isOpen = true

  const report = (error: unknown) => {
    // That Redis is away is told elsewhere, once.
    if (!(error instanceof MemoryUnavailableError)) onError(error)
  }

  const look = async (take: Take) => {
    if (!isOpen) return
    const waiting = await redis.call((on) => on.zRange(KEY, 0, MOST_AT_ONCE - 1))
    for (const value of waiting) {
      if (!isOpen) return
      const [session = '', runId = ''] = value.split(' ')
      // Of several who try only one gets it, and it is off the list for all of them.
      await take(session, runId)
      await redis.call((on) => on.zRem(KEY, value))
    }
  }

  return {
    async add(session: string, runId: string): Promise<void> {
      const value = `${session} ${runId}`
      await redis.call((on) => on.zAdd(KEY, { value, score: Date.now() }))
      await redis.call((on) => on.publish(KEY, ''))
    },

    /** Takes what waits already, what comes, and what was missed while Redis was away. */
    async listen(take: Take): Promise<void> {
      const lookOnce = () => {
        looks = looks.then(() => look(take)).catch(report)
      }
      timer = setInterval(lookOnce, LOOK_EVERY_MS).unref()
      await redis.subscribe(KEY, lookOnce)
      lookOnce()
    },

    /** Leaves what waits to others. */
    close() {
      isOpen = false
      clearInterval(timer)
    },
  }
}

/**
 * What one client may do within a time: counted in this process, or in Redis for all replicas. While Redis is
 * away each process counts for itself.
 */
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { RateLimitedError } from '../errors.ts'
import type { Redis } from '../redis/connection.ts'

export type RateName = 'requests' | 'sessions' | 'answers' | 'uploads' | 'upload_bytes' | 'receipts'

/** The most within so many seconds. The time begins with the first that is counted. */
export type Rate = { most: number; seconds: number }

export interface ClientRates {
  /**
   * Counts it, also where that is too much.
   * @param client as `clientKey` returns it
   * @throws {RateLimitedError} that says when to try again
   */
  count(rate: RateName, client: string, amount?: number): Promise<void>
}

/** A limiter must not hold up a request for long. */
const REDIS_TIMEOUT_MS = 1_000

const complaints: Record<RateName, string> = {
  requests: 'Too many requests have come from your network.',
  sessions: 'Too many new sessions have been started from your network.',
  answers: 'Too many questions have been asked from your network.',
  uploads: 'Too many files have been uploaded from your network.',
  upload_bytes: 'Too much has been uploaded from your network.',
  receipts: 'Too many receipts have been asked for from your network.',
}

export function createClientRates(rates: Record<RateName, Rate>, redis?: Redis): ClientRates {
  const limiterOf = (name: RateName) => createLimiter(name, rates[name], redis)
  const limiters = {
    requests: limiterOf('requests'),
    sessions: limiterOf('sessions'),
    answers: limiterOf('answers'),
    uploads: limiterOf('uploads'),
    upload_bytes: limiterOf('upload_bytes'),
    receipts: limiterOf('receipts'),
  }

  return {
    async count(rate, client, amount = 1) {
      try {
        await limiters[rate].consume(client, amount)
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused
        const seconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
        const message = `${complaints[rate]} Try again in ${inWords(seconds)}.`
        throw new RateLimitedError(message, seconds)
      }
    },
  }
}

function createLimiter(name: RateName, { most, seconds }: Rate, redis: Redis | undefined) {
  const rate = { keyPrefix: `hub:limit:${name}`, points: most, duration: seconds }
  const here = new RateLimiterMemory(rate)
  if (!redis) return here
  return new RateLimiterRedis({
    ...rate,
    // All that it needs of a client to count. One key a script, so that a cluster knows where it belongs.
    storeClient: {
      eval: (script: string, options: { keys: string[]; arguments: string[] }) =>
        redis.call((on) => on.eval(script, options), REDIS_TIMEOUT_MS),
    },
    useRedisPackage: true,
    // Who is over the limit is refused here until it is over, without asking Redis each time.
    inMemoryBlockOnConsumed: most + 1,
    insuranceLimiter: here,
  })
}

/** How long to wait, in words for a message: `34 seconds`, `9 minutes`, `5 hours`. Never less than it takes. */
export function inWords(seconds: number): string {
  if (seconds < 100) return counted(seconds, 'second')
  if (seconds < 100 * 60) return counted(Math.ceil(seconds / 60), 'minute')
  return counted(Math.ceil(seconds / 3600), 'hour')
}

const counted = (n: number, unit: string) => `${n} ${unit}${n === 1 ? '' : 's'}`

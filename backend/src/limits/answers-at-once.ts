/** How many answers one client has written at once: in this process, or with Redis in all replicas together. */
import { randomUUID } from 'node:crypto'
import { MemoryUnavailableError, RateLimitedError } from '../errors.ts'
import type { Redis } from '../redis/connection.ts'

export interface AnswersAtOnce {
  /**
   * @param client as `clientKey` returns it
   * @returns gives the place back
   * @throws {RateLimitedError}
   */
  take(client: string): Promise<() => void>
  close(): void
}

export type AnswersAtOnceOptions = {
  most: number
  redis?: Redis
  onError(error: unknown): void
  /** After this time the places of a process that has died are free again. @default 30 s */
  loanMs?: number
}

const REDIS_TIMEOUT_MS = 1_000
const RETRY_AFTER_SECONDS = 5

export function createAnswersAtOnce(options: AnswersAtOnceOptions): AnswersAtOnce {
  const { most, redis, onError, loanMs = 30_000 } = options
  /** The answers of this process, by their client: all there is to know while Redis is away. */
  const held = new Map<string, Set<string>>()

  const hold = (client: string, holder: string) =>
    held.set(client, (held.get(client) ?? new Set()).add(holder))

  const drop = (client: string, holder: string) => {
    const holders = held.get(client)
    holders?.delete(holder)
    if (holders?.size === 0) held.delete(client)
  }

  /** Undefined while Redis is away. */
  const inRedis = async (client: string, operation: string, ...args: string[]) => {
    const key = [`hub:limit:answers-at-once:${client}`]
    try {
      return await redis?.call(
        (on) => on.lendPlaces(key, operation, String(loanMs), ...args),
        REDIS_TIMEOUT_MS,
      )
    } catch (error) {
      if (!(error instanceof MemoryUnavailableError)) onError(error)
      return undefined
    }
  }

  const renewal = setInterval(() => {
    for (const [client, holders] of held) void inRedis(client, 'renew', ...holders)
  }, loanMs / 3).unref()
  if (!redis) clearInterval(renewal)

  return {
    async take(client) {
      if ((held.get(client)?.size ?? 0) >= most) throw tooMany(most)
      const holder = randomUUID()
      hold(client, holder)
      if ((await inRedis(client, 'take', String(most), holder)) === 0) {
        drop(client, holder)
        throw tooMany(most)
      }
      return () => {
        drop(client, holder)
        void inRedis(client, 'giveBack', holder)
      }
    },

    close: () => clearInterval(renewal),
  }
}

const tooMany = (most: number) =>
  new RateLimitedError(
    `${most} answers are being written for your network already. Try again in ${RETRY_AFTER_SECONDS} seconds.`,
    RETRY_AFTER_SECONDS,
  )

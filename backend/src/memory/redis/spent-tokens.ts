/** What the model has cost, by UTC day: a key for all sessions and one for each, which expire by themselves. */
import type { Redis } from '../../redis/connection.ts'
import type { SpentTokens } from '../memory.ts'
import { keys, sessionKeys } from './keys.ts'

/** As long as anywhere it is that day, and some time more. */
const EXPIRY = { expiration: { type: 'EX', value: 48 * 60 * 60 }, condition: 'NX' } as const

export function redisSpentTokens(redis: Redis) {
  const add = (key: string, tokens: number) =>
    // One after the other on the same connection: what is counted expires, whenever this process dies.
    redis.call((on) => Promise.all([on.set(key, '0', EXPIRY), on.incrBy(key, tokens)]))

  const spent = async (key: string) => Number((await redis.call((on) => on.get(key))) ?? 0)

  return {
    async spend(session: string, day: string, tokens: number): Promise<void> {
      const life = await redis.call((on) => on.exists(sessionKeys(session).life))
      const counted = [keys.spentTokens(day)]
      if (life > 0) counted.push(keys.spentTokensOf(session, day))
      await Promise.all(counted.map((key) => add(key, tokens)))
    },

    async load(session: string | undefined, day: string): Promise<SpentTokens> {
      const ofSession = session === undefined ? 0 : spent(keys.spentTokensOf(session, day))
      const [all, own] = await Promise.all([spent(keys.spentTokens(day)), ofSession])
      return { service: all, session: own }
    },

    async forget(session: string): Promise<void> {
      const days = [0, 1].map((ago) => new Date(Date.now() - ago * 24 * 60 * 60_000))
      const own = days.map((at) => keys.spentTokensOf(session, at.toISOString().slice(0, 10)))
      await redis.call((on) => on.unlink(own))
    },
  }
}

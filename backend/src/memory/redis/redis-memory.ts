/** Memory on Redis or Valkey, one server or a cluster: for any number of processes. */

import { StorageFullError } from '../../errors.ts'
import type { ThreadItem } from '../../protocol/schemas.ts'
import { connectRedis, type Redis, type RedisOptions } from '../../redis/connection.ts'
import type { AbandonedTurn, Memory } from '../memory.ts'
import { createTouched } from '../touched.ts'
import { type SharedTimeSource, serverTime, sharedClock } from './clock.ts'
import { createGlobalIndex, type EndedLease } from './global-index.ts'
import { keys, sessionKeys } from './keys.ts'
import { redisReceipts } from './receipts.ts'
import { redisSessionMemory } from './session-memory.ts'
import { sessionScript } from './session-script.ts'
import { redisSpentTokens } from './spent-tokens.ts'

const SWEEP_AT_ONCE = 100
const HEALTH_EXPIRY = { expiration: { type: 'EX', value: 60 } } as const

/**
 * @param url `redis://…` or `rediss://…`; with commas between several, the nodes of a cluster
 * @throws {Error} naming REDIS_URL, when nothing can be reached there now
 */
export async function openRedisMemory(
  url: string,
  options: RedisOptions & { ttlMinutes: number },
): Promise<Memory> {
  return memoryOn(await connectRedis(url, options), options)
}

export type RedisMemoryOptions = {
  /** How long a session may be idle, as a rule. */
  ttlMinutes: number
  /** @default the server's time */
  time?: SharedTimeSource
}

/** For a connection that there is already; it ends with the memory. */
export function memoryOn(redis: Redis, options: RedisMemoryOptions): Memory {
  const { ttlMinutes, time = serverTime(redis) } = options
  const clock = sharedClock(redis, time)
  const { now } = clock
  const index = createGlobalIndex(redis, now)
  const receipts = redisReceipts(redis, now)
  const touched = createTouched()
  const spentTokens = redisSpentTokens(redis)
  const runOn = (session: string) => sessionScript(redis, sessionKeys(session))
  const idleMs = (session: string) => (touched.get(session)?.idleMinutes ?? ttlMinutes) * 60_000

  /** Another process may have been quicker, or the session may have come into use again. */
  const forgetIfOver = async (due: { session: string; at: number }): Promise<boolean> => {
    const [outcome, news] = await runOn(due.session)('forgetIfOver', String(await now()))
    await index.apply(due.session, news)
    const isOver = outcome === 'forgotten' || outcome === 'nothing'
    await index.reschedule(due, isOver ? undefined : outcome)
    return outcome === 'forgotten'
  }

  const loadAbandoned = async (lease: EndedLease): Promise<AbandonedTurn[]> => {
    const { session, threadId } = lease
    const stored = await redis.call((on) => on.hGet(sessionKeys(session).openTurns, threadId))
    if (stored === null) {
      await index.dropLease(lease)
      return []
    }
    const [id = ''] = stored.split(' ', 1)
    const items = JSON.parse(stored.slice(id.length)) as ThreadItem[]
    return [{ id, items, session, threadId }]
  }

  return {
    engine: 'redis',
    session: (session) => redisSessionMemory({ redis, index, now, idleMs }, session),

    async touch(session, idleMinutes = ttlMinutes) {
      const at = await now()
      if (touched.isFresh(session, idleMinutes, at)) return
      const expiresAt = at + idleMinutes * 60_000
      // Where Redis is full, what is there can still be read.
      await index.schedule(session, expiresAt).catch(unlessFull)
      const idleMs = String(idleMinutes * 60_000)
      const news = await runOn(session)('touch', String(at), idleMs).catch(unlessFull)
      if (news) await index.apply(session, news).catch(unlessFull)
      touched.note(session, { at, expiresAt, idleMinutes })
    },

    async isKnown(session) {
      const at = await now()
      if ((touched.get(session)?.expiresAt ?? 0) >= at) return true
      const expires = await redis.call((on) => on.hGet(sessionKeys(session).life, 'expires'))
      return Number(expires ?? 0) >= at
    },

    async forget(session) {
      touched.forget(session)
      // Where Redis is full, this is what makes room: what has to be noted can be noted after it.
      await index.rescheduleSoon(session).catch(unlessFull)
      const news = await runOn(session)('forget')
      await index.apply(session, news).catch(unlessFull)
      await spentTokens.forget(session)
    },

    async forgetIdle(stop) {
      await clock.follow()
      const at = await now()
      let forgotten = 0
      for (let isMore = true; isMore && !stop?.aborted; ) {
        const due = await index.due(at, SWEEP_AT_ONCE)
        const outcomes = await Promise.all(due.map(forgetIfOver))
        forgotten += outcomes.filter(Boolean).length
        isMore = due.length === SWEEP_AT_ONCE
      }
      touched.forgetExpired(at)
      return forgotten
    },

    async loadAbandonedTurns() {
      const ended = await index.endedLeases(await now(), SWEEP_AT_ONCE)
      return (await Promise.all(ended.map(loadAbandoned))).flat()
    },

    countFeedback: () => index.countFeedback(),
    noteOrphanedFile: (id) => index.noteOrphanedFile(id),
    loadOrphanedFiles: () => index.loadOrphanedFiles(),
    forgetOrphanedFile: (id) => index.forgetOrphanedFile(id),
    noteErasure: (fileId) => receipts.noteErasure(fileId),
    loadErasures: (fileIds) => receipts.loadErasures(fileIds),
    spendTokens: (...spent) => spentTokens.spend(...spent),
    loadSpentTokens: (session, day) => spentTokens.load(session, day),
    saveReceipt: (receipt) => receipts.save(receipt),
    loadReceipt: (id) => receipts.load(id),

    async check() {
      await redis.ping()
      await redis.call((on) => on.set(keys.health, String(Date.now()), HEALTH_EXPIRY))
    },

    close: () => redis.close(),
  }
}

function unlessFull(error: unknown): undefined {
  if (!(error instanceof StorageFullError)) throw error
}

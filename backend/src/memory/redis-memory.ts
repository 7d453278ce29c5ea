/** Memory on Redis or Valkey, one server or a cluster: for any number of processes. */
import type { ThreadItem } from '../chatkit/schemas.ts'
import { connectRedis, type Redis, type RedisOptions } from '../redis/connection.ts'
import type { AbandonedTurn, Memory } from './memory.ts'
import { createHub, type EndedLease } from './redis/hub.ts'
import { sessionKeys } from './redis/keys.ts'
import { redisReceipts } from './redis/receipts.ts'
import { redisSessionMemory } from './redis/session-memory.ts'
import { sessionScript } from './redis/session-script.ts'
import { redisSpentTokens } from './redis/spent-tokens.ts'

const TOUCH_EVERY_MS = 15_000
const SWEEP_AT_ONCE = 100

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

/** For a connection that there is already; it ends with the memory. */
export function memoryOn(redis: Redis, options: { ttlMinutes: number }): Memory {
  const hub = createHub(redis)
  const receipts = redisReceipts(redis)
  const spentTokens = redisSpentTokens(redis)
  /** When each was last noted here, and until when: not every request is worth a write. */
  const touched = new Map<string, { at: number; expiresAt: number; idleMinutes: number }>()
  const runOn = (session: string) => sessionScript(redis, sessionKeys(session))

  /** Another process may have been quicker, or the session may have come into use again. */
  const forgetIfOver = async (due: { session: string; at: number }): Promise<boolean> => {
    const [outcome, news] = await runOn(due.session)('forgetIfOver', String(Date.now()))
    await hub.take(due.session, news)
    const isOver = outcome === 'forgotten' || outcome === 'nothing'
    await hub.settle(due, isOver ? undefined : outcome)
    return outcome === 'forgotten'
  }

  const loadAbandoned = async (lease: EndedLease): Promise<AbandonedTurn[]> => {
    const { session, threadId } = lease
    const stored = await redis.call((on) => on.hGet(sessionKeys(session).openTurns, threadId))
    if (stored === null) {
      await hub.dropLease(lease)
      return []
    }
    const [id = ''] = stored.split(' ', 1)
    const items = JSON.parse(stored.slice(id.length)) as ThreadItem[]
    return [{ id, items, session, threadId }]
  }

  return {
    engine: 'redis',
    session: (session) =>
      redisSessionMemory({ redis, hub }, session, () => Date.now() + options.ttlMinutes * 60_000),

    async touch(session, idleMinutes = options.ttlMinutes) {
      const now = Date.now()
      const last = touched.get(session)
      if (last?.idleMinutes === idleMinutes && now - last.at < TOUCH_EVERY_MS) return
      const expiresAt = now + idleMinutes * 60_000
      await hub.lookAt(session, expiresAt)
      await hub.take(session, await runOn(session)('touch', String(now), String(expiresAt)))
      touched.set(session, { at: now, expiresAt, idleMinutes })
    },

    async isKnown(session) {
      if ((touched.get(session)?.expiresAt ?? 0) >= Date.now()) return true
      const expires = await redis.call((on) => on.hGet(sessionKeys(session).life, 'expires'))
      return Number(expires ?? 0) >= Date.now()
    },

    async forget(session) {
      touched.delete(session)
      await hub.lookSoonAt(session)
      await hub.noteForgotten(session)
      await hub.take(session, await runOn(session)('forget'))
      await spentTokens.forget(session)
    },

    wasForgotten: (session, since) => hub.wasForgotten(session, since),

    async forgetIdle() {
      const now = Date.now()
      let forgotten = 0
      for (let isMore = true; isMore; ) {
        const due = await hub.due(now, SWEEP_AT_ONCE)
        const outcomes = await Promise.all(due.map(forgetIfOver))
        forgotten += outcomes.filter(Boolean).length
        isMore = due.length === SWEEP_AT_ONCE
      }
      for (const [key, { expiresAt }] of touched) if (expiresAt < now) touched.delete(key)
      return forgotten
    },

    async loadAbandonedTurns() {
      const ended = await hub.endedLeases(Date.now(), SWEEP_AT_ONCE)
      return (await Promise.all(ended.map(loadAbandoned))).flat()
    },

    countFeedback: () => hub.countFeedback(),
    loadOrphanedFiles: () => hub.loadOrphanedFiles(),
    forgetOrphanedFile: (id) => hub.forgetOrphanedFile(id),
    noteErasure: (fileId) => receipts.noteErasure(fileId),
    loadErasures: (fileIds) => receipts.loadErasures(fileIds),
    spendTokens: (...spent) => spentTokens.spend(...spent),
    loadSpentTokens: (session, day) => spentTokens.load(session, day),
    saveReceipt: (receipt) => receipts.save(receipt),
    loadReceipt: (id) => receipts.load(id),
    check: () => redis.ping(),
    close: () => redis.close(),
  }
}

/** Opens the storage of chats and of run logs. */
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Memory } from '../memory/memory.ts'
import { openSqliteMemory } from '../memory/sqlite/sqlite-memory.ts'
import type { Redis } from '../redis/connection.ts'
import { createLocalRuns } from '../runs/local/local-runs.ts'
import type { Runs } from '../runs/runs.ts'

export type StorageTimes = {
  /** How long after its last sign of life another process is taken for dead. */
  leaseMs: number
  /** How long an answer waits for Redis to come back. */
  redisRetryMs?: number
}

type Options = StorageTimes & { log: Logger; onError(error: unknown): void }

/**
 * In Redis where the owner has one: then any number of processes share them. Else here, for this process alone.
 * @throws {Error} naming REDIS_URL or DATA_DIR, when nothing can be reached, or kept, there now
 */
export async function openStorage(
  { redisUrl, dataDir, maxDatabaseBytes: maxBytes, sessionTtlMinutes: ttlMinutes, limits }: Config,
  { log, ...options }: Options,
): Promise<{ memory: Memory; runs: Runs; redis?: Redis }> {
  if (!redisUrl) {
    const memory = openSqliteMemory(join(dataDir, 'memory.sqlite'), {
      ttlMinutes,
      maxBytes,
      onError: options.onError,
    })
    return { memory, runs: createLocalRuns(limits) }
  }
  // Its client takes long to load, and most never need it.
  const [{ connectRedis }, { memoryOn }, { createRedisRuns }] = await Promise.all([
    import('../redis/connection.ts'),
    import('../memory/redis/redis-memory.ts'),
    import('../runs/redis/redis-runs.ts'),
  ])
  const redis = await connectRedis(redisUrl, { log })
  return {
    redis,
    memory: memoryOn(redis, { ttlMinutes }),
    runs: createRedisRuns({
      ...{ redis, ...options, ...limits },
      // Two of the largest answers, or many of the usual size.
      sessionLogBytes: 2 * limits.answerLogBytes,
    }),
  }
}

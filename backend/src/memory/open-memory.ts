import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Memory } from './memory.ts'
import { openSqliteMemory } from './sqlite-memory.ts'

/**
 * Redis where the owner has one, else SQLite in the data folder.
 * @throws {Error} naming REDIS_URL, when nothing can be reached there now
 */
export async function openMemory(
  { redisUrl, dataDir, sessionTtlMinutes: ttlMinutes }: Config,
  log: Logger,
): Promise<Memory> {
  if (!redisUrl) return openSqliteMemory(join(dataDir, 'memory.sqlite'), { ttlMinutes })
  // Its client takes long to load, and most never need it.
  const { openRedisMemory } = await import('./redis-memory.ts')
  return openRedisMemory(redisUrl, { ttlMinutes, log })
}

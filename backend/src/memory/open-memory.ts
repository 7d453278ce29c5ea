import { join } from 'node:path'
import type { Logger } from 'pino'
import type { Config } from '../config.ts'
import type { Memory } from './memory.ts'
import { openRedisMemory } from './redis-memory.ts'
import { openSqliteMemory } from './sqlite-memory.ts'

/**
 * Redis where the owner has one, else SQLite in the data folder.
 * @throws {Error} naming REDIS_URL, when nothing can be reached there now
 */
export async function openMemory(
  { redisUrl, dataDir, sessionTtlMinutes: ttlMinutes }: Config,
  log: Logger,
): Promise<Memory> {
  return redisUrl
    ? openRedisMemory(redisUrl, { ttlMinutes, log })
    : openSqliteMemory(join(dataDir, 'memory.sqlite'), { ttlMinutes })
}

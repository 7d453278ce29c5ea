/** The engines of memory, each empty: filled in this process, then measured behind our API. */
import { join } from 'node:path'
import type { Memory } from '../../../backend/src/memory/memory.ts'
import { openRedisMemory } from '../../../backend/src/memory/redis/redis-memory.ts'
import { openSqliteMemory } from '../../../backend/src/memory/sqlite/sqlite-memory.ts'
import { startRedis } from '../../../backend/test/process/start-redis.ts'

export type Engine = {
  name: string
  /** To be closed again before the API starts: SQLite's file is for one process. */
  open(): Promise<Memory>
  /** With these our API keeps its memory there. */
  settings: Record<string, string>
  stop(): Promise<void>
}

const ttl = { ttlMinutes: 60 }

export function sqlite(dataDir: string): Engine {
  return {
    name: 'SQLite',
    open: async () => openSqliteMemory(join(dataDir, 'memory.sqlite'), ttl),
    settings: {},
    stop: async () => {},
  }
}

/** @throws {Error} where there is no Redis server */
export async function redis(): Promise<Engine> {
  const server = await startRedis()
  const log = { info: () => {}, warn: console.warn }
  return {
    name: 'Redis',
    open: () => openRedisMemory(server.url, { ...ttl, log }),
    settings: { REDIS_URL: server.url },
    stop: server.stop,
  }
}

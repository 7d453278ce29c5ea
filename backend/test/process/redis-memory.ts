/** Empty memories on one Redis, one after the other. */
import { pino } from 'pino'
import { afterAll, beforeAll } from 'vitest'
import type { TimeSource } from '../../src/memory/clock.ts'
import { memoryOn } from '../../src/memory/redis/redis-memory.ts'
import { connectRedis, type Redis } from '../../src/redis/connection.ts'
import type { OpenMemory } from '../samples/memory-samples.ts'

export const silent = pino({ level: 'silent' })

type Server = { url: string; flush(): Promise<unknown>; stop(): Promise<void> }

/** The server's clock as the test has it. */
export const shared = ({ wall, steady }: TimeSource) => ({ wall: async () => wall(), steady })

/** Starts the server for the tests of a file. A connection takes long to make, so they share one. */
export function useRedis<S extends Server>(start: () => Promise<S>) {
  let server: S
  let redis: Redis
  beforeAll(async () => {
    server = await start()
    redis = await connectRedis(server.url, { log: silent })
  }, 60_000)
  afterAll(async () => {
    await redis?.close()
    await server?.stop()
  })

  const openMemory: OpenMemory = async (ttlMinutes = 60, time) => {
    await server.flush()
    return memoryOn({ ...redis, close: async () => {} }, { ttlMinutes, time: time && shared(time) })
  }
  return {
    openMemory,
    get server() {
      return server
    },
    get redis() {
      return redis
    },
  }
}

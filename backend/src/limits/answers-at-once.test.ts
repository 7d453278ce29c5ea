import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { silent, useRedis } from '../../test/process/redis-memory.ts'
import { startRedis, startRedisCluster } from '../../test/process/start-redis.ts'
import { connectRedis, type Redis } from '../redis/connection.ts'
import { type AnswersAtOnce, createAnswersAtOnce } from './answers-at-once.ts'

const errors: unknown[] = []

function open(redis?: Redis, options: { most?: number; loanMs?: number } = {}) {
  const atOnce = createAnswersAtOnce({
    ...{ most: 3, onError: (error) => errors.push(error), ...options },
    ...(redis && { redis }),
  })
  onTestFinished(() => {
    atOnce.close()
    expect(errors).toEqual([])
  })
  return atOnce
}

/** What gives each place back of those that could be taken at once. */
async function takeMany(atOnce: AnswersAtOnce, client: string, count: number) {
  const taken = await Promise.allSettled(Array.from({ length: count }, () => atOnce.take(client)))
  return taken.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}

function describeAtOnce(engine: string, redisOf: () => Redis | undefined, flush: () => unknown) {
  describe(`answers at once, counted in ${engine}`, () => {
    test('no more than allowed are given, also when all are asked for at once', async () => {
      await flush()

      expect(await takeMany(open(redisOf()), 'c1', 50)).toHaveLength(3)
    })

    test('each client counts for itself', async () => {
      await flush()
      const atOnce = open(redisOf())
      await takeMany(atOnce, 'c1', 50)

      expect(await takeMany(atOnce, 'c2', 1)).toHaveLength(1)
    })

    test('a place given back can be taken again', async () => {
      await flush()
      const atOnce = open(redisOf())
      const [giveBack] = await takeMany(atOnce, 'c1', 50)

      giveBack?.()

      await expect.poll(async () => (await takeMany(atOnce, 'c1', 50)).length).toBe(1)
    })

    test('a refusal says when to try again', async () => {
      await flush()
      const atOnce = open(redisOf())
      await takeMany(atOnce, 'c1', 3)

      await expect(atOnce.take('c1')).rejects.toMatchObject({
        status: 429,
        code: 'rate_limited',
        headers: { 'Retry-After': '5' },
        message: expect.stringMatching(/^3 answers .* Try again in 5 seconds\.$/),
      })
    })
  })
}

describeAtOnce(
  'this process',
  () => undefined,
  () => {},
)

const one = useRedis(() => startRedis())
describeAtOnce(
  'Redis',
  () => one.redis,
  () => one.server.flush(),
)

const cluster = useRedis(startRedisCluster)
describeAtOnce(
  'a Redis cluster',
  () => cluster.redis,
  () => cluster.server.flush(),
)

describe('with Redis', () => {
  const KEY = 'hub:limit:answers-at-once:c1'

  test('all replicas count together', async () => {
    await one.server.flush()
    const [first, second] = [open(one.redis), open(one.redis)]

    const taken = await Promise.all([first, second].map((atOnce) => takeMany(atOnce, 'c1', 20)))

    expect(taken.flat()).toHaveLength(3)
  })

  test('the places of a process that has died are free again after their loan', async () => {
    await one.server.flush()
    const dead = open(one.redis, { loanMs: 400 })
    await takeMany(dead, 'c1', 3)
    const living = open(one.redis, { loanMs: 400 })
    expect(await takeMany(living, 'c1', 1)).toHaveLength(0)

    // It renews nothing any more, and gives nothing back.
    dead.close()

    await expect.poll(async () => (await takeMany(living, 'c1', 3)).length).toBe(3)
  })

  test('answers that take longer than a loan keep their places', async () => {
    await one.server.flush()
    const atOnce = open(one.redis, { loanMs: 300 })
    await takeMany(atOnce, 'c1', 3)

    await sleep(1_000)

    expect(await takeMany(open(one.redis, { loanMs: 300 }), 'c1', 1)).toHaveLength(0)
    expect(await one.server.command('ZCARD', KEY)).toBe(3)
  })

  test('a Redis that has forgotten the places is told of them again', async () => {
    const atOnce = open(one.redis, { loanMs: 300 })
    await one.server.flush()
    await takeMany(atOnce, 'c1', 2)

    await one.server.flush()

    await expect.poll(() => one.server.command('ZCARD', KEY)).toBe(2)
  })

  test('nothing is left of them when all answers have ended', async () => {
    await one.server.flush()
    const taken = await takeMany(open(one.redis), 'c1', 3)

    for (const giveBack of taken) giveBack()

    await expect.poll(() => one.server.command('KEYS', '*')).toEqual([])
  })

  test('while Redis is away each process counts for itself', async () => {
    await using server = await startRedis()
    const redis = await connectRedis(server.url, { log: silent })
    onTestFinished(() => redis.close())
    const atOnce = open(redis)
    await takeMany(atOnce, 'c1', 1)
    await server.stop()

    const taken = await takeMany(atOnce, 'c1', 20)
    expect(taken).toHaveLength(2)
    for (const giveBack of taken) giveBack()

    expect(await takeMany(atOnce, 'c1', 20)).toHaveLength(2)
  })
})

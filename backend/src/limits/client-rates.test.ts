import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { silent, useRedis } from '../../test/process/redis-memory.ts'
import { startRedis, startRedisCluster } from '../../test/process/start-redis.ts'
import { RateLimitedError } from '../errors.ts'
import { connectRedis, type Redis } from '../redis/connection.ts'
import { type ClientRates, createClientRates, type Rate } from './client-rates.ts'

const ratesOf = (rate: Rate, redis?: Redis) =>
  createClientRates(
    {
      ...{ requests: rate, sessions: rate, answers: rate },
      ...{ uploads: rate, upload_bytes: rate, receipts: rate },
    },
    redis,
  )

const TEN_A_MINUTE = { most: 10, seconds: 60 }

/** How many of these, all at once, are allowed. */
async function allowed(rates: ClientRates, client: string, count: number, amount?: number) {
  const counted = Array.from({ length: count }, () => rates.count('requests', client, amount))
  const outcomes = await Promise.allSettled(counted)
  return outcomes.filter(({ status }) => status === 'fulfilled').length
}

const refusalOf = (rates: ClientRates, client: string) =>
  rates.count('requests', client).then(
    () => undefined,
    (error: RateLimitedError) => error,
  )

function describeRates(engine: string, redisOf: () => Redis | undefined, flush: () => unknown) {
  const open = async (rate = TEN_A_MINUTE) => {
    await flush()
    return ratesOf(rate, redisOf())
  }

  describe(`rates counted in ${engine}`, () => {
    test('as many as are allowed pass, also when all come at once', async () => {
      const rates = await open()

      expect(await allowed(rates, 'c1', 100)).toBe(10)
      expect(await allowed(rates, 'c1', 1)).toBe(0)
    })

    test('each client and each kind counts for itself', async () => {
      const rates = await open()
      await allowed(rates, 'c1', 11)

      expect(await allowed(rates, 'c2', 11)).toBe(10)
      await rates.count('sessions', 'c1')
    })

    test('large amounts count as they are', async () => {
      const rates = await open({ most: 3_000_000_000, seconds: 60 })

      expect(await allowed(rates, 'c1', 5, 1_000_000_000)).toBe(3)
    })

    test('a refusal says in whole seconds when to try again', async () => {
      const rates = await open()
      await allowed(rates, 'c1', 10)

      const refusal = await refusalOf(rates, 'c1')

      expect(refusal).toBeInstanceOf(RateLimitedError)
      expect(refusal).toMatchObject({ status: 429, code: 'rate_limited' })
      const seconds = Number(refusal?.headers['Retry-After'])
      expect(Number.isInteger(seconds)).toBe(true)
      expect(seconds).toBeGreaterThan(50)
      expect(seconds).toBeLessThanOrEqual(60)
      expect(refusal?.message).toMatch(/^Too many requests .* Try again in \d\d seconds\.$/)
    })

    test('when that time is over, all are allowed again', async () => {
      const rates = await open({ most: 2, seconds: 1 })
      await allowed(rates, 'c1', 5)
      const refusal = await refusalOf(rates, 'c1')

      // The clock is that of the server, so it has to be real.
      await sleep(1000 * Number(refusal?.headers['Retry-After']) + 50)

      expect(await allowed(rates, 'c1', 5)).toBe(2)
    })
  })
}

describeRates(
  'this process',
  () => undefined,
  () => {},
)

const one = useRedis(() => startRedis())
describeRates(
  'Redis',
  () => one.redis,
  () => one.server.flush(),
)

const cluster = useRedis(startRedisCluster)
describeRates(
  'a Redis cluster',
  () => cluster.redis,
  () => cluster.server.flush(),
)

describe('with Redis', () => {
  test('all replicas count together', async () => {
    await one.server.flush()
    const other = await connectRedis(one.server.url, { log: silent })
    onTestFinished(() => other.close())
    const replicas = [ratesOf(TEN_A_MINUTE, one.redis), ratesOf(TEN_A_MINUTE, other)]

    const passed = await Promise.all(replicas.map((rates) => allowed(rates, 'c1', 50)))

    expect(passed.reduce((a, b) => a + b)).toBe(10)
  })

  test('every count expires by itself', async () => {
    await one.server.flush()
    await allowed(ratesOf(TEN_A_MINUTE, one.redis), 'c1', 20)

    expect(await one.server.command('KEYS', '*')).toEqual(['hub:limit:requests:c1'])
    const left = Number(await one.server.command('TTL', 'hub:limit:requests:c1'))
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThanOrEqual(60)
  })

  test('who is refused is refused without asking Redis again', async () => {
    await one.server.flush()
    const rates = ratesOf(TEN_A_MINUTE, one.redis)
    await allowed(rates, 'c1', 11)
    const before = await commandsOf(one.server)

    await allowed(rates, 'c1', 100)

    expect((await commandsOf(one.server)) - before).toBeLessThan(10)
  })

  test('while Redis is away each process counts for itself, without a wait', async () => {
    await using server = await startRedis()
    const redis = await connectRedis(server.url, { log: silent })
    onTestFinished(() => redis.close())
    const rates = ratesOf(TEN_A_MINUTE, redis)
    await allowed(rates, 'c1', 5)
    await server.stop()

    const begun = performance.now()
    const passed = await allowed(rates, 'c1', 50)

    expect(passed).toBe(10)
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  test('a Redis that is silent holds up nobody for long', async () => {
    await using server = await startRedis()
    const redis = await connectRedis(server.url, { log: silent })
    onTestFinished(() => redis.close())
    const rates = ratesOf(TEN_A_MINUTE, redis)
    server.freeze()
    onTestFinished(() => void server.goOn())

    const begun = performance.now()
    const passed = await allowed(rates, 'c1', 50)

    expect(passed).toBe(10)
    expect(performance.now() - begun).toBeLessThan(5_000)
  })
})

async function commandsOf({ command }: { command(...args: string[]): Promise<unknown> }) {
  const info = String(await command('INFO', 'stats'))
  return Number(/total_commands_processed:(\d+)/.exec(info)?.[1])
}

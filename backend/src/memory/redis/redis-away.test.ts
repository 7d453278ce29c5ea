import { once } from 'node:events'
import { createServer } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { refusalOf } from '../../../test/api/refusal.ts'
import { SLOW, startApi } from '../../../test/api/start-api.ts'
import { keepLogLines } from '../../../test/process/log-lines.ts'
import { runBackend } from '../../../test/process/run-backend.ts'
import { startRedis, startRedisCluster } from '../../../test/process/start-redis.ts'
import { makeTempFolder } from '../../../test/process/temp-folder.ts'
import { item, thread } from '../../../test/samples/memory-samples.ts'
import { openRedisMemory } from './redis-memory.ts'

const soon = { timeout: 10_000, interval: 50 }
const healthOf = async (url: string) => {
  const response = await fetch(`${url}/health`)
  return { status: response.status, body: await response.json() }
}

/** Listens where Redis was, and closes each connection, until there have been so many. */
async function attemptsToConnect(port: number, times: number): Promise<void> {
  const listener = createServer((socket) => socket.destroy()).listen(port, '127.0.0.1')
  for (let n = 0; n < times; n++) await once(listener, 'connection')
  listener.close()
  await once(listener, 'close')
}

test('the service refuses while Redis is away, and goes on when it is back', async () => {
  const before = await startRedis()
  await using api = await startApi({ REDIS_URL: before.url })
  const visitor = api.visitor()
  await visitor.chat('Thanks!')
  expect(await healthOf(api.url)).toMatchObject({ status: 200, body: { memory: 'redis' } })

  await before.stop()
  const refused = await visitor.post({ type: 'threads.list', params: {} })

  expect(refused.headers.get('Retry-After')).toBe('5')
  expect(await refusalOf(refused)).toBe('503 memory_unavailable')
  // An answer of /health holds for two seconds.
  await vi.waitFor(
    async () =>
      expect(await healthOf(api.url)).toMatchObject({
        status: 503,
        body: { status: 'unhealthy', checks: { memory: 'failed', lifecycle: 'ok' } },
      }),
    soon,
  )
  await attemptsToConnect(before.port, 3)
  await using _ = await startRedis(before.port)
  await vi.waitFor(async () => expect((await healthOf(api.url)).status).toBe(200), soon)

  const thread = await visitor.chat('Thanks!')
  expect(await visitor.texts(thread)).toHaveLength(2)
  const changes = api.logged.lines().filter(({ msg }) => msg.startsWith('Redis'))
  expect(changes.map(({ msg }) => msg)).toEqual(['Redis is away', 'Redis is back'])
})

test('an answer waits for Redis, and is whole when it is back in time', async () => {
  const folder = makeTempFolder()
  onTestFinished(() => folder.remove())
  const kept = ['--dir', folder.path, '--appendonly', 'yes', '--appendfsync', 'always']
  const redis = await startRedis(undefined, kept)
  await using api = await startApi({ ...SLOW, REDIS_URL: redis.url })
  const visitor = api.visitor()
  const reply = await (await visitor.create('Thanks!')).untilWords()

  await redis.stop()
  await attemptsToConnect(redis.port, 2)
  await using _ = await startRedis(redis.port, kept)
  await reply.untilEnd()

  expect(reply.stages.at(-1)).toBe('thread.item.done')
  await vi.waitFor(async () => expect((await healthOf(api.url)).status).toBe(200), soon)
  expect(await visitor.texts(reply.threadId)).toEqual(['Thanks!', reply.text])
})

test('an answer that Redis is lost under breaks off, and the service lives on', async () => {
  const redis = await startRedis()
  const env = { ...SLOW, REDIS_URL: redis.url }
  await using api = await startApi(env, { redisRetryMs: 300 })
  const reply = await (await api.visitor().create('Thanks!')).untilWords()

  await redis.stop()

  await expect(reply.untilEnd()).rejects.toThrow('terminated')
  await vi.waitFor(async () => expect((await healthOf(api.url)).status).toBe(503), soon)
})

test('the process does not start without its Redis, and says which setting is wrong', async () => {
  await using backend = runBackend({ REDIS_URL: 'redis://hub:secret@127.0.0.1:1' })

  const { code } = await backend.ended()

  const last = JSON.parse(backend.printed.at(-1) ?? '')
  expect(code).toBe(1)
  expect(last).toMatchObject({ level: 'fatal', message: 'cannot start' })
  expect(last.err.message).toMatch(/^REDIS_URL: 127\.0\.0\.1:1 cannot be reached/)
  expect(backend.printed.join('')).not.toMatch('secret')
})

test('a server that hears but does not answer is given up, until it answers again', async () => {
  await using server = await startRedis()
  const { log, lines } = keepLogLines()
  const memory = await openRedisMemory(server.url, { ttlMinutes: 60, log, commandTimeoutMs: 1_000 })
  onTestFinished(() => memory.close())
  const mine = memory.session('mine')

  server.freeze()
  await expect(mine.countThreads()).rejects.toThrow('cannot be reached')
  await vi.waitUntil(() => lines().length > 0, soon)
  const start = Date.now()
  await expect(mine.countThreads()).rejects.toThrow('cannot be reached')
  expect(Date.now() - start).toBeLessThan(500)

  server.goOn()
  await vi.waitFor(() => memory.check(), soon)

  await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
  expect(await mine.countThreads()).toBe(1)
  expect(lines().map(({ msg }) => msg)).toEqual(['Redis is away', 'Redis is back'])
})

test('a cluster without one of its nodes serves the sessions of the others', async () => {
  await using cluster = await startRedisCluster()
  const { log, lines } = keepLogLines()
  const memory = await openRedisMemory(cluster.url, { ttlMinutes: 60, log, commandTimeoutMs: 200 })
  onTestFinished(() => memory.close())
  const sessions = Array.from({ length: 12 }, (_, n) => memory.session(`session-${n}`))
  const count = async () => {
    const counts = await Promise.allSettled(sessions.map((session) => session.countThreads()))
    return counts.filter(({ status }) => status === 'fulfilled').length
  }

  cluster.nodes[1]?.freeze()
  const withoutOne = await count()
  await expect(memory.check()).rejects.toThrow('cannot be reached')
  cluster.nodes[1]?.goOn()
  await vi.waitFor(() => memory.check(), soon)

  expect(withoutOne).toBeGreaterThan(0)
  expect(withoutOne).toBeLessThan(12)
  expect(await count()).toBe(12)
  expect(new Set(lines().map(({ server }) => server)).size).toBeLessThanOrEqual(1)
})

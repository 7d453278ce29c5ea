/** Nothing more can be stored: what is there can be read and deleted, and all goes on once there is room. */
import { expect, test, vi } from 'vitest'
import { announce, put } from '../../../test/api/attach.ts'
import type { ChatKitClient } from '../../../test/api/chatkit-client.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { startApi } from '../../../test/api/start-api.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { startRedis } from '../../../test/process/start-redis.ts'
import { added, done, message, saying, stopped, words } from '../../../test/responders/assistant.ts'
import { PNG } from '../../../test/samples/file-samples.ts'
import { StorageFullError } from '../../errors.ts'

const SMALL = { MAX_DATABASE_BYTES: String(1024 * 1024), MAX_THREADS_PER_SESSION: '1000' }
const soon = { timeout: 10_000, interval: 50 }

/** Larger than what a full database may have left in one of its pages. */
const PICTURE = Buffer.concat([PNG, Buffer.alloc(100_000)])

const NOT_KEPT = {
  type: 'error',
  code: 'custom',
  message: expect.stringMatching(/could not be stored: .* no room left\. Copy what you need/),
}

const healthOf = async (url: string) => {
  const response = await fetch(`${url}/health`)
  const { status, checks } = (await response.json()) as { status: string; checks: unknown }
  return { code: response.status, status, checks }
}

const createOf = (text: string) => ({
  type: 'threads.create',
  params: {
    input: { content: [{ type: 'input_text', text }], attachments: [], inference_options: {} },
  },
})

/** Begins chats until the server has no room for another; returns those that it has taken. */
async function fill(visitor: ChatKitClient): Promise<string[]> {
  for (const length of [30_000, 1_000, 1]) {
    for (;;) {
      const response = await visitor.post(createOf('x'.repeat(length)))
      if (!response.ok) {
        expect(await refusalOf(response)).toBe('507 storage_full')
        break
      }
      await response.text()
    }
  }
  const { data } = await visitor.ask('threads.list', { limit: 100 })
  return data.map(({ id }) => id)
}

test('a full database refuses what has to be stored with 507, is read and emptied, and takes more then', async () => {
  await using api = await startScriptedApi(saying('Hi'), SMALL)
  const [visitor, other] = [api.visitor(), api.visitor()]
  const kept = await other.chat('Hello')
  const { url } = await announce(other, 'me.png', 'image/png', PICTURE.length)

  const threads = await fill(visitor)
  const refused = await visitor.post(createOf('One more'))
  const upload = await put(url, PICTURE)

  expect(refused.headers.get('Retry-After')).toBe('60')
  expect(await refusalOf(refused)).toBe('507 storage_full')
  expect(await refusalOf(upload)).toBe('507 storage_full')
  expect(await other.texts(kept)).toEqual(['Hello', 'Hi'])
  expect(await other.ask('threads.update', { thread_id: kept, title: 'Short' })).toMatchObject({
    id: kept,
  })
  await vi.waitFor(
    async () =>
      expect(await healthOf(api.url)).toMatchObject({ code: 503, checks: { memory: 'failed' } }),
    soon,
  )
  // One for the requests, one for the answers, however many there were.
  const told = api.logged.lines().filter(({ err }) => JSON.stringify(err)?.includes('full'))
  expect(told.length).toBeLessThanOrEqual(2)

  for (const thread_id of threads.slice(0, 10)) await visitor.ask('threads.delete', { thread_id })

  expect(await visitor.texts(await visitor.chat('There is room'))).toEqual(['There is room', 'Hi'])
  expect((await put(url, PICTURE)).status).toBe(200)
  await vi.waitFor(async () => expect((await healthOf(api.url)).code).toBe(200), soon)
})

test('an answer that cannot be stored stays with its reader, who is told so', async () => {
  const long = 'A long answer. '.repeat(100_000)
  await using api = await startScriptedApi(async function* (turn) {
    const item = message(turn, 'msg_1')
    yield added(item)
    yield words('msg_1', 'Hel')
    yield words('msg_1', 'lo')
    yield done({ ...message(turn, 'msg_1', long) })
  }, SMALL)
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hi')).untilEnd()

  expect(reply.text).toBe('Hello')
  expect(reply.events.at(-1)).toMatchObject(NOT_KEPT)
  // What was read is small enough to be stored.
  expect(reply.stages.at(-2)).toBe('thread.item.done')
  expect(await visitor.texts(reply.threadId)).toEqual(['Hi', 'Hello'])
})

test.each(['ends', 'is stopped'])(
  'where not even what was read can be stored, it is still shown as its answer %s',
  async (how) => {
    await using api = await startScriptedApi(async function* (turn) {
      yield added(message(turn, 'msg_1'))
      yield words('msg_1', 'Hello')
      if (how === 'ends') yield done(message(turn, 'msg_1', 'Hello'))
      else await stopped(turn.signal)
    })
    const { session } = api.memory
    const saveItem = async () => {
      throw new StorageFullError()
    }
    api.memory.session = (key) => ({ ...session(key), saveItem })
    const visitor = api.visitor()
    const reply = await (await visitor.create('Hi', {}, { 'X-Resume': '1' })).untilWords()

    await visitor.cancel(reply.runId)
    await reply.untilEnd()

    const [last, error] = reply.events.slice(-2)
    expect(last).toMatchObject({
      type: 'thread.item.done',
      item: { id: 'msg_1', content: [{ text: 'Hello' }] },
    })
    expect(error).toMatchObject(NOT_KEPT)
    expect(await visitor.texts(reply.threadId)).toEqual(['Hi'])
  },
)

test('Redis that is full refuses what has to be stored with 507, is read and emptied, and takes more then', async () => {
  await using redis = await startRedis()
  await using api = await startApi({ REDIS_URL: redis.url })
  const [visitor, other] = [api.visitor(), api.visitor()]
  const kept = await visitor.chat('Thanks!')
  await other.chat('Thanks!')
  const limit = (bytes: string) => redis.command('CONFIG', 'SET', 'maxmemory', bytes)

  await limit('1')
  const refused = await visitor.post(createOf('One more'))
  const renamed = await visitor.post({
    type: 'threads.update',
    params: { thread_id: kept, title: 'Short' },
  })

  expect(await refusalOf(refused)).toBe('507 storage_full')
  expect(await refusalOf(renamed)).toBe('507 storage_full')
  expect(await visitor.texts(kept)).toHaveLength(2)
  await vi.waitFor(
    async () =>
      expect(await healthOf(api.url)).toMatchObject({ code: 503, checks: { memory: 'failed' } }),
    soon,
  )
  expect((await other.fetch('/session', { method: 'DELETE' })).status).toBe(204)
  expect(await other.ask('threads.list', {})).toMatchObject({ data: [] })

  await limit('0')

  expect(await visitor.texts(await visitor.chat('Thanks!'))).toHaveLength(2)
  await vi.waitFor(async () => expect((await healthOf(api.url)).code).toBe(200), soon)
})

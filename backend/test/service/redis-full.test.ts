/** What becomes of an answer when Redis takes no more writes in the middle of it, and takes them again later. */
import { expect, onTestFinished, test, vi } from 'vitest'
import { textInput } from '../api/chatkit-client.ts'
import { refusalOf } from '../api/refusal.ts'
import type { Reply } from '../api/reply.ts'
import { startApi } from '../api/start-api.ts'
import { startRedis } from '../process/start-redis.ts'

const QUESTION = 'How do I avoid burnout?'
const resuming = { 'X-Resume': '1' }
const soon = { timeout: 20_000, interval: 100 }

/** A service on a Redis of its own, whose memory a test can fill. */
async function startOnRedis(env: Record<string, string>, times: { redisPatienceMs: number }) {
  const redis = await startRedis()
  const api = await startApi({ REDIS_URL: redis.url, ...env }, { leaseMs: 1_500, ...times })
  onTestFinished(async () => {
    await api.stop()
    await redis.stop()
  })
  const limit = (bytes: number) => redis.command('CONFIG', 'SET', 'maxmemory', String(bytes))
  return { api, fill: () => limit(1), empty: () => limit(0) }
}

const begin = async (api: Awaited<ReturnType<typeof startApi>>) => {
  const visitor = api.visitor()
  const reply = await visitor.create(QUESTION, {}, resuming)
  await reply.untilEvent(() => reply.text.length > 40)
  return { visitor, reply }
}

const lastOf = (reply: Reply) => reply.events.at(-1)

test('of an answer that cannot be logged for a moment, nothing is lost', async () => {
  const slow = { OFFLINE_WORDS_PER_SECOND: '40' }
  const { api, fill, empty } = await startOnRedis(slow, { redisPatienceMs: 15_000 })
  const { visitor, reply } = await begin(api)

  await fill()
  setTimeout(empty, 1_000)
  await reply.untilEnd()

  expect(lastOf(reply)).toMatchObject({ type: 'thread.item.done' })
  expect((await visitor.texts(reply.threadId)).at(-1)).toBe(reply.text)
  const numbers = reply.received.map(({ id }) => Number(id.split(':')[1]))
  expect(numbers).toEqual(numbers.map((_, at) => at + 1))
})

test('of an answer that cannot be logged for long, its reader is told, and later what was shown is kept', async () => {
  const slow = { OFFLINE_WORDS_PER_SECOND: '20' }
  const { api, fill, empty } = await startOnRedis(slow, { redisPatienceMs: 500 })
  const { visitor, reply } = await begin(api)

  await fill()
  await expect(reply.untilEnd()).rejects.toThrow('terminated')
  const another = { type: 'threads.create', params: { input: textInput(QUESTION) } }
  expect(await refusalOf(visitor.post(another))).toBe('507 storage_full')

  await empty()
  const rest = await vi.waitFor(
    () => visitor.follow(reply.runId, { 'Last-Event-ID': reply.lastId }),
    soon,
  )
  await rest.untilEnd()

  const [answer, mark] = (await visitor.items(reply.threadId)).slice(-2)
  expect(answer).toMatchObject({ type: 'assistant_message', content: [{ text: reply.text }] })
  expect(mark).toMatchObject({ type: 'task' })
  expect(rest.events).toEqual([
    { type: 'thread.item.done', item: answer },
    { type: 'thread.item.done', item: mark },
  ])
  expect((await (await visitor.create(QUESTION)).untilEnd()).text).not.toBe('')
}, 60_000)

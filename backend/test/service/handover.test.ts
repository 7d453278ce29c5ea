/** What becomes of an answer when its process is shut down while others are there. */
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { type ChatKitClient, textOf } from '../api/chatkit-client.ts'
import type { ReceivedEvent } from '../api/read-events.ts'
import type { Reply } from '../api/reply.ts'
import { type Api, startApi } from '../api/start-api.ts'
import { KEY, STORE } from '../api/start-openai-api.ts'
import { startRedis } from '../process/start-redis.ts'
import { message, response } from '../upstream/response-events.ts'
import {
  refuses,
  type Script,
  ScriptedUpstream,
  stallsAfter,
} from '../upstream/scripted-upstream.ts'

const QUESTION = 'How do I avoid burnout?'
const MARK = 'This answer was interrupted by a restart.'
const WRITTEN_AGAIN = {
  type: 'notice',
  level: 'info',
  message: 'The server restarted, so this answer is written again.',
}
const resuming = { 'X-Resume': '1' }
const AT_ONCE = { OFFLINE_WORDS_PER_SECOND: '100000' }

const WHOLE = response(message('msg_up', 'Start', ' small', ', then grow.'))
/** Up to the second word. */
const HALF = WHOLE.slice(0, 6)
const REST = WHOLE.slice(6)

let redis: Awaited<ReturnType<typeof startRedis>>
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

async function replica(env: Record<string, string> = {}): Promise<Api> {
  const usual = { REDIS_URL: redis.url, DRAIN_SECONDS: '0', OFFLINE_WORDS_PER_SECOND: '40' }
  const api = await startApi({ ...usual, ...env })
  onTestFinished(() => api.stop())
  return api
}

/** Two replicas, and a model that they share. */
async function replicasOnModel(env: Record<string, string> = {}) {
  const upstream = await ScriptedUpstream.start()
  onTestFinished(() => upstream.close())
  const model = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: upstream.url, JASON_VECTOR_STORE_ID: STORE }
  return {
    upstream,
    one: await replica({ ...model, ...env }),
    two: await replica({ ...model, ...env }),
  }
}

/** Stops the process that the reader reads from; then the reader goes on in the other. */
async function moveOver(reply: Reply, from: Api, visitor: ChatKitClient): Promise<Reply> {
  const stopped = from.stop()
  await expect(reply.untilEnd()).rejects.toThrow('terminated')
  const rest = await visitor.follow(reply.runId, { 'Last-Event-ID': reply.lastId })
  await stopped
  return rest
}

const numbersOf = (events: ReceivedEvent[]) => events.map(({ id }) => Number(id?.split(':')[1]))
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1)

test('an answer that is not stored elsewhere is written again in another process, which says so', async () => {
  const [one, two] = [await replica(), await replica(AT_ONCE)]
  const reader = one.visitor()
  const visitor = two.visitor(reader.session)
  const reply = await reader.create(QUESTION, {}, resuming)
  await reply.untilEvent(() => reply.text.length > 80)

  const rest = await (await moveOver(reply, one, visitor)).untilEnd()

  const other = two.visitor()
  const whole = (await other.items(await other.chat(QUESTION))).map(textOf)
  const all = [...reply.received, ...rest.received]
  expect(numbersOf(all)).toEqual(upTo(all.length))
  const begun = reply.events.flatMap((event) =>
    event.type === 'thread.item.added' ? [event.item.id] : [],
  )
  const removed = rest.events.flatMap((event) =>
    event.type === 'thread.item.removed' ? [event.item_id] : [],
  )
  expect(removed).toEqual(begun)
  expect(rest.events.filter(({ type }) => type === 'notice')).toEqual([WRITTEN_AGAIN])
  expect(await visitor.texts(reply.threadId)).toEqual(whole)
  expect(rest.text).toBe(whole.at(-1))
  const log = await (await visitor.follow(reply.runId)).untilEnd()
  expect(log.received).toEqual(all)
})

test('with OpenAI the very same response goes on', async () => {
  const { upstream, one, two } = await replicasOnModel()
  const { script, goOn } = stepwise()
  upstream.answers(script)
  const reader = one.visitor()
  const visitor = two.visitor(reader.session)
  const reply = await reader.create(QUESTION, {}, resuming)
  await reply.untilEvent(() => reply.text === 'Start small')

  const rest = await moveOver(reply, one, visitor)
  await goOn()
  await rest.untilEnd()

  expect(rest.text).toBe(', then grow.')
  expect(rest.stages).not.toContain('thread.item.removed')
  expect(rest.stages).not.toContain('notice')
  expect(upstream.turns).toHaveLength(1)
  expect(await visitor.texts(reply.threadId)).toEqual([QUESTION, 'Start small, then grow.'])
})

test('what was shown is kept where the answer cannot be written again', async () => {
  const { upstream, one, two } = await replicasOnModel({ BACKGROUND_RESPONSES: 'off' })
  upstream.answers(stallsAfter(...HALF), refuses(401))
  const reader = one.visitor()
  const visitor = two.visitor(reader.session)
  const reply = await reader.create(QUESTION, {}, resuming)
  await reply.untilEvent(() => reply.text === 'Start small')

  const rest = await (await moveOver(reply, one, visitor)).untilEnd()

  expect(rest.stages).not.toContain('thread.item.removed')
  expect(rest.events.at(-1)).toMatchObject({ type: 'error' })
  expect(await visitor.texts(reply.threadId)).toEqual([QUESTION, 'Start small'])
})

test('an answer that reads differently the second time takes the place of the first', async () => {
  const { upstream, one, two } = await replicasOnModel({ BACKGROUND_RESPONSES: 'off' })
  upstream.answers(stallsAfter(...HALF), 'Rest first.')
  const reader = one.visitor()
  const visitor = two.visitor(reader.session)
  const reply = await reader.create(QUESTION, {}, resuming)
  await reply.untilEvent(() => reply.text === 'Start small')

  const rest = await (await moveOver(reply, one, visitor)).untilEnd()

  expect(rest.stages).toContain('thread.item.removed')
  expect(rest.stages.at(-1)).toBe('thread.item.done')
  expect(await visitor.texts(reply.threadId)).toEqual([QUESTION, 'Rest first.'])
  expect(upstream.turns[1]?.json.input).toEqual(upstream.turns[0]?.json.input)
})

test('an answer can be stopped where it goes on, and keeps what was read in both places', async () => {
  const [one, two] = [await replica(), await replica()]
  const reader = one.visitor()
  const visitor = two.visitor(reader.session)
  const reply = await reader.create(QUESTION, {}, resuming)
  await reply.untilEvent(() => reply.text.length > 80)
  const rest = await moveOver(reply, one, visitor)

  await visitor.cancel(reply.runId)
  await rest.untilEnd()

  const texts = await visitor.texts(reply.threadId)
  // It may be stopped before the new answer has begun.
  const isReplaced = rest.stages.includes('thread.item.removed')
  expect(texts.at(-1)).toBe(isReplaced ? rest.text : reply.text)
  expect(texts.join()).not.toContain(MARK)
})

test('a reader who cannot follow is told at once, and can ask again in another process', async () => {
  const [one, two] = [await replica(), await replica(AT_ONCE)]
  const reader = one.visitor()
  const reply = await (await reader.create(QUESTION)).untilWords()

  const stopped = one.stop()
  await reply.untilEnd()
  await stopped

  const visitor = two.visitor(reader.session)
  const items = await visitor.items(reply.threadId)
  expect(reply.events.at(-1)).toMatchObject({ type: 'error', allow_retry: true })
  expect(JSON.stringify(items)).toContain(MARK)
  await (await visitor.retry(reply.threadId, items[0]?.id ?? '')).untilEnd()
  expect(JSON.stringify(await visitor.items(reply.threadId))).not.toContain(MARK)
})

test('an answer whose chat is deleted in between comes to a quiet end', async () => {
  const [one, two] = [await replica(), await replica(AT_ONCE)]
  const reader = one.visitor()
  const visitor = two.visitor(reader.session)
  const reply = await (await reader.create(QUESTION, {}, resuming)).untilWords()

  const stopped = one.stop()
  await expect(reply.untilEnd()).rejects.toThrow('terminated')
  await visitor.ask('threads.delete', { thread_id: reply.threadId })
  await stopped

  expect((await visitor.fetch(`/chatkit/runs/${reply.runId}`)).status).toBe(404)
  expect((await visitor.ask('threads.list', {})).data).toEqual([])
})

/** A model that says the second half when the test lets it. */
function stepwise() {
  const begun = Promise.withResolvers<Parameters<Script>[0]>()
  const script: Script = (stream) => begun.resolve(stream.send(...HALF))
  return { script, goOn: async () => void (await begun.promise).send(...REST) }
}

/** What becomes of an answer when its process ends in the middle of it. */
import { resolve } from 'node:path'
import { setInterval } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { VisibleItem } from '../../src/protocol/schemas.ts'
import type { ChatKitClient } from '../api/chatkit-client.ts'
import type { Reply } from '../api/reply.ts'
import { startApi } from '../api/start-api.ts'
import { KEY, STORE } from '../api/start-openai-api.ts'
import { runBackend } from '../process/run-backend.ts'
import { SHORT_LEASE_MS } from '../process/short-lease-main.ts'
import { startRedis } from '../process/start-redis.ts'
import { makeTempFolder } from '../process/temp-folder.ts'
import { delta, openMessage, unfinished } from '../upstream/response-events.ts'
import { type Script, ScriptedUpstream, stallsAfter } from '../upstream/scripted-upstream.ts'

const QUESTION = 'How do I write a good hook?'
const MARK = {
  type: 'task',
  task: { type: 'custom', title: 'This answer was interrupted by a restart.', icon: 'info' },
}
const NOTE = /cut short by a restart of the server/
const WORDS_A_SECOND = 20
const resuming = { 'X-Resume': '1' }

const ALL_WORDS = Array.from({ length: 10_000 }, (_, n) => `w${n} `).join('')

/** Writes a word after the other for as long as somebody listens. */
const goesOn: Script = async (stream) => {
  stream.send(...unfinished(openMessage('msg_long')))
  const over = new AbortController()
  void stream.closed.then(() => over.abort())
  const pace = setInterval(1000 / WORDS_A_SECOND, undefined, { signal: over.signal })
  let said = 0
  try {
    for await (const _ of pace)
      stream.send({ ...delta('msg_long', `w${said++} `), output_index: 0 })
  } catch {
    // The listener has gone.
  }
}

/** Settings with which processes can be started one after the other, on the same memory and model. */
async function deployment(env: Record<string, string> = {}) {
  const folder = makeTempFolder()
  const upstream = await ScriptedUpstream.start()
  onTestFinished(async () => {
    await upstream.close()
    folder.remove()
  })
  const settings = {
    DATA_DIR: folder.path,
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: upstream.url,
    JASON_VECTOR_STORE_ID: STORE,
    ...env,
  }
  return { upstream, start: () => runBackend(settings) }
}

/** So much that it has been noted in between. */
async function readForSeconds(seconds: number, reply: Reply) {
  const enough = WORDS_A_SECOND * seconds
  return reply.untilEvent(() => reply.text.split(' ').length > enough)
}

const itemsOf = async (visitor: ChatKitClient, reply: Reply) => visitor.items(reply.threadId)

const wordsOf = (item: VisibleItem | undefined) =>
  item?.type === 'assistant_message' ? item.content.map(({ text }) => text).join('') : ''

test('an answer whose process is killed keeps its words, says so, and can be asked for again', async () => {
  const { upstream, start } = await deployment()
  upstream.answers(goesOn, 'The second answer.')
  await using killed = start()
  const before = await killed.visitor()
  const reply = await before.create(QUESTION, {}, resuming)
  await readForSeconds(3, reply)

  killed.signal('SIGKILL')
  await killed.ended()
  await using backend = start()
  const visitor = await backend.visitor(before.session)
  const items = await itemsOf(visitor, reply)
  await (await visitor.say(reply.threadId, 'And now?')).untilEnd()
  await (await visitor.retry(reply.threadId, items[0]?.id ?? '')).untilEnd()

  const [question, answer, mark] = items
  expect(items).toHaveLength(3)
  expect(question).toMatchObject({ content: [{ text: QUESTION }] })
  expect(ALL_WORDS.startsWith(wordsOf(answer))).toBe(true)
  expect(wordsOf(answer).split(' ').length).toBeGreaterThan(WORDS_A_SECOND)
  expect(mark).toMatchObject(MARK)
  const input = JSON.stringify(upstream.turns[1]?.json.input)
  expect(input).toMatch(NOTE)
  expect(input).not.toContain(MARK.task.title)
  expect(input.indexOf('w0 w1')).toBeLessThan(input.search(NOTE))
  expect(await visitor.texts(reply.threadId)).toEqual([QUESTION, 'The second answer.'])
})

test('an answer whose process is killed before the first word is said to be interrupted', async () => {
  const { upstream, start } = await deployment()
  upstream.answers(stallsAfter(...unfinished()))
  await using killed = start()
  const before = await killed.visitor()
  const reply = await before.create(QUESTION, {}, resuming)
  await reply.untilEvent(({ type }) => type === 'stream_options')
  await upstream.receivedTurn()

  killed.signal('SIGKILL')
  await killed.ended()
  await using backend = start()
  const visitor = await backend.visitor(before.session)

  expect(await itemsOf(visitor, reply)).toMatchObject([{ content: [{ text: QUESTION }] }, MARK])
  expect(await backend.line(({ message }) => message.startsWith('closed what'))).toMatchObject({
    turns: 1,
  })
})

test('an answer that was complete is left as it is by a kill', async () => {
  const { upstream, start } = await deployment()
  upstream.answers('The whole answer.')
  await using killed = start()
  const before = await killed.visitor()
  const reply = await (await before.create(QUESTION)).untilEnd()

  killed.signal('SIGKILL')
  await killed.ended()
  await using backend = start()
  const visitor = await backend.visitor(before.session)

  expect(await visitor.texts(reply.threadId)).toEqual([QUESTION, 'The whole answer.'])
})

test('an answer cut off at the end of a drain says so to its reader, and after the restart', async () => {
  const { upstream, start } = await deployment({ DRAIN_SECONDS: '1' })
  upstream.answers(goesOn)
  await using stopped = start()
  const before = await stopped.visitor()
  const reply = await (await before.create(QUESTION, {}, resuming)).untilWords()

  stopped.signal('SIGTERM')
  await reply.untilEnd()
  const { code } = await stopped.ended()
  await using backend = start()
  const visitor = await backend.visitor(before.session)

  expect(code).toBe(0)
  expect(reply.events.slice(-3)).toMatchObject([
    { type: 'thread.item.done', item: { content: [{ text: reply.text }] } },
    { type: 'thread.item.done', item: MARK },
    { type: 'error', message: expect.stringContaining('restarting'), allow_retry: true },
  ])
  const items = await itemsOf(visitor, reply)
  expect(items).toHaveLength(3)
  expect(items[2]).toMatchObject(MARK)
  expect(wordsOf(items[1])).toBe(reply.text)
})

test('with several processes on one Redis, only the answer of the dead one is closed', async () => {
  await using redis = await startRedis()
  const env = { REDIS_URL: redis.url, OFFLINE_WORDS_PER_SECOND: `${WORDS_A_SECOND}` }
  const shortLease = resolve(import.meta.dirname, '../process/short-lease-main.ts')
  await using killed = runBackend(env, shortLease)
  await using alive = runBackend(env, shortLease)
  const [mine, theirs] = [await killed.visitor(), await alive.visitor()]
  const lost = await mine.create(QUESTION, {}, resuming)
  await readForSeconds(3, lost)
  const going = await (await theirs.create(QUESTION, {}, resuming)).untilWords()

  killed.signal('SIGKILL')
  await using api = await startApi({ REDIS_URL: redis.url }, { leaseMs: SHORT_LEASE_MS })
  const [survivor, onlooker] = [api.visitor(mine.session), api.visitor(theirs.session)]
  await vi.waitFor(
    async () => expect((await itemsOf(survivor, lost)).at(-1)).toMatchObject(MARK),
    10_000,
  )
  await theirs.cancel(going.runId)
  await going.untilEnd()

  const lastItems = await itemsOf(survivor, lost)
  expect(lastItems.filter(({ type }) => type === 'task')).toHaveLength(1)
  expect(wordsOf(lastItems.at(-2)).slice(0, 100)).toBe(lost.text.slice(0, 100))
  expect(await onlooker.texts(going.threadId)).toEqual([QUESTION, 'workflow', going.text])
})

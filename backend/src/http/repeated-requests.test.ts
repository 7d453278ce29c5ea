import { expect, test } from 'vitest'
import { type ChatKitClient, textInput } from '../../test/api/chatkit-client.ts'
import { refusalOf } from '../../test/api/refusal.ts'
import type { Reply } from '../../test/api/reply.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import {
  added,
  message,
  saying,
  stopped,
  unfinished,
  words,
} from '../../test/responders/assistant.ts'
import { claim, failNextStart } from '../../test/samples/run-samples.ts'
import { digestOf, isStreaming, parseRequest } from '../chatkit/requests.ts'
import { sessionKey } from './middleware/session.ts'

const keyed = { 'Idempotency-Key': 'key-1', 'X-Resume': '1' }
const again = (visitor: ChatKitClient, headers = keyed) =>
  visitor.create('Hello', {}, headers).then((reply) => reply.untilEnd())

test('a message that is sent again after its answer was lost is one message with one answer', async () => {
  const { promise: lost, resolve: lose } = Promise.withResolvers<void>()
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    yield words('msg_1', 'Hel')
    await Promise.race([lost, stopped(turn.signal)])
    yield { type: 'thread.item.done', item: message(turn, 'msg_1', 'Hello yourself') }
  })
  const visitor = api.visitor()
  const first = await (await visitor.create('Hello', {}, keyed)).untilWords()

  first.leave()
  lose()
  const second = await again(visitor)

  expect(second.runId).toBe(first.runId)
  expect(second.received.slice(0, first.received.length)).toEqual(first.received)
  expect(await visitor.texts(second.threadId)).toEqual(['Hello', 'Hello yourself'])
  expect((await visitor.ask('threads.list', {})).data).toHaveLength(1)
})

test('sent again after the answer has ended, the same events come again', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()

  const first = await again(visitor)
  const second = await again(visitor)

  expect(second.received).toEqual(first.received)
  expect(await visitor.texts(first.threadId)).toEqual(['Hello', 'Hi'])
})

test('a further message and a retry are recognised as well', async () => {
  let turns = 0
  await using api = await startScriptedApi(async function* (turn) {
    turns += 1
    yield* saying(`Answer ${turns}`)(turn)
  })
  const visitor = api.visitor()
  const thread_id = await visitor.chat('One')
  const [question] = await visitor.items(thread_id)
  const message = {
    type: 'threads.add_user_message',
    params: { thread_id, input: textInput('Two') },
  }
  const retry = { type: 'threads.retry_after_item', params: { thread_id, item_id: question?.id } }

  for (const [at, request] of [message, retry].entries()) {
    const key = { 'Idempotency-Key': `key-${at}` }
    const bodies = [
      await (await visitor.post(request, key)).text(),
      await (await visitor.post(request, key)).text(),
    ]
    expect(bodies[1]).toBe(bodies[0])
  }
  expect(turns).toBe(3)
})

test('a key that is used again for another request is refused, and stores and answers nothing', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const first = await again(visitor)
  const thread_id = first.threadId
  const [question] = await visitor.items(thread_id)
  const requests = [
    { type: 'threads.create', params: { input: textInput('Hello!') } },
    { type: 'threads.add_user_message', params: { thread_id, input: textInput('Hello') } },
    { type: 'threads.retry_after_item', params: { thread_id, item_id: question?.id } },
    { type: 'threads.custom_action', params: { thread_id, action: { type: 'download' } } },
  ]

  for (const request of requests) {
    expect(await refusalOf(visitor.post(request, keyed))).toBe('422 idempotency_key_reused')
  }

  expect(await visitor.texts(thread_id)).toEqual(['Hello', 'Hi'])
  expect((await visitor.ask('threads.list', {})).data).toHaveLength(1)
  expect((await again(visitor)).received).toEqual(first.received)
})

test('a repetition whose JSON is written in another order is still the same request', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const first = await again(visitor)
  const { inference_options, attachments, content } = textInput('Hello')

  const second = await visitor.post(
    { params: { input: { inference_options, attachments, content } }, type: 'threads.create' },
    keyed,
  )

  expect(second.headers.get('X-Run-Id')).toBe(first.runId)
})

test('another key is another message, and so is none', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()

  await again(visitor)
  await again(visitor, { ...keyed, 'Idempotency-Key': 'key-2' })
  await visitor.chat('Hello')
  await visitor.chat('Hello')

  expect((await visitor.ask('threads.list', {})).data).toHaveLength(4)
})

test('the same key of another session is another message', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const [mine, theirs] = [api.visitor(), api.visitor()]

  const reply = await again(mine)
  const other = await again(theirs)

  expect(other.runId).not.toBe(reply.runId)
  expect(await theirs.texts(other.threadId)).toEqual(['Hello', 'Hi'])
})

test('sent again before the first has begun, a message is refused for the moment', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const session = sessionKey(visitor.session)
  const request = { type: 'threads.create' as const, params: { input: textInput('Hi') } }
  const parsed = parseRequest(request)
  if (!isStreaming(parsed)) throw new Error('This request is answered with a stream.')
  const digest = digestOf(parsed)
  const claimed = await claim(api.runs, 'thr_being_made', { session, key: 'key-1', digest })

  const repeated = visitor.post(request, keyed)

  expect(await refusalOf(repeated)).toBe('409 thread_busy')
  await claimed.abandon()
  expect((await again(visitor)).stages.at(-1)).toBe('thread.item.done')
})

test('a message that was refused may be sent again with the same key', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const create = (text: string) =>
    visitor.post({ type: 'threads.create', params: { input: textInput(text) } }, keyed)

  expect(await refusalOf(create(''))).toBe('400 invalid_request')
  expect((await create('Hello')).status).toBe(200)
})

test('a message that was stored, but could not begin, is the same one when it is sent again', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  failNextStart(api.runs)
  const create = (text: string) =>
    visitor.post({ type: 'threads.create', params: { input: textInput(text) } }, keyed)

  expect(await refusalOf(create('Hello'))).toBe('503 memory_unavailable')
  await (await create('Hello')).text()
  const other = await visitor.create('Another text', {}, { 'Idempotency-Key': 'key-2' })
  await other.untilEnd()

  const { data } = await visitor.ask('threads.list', {})
  const texts = await Promise.all(data.map(({ id }) => visitor.texts(id)))
  expect(texts).toEqual([
    ['Another text', 'Hi'],
    ['Hello', 'Hi'],
  ])
})

test('a key longer than 255 characters is refused', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const create = (key: string) =>
    visitor.post(
      { type: 'threads.create', params: { input: textInput('Hello') } },
      { 'Idempotency-Key': key },
    )

  expect((await create('k'.repeat(255))).status).toBe(200)
  expect(await refusalOf(create('k'.repeat(256)))).toBe('400 invalid_request')
})

test.each<[string, (first: Reply) => Record<string, string>]>([
  ['by its key', () => ({ 'Idempotency-Key': 'key-1' })],
  ['by its last event', (first) => ({ 'Last-Event-ID': first.lastId })],
])(
  'who cannot resume and sends a message again, known %s, stops the answer by leaving',
  async (_, headersOf) => {
    await using api = await startScriptedApi(unfinished('Hel'))
    const visitor = api.visitor()
    const first = await (await visitor.create('Hello', {}, keyed)).untilWords()

    const second = await visitor.create('Hello', {}, headersOf(first))
    second.leave()
    await first.untilEnd()

    expect(second.runId).toBe(first.runId)
    expect(first.stages.at(-1)).toBe('thread.item.done')
  },
)

import { expect, test } from 'vitest'
import { refusalOf } from '../../test/api/refusal.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import {
  added,
  done,
  message,
  note,
  type ReplyScript,
  saying,
  unfinished,
} from '../../test/responders/assistant.ts'
import { toolCall } from '../../test/responders/thread-items.ts'
import { failNextStart } from '../../test/samples/run-samples.ts'
import type { Turn } from '../coach/responder.ts'
import type { ThreadItem } from '../protocol/schemas.ts'

/** A first turn that ends with these items; a later one says “Thanks”. */
function calling(items: (turn: Turn) => ThreadItem[], heard: Turn[] = []): ReplyScript {
  return async function* (turn) {
    heard.push(turn)
    if (heard.length === 1) for (const item of items(turn)) yield done(item)
    else yield done(message(turn, `msg_${heard.length}`, 'Thanks'))
  }
}

const oneCall = (turn: Turn) => [toolCall(turn, 'tc_1', { format: null })]

const output = (thread_id: string, result?: unknown) => ({
  type: 'threads.add_client_tool_output',
  params: { thread_id, result },
})

test('the result of a client tool completes the call, and a new stream goes on', async () => {
  await using api = await startScriptedApi(calling(oneCall))
  const visitor = api.visitor()
  const thread = await visitor.chat('Which day is it?')

  const reply = await (await visitor.answerTool(thread, { date: '2026-03-01' })).untilEnd()

  expect(reply.stages).toEqual(['stream_options', 'thread.item.done'])
  expect(await visitor.items(thread)).toMatchObject([
    { type: 'user_message' },
    {
      id: 'tc_1',
      status: 'completed',
      output: { date: '2026-03-01' },
      arguments: { format: null },
    },
    { content: [{ text: 'Thanks' }] },
  ])
})

test('the responder goes on without a message, with the completed call as the newest item', async () => {
  const heard: Turn[] = []
  const newest: unknown[] = []
  await using api = await startScriptedApi(async function* (turn) {
    newest.push(
      ...(await turn.memory.loadThreadItems(turn.thread.id, { limit: 1, order: 'desc' })).data,
    )
    yield* calling(oneCall, heard)(turn)
  })
  const visitor = api.visitor()
  const thread = await visitor.chat('Which day is it?')

  await (await visitor.answerTool(thread, 'Monday')).untilEnd()

  expect(heard[1]?.userMessage).toBeUndefined()
  expect(newest[1]).toMatchObject({ id: 'tc_1', status: 'completed', output: 'Monday' })
})

test.each([
  ['null', null],
  ['false', false],
  ['an empty text', ''],
  ['a list with null', [1, null]],
  ['an object with null', { date: null }],
])('%s is a result like any other', async (_, result) => {
  await using api = await startScriptedApi(calling(oneCall))
  const visitor = api.visitor()
  const thread = await visitor.chat('Which day is it?')

  await (await visitor.answerTool(thread, result)).untilEnd()

  const [, call] = await visitor.items(thread)
  expect(call).toHaveProperty('output', result)
})

test('a request without the key of the result is refused, and the call goes on waiting', async () => {
  await using api = await startScriptedApi(calling(oneCall))
  const visitor = api.visitor()
  const thread = await visitor.chat('Which day is it?')

  expect(await refusalOf(visitor.post(output(thread)))).toBe('400 invalid_request')
  expect(await visitor.items(thread)).toMatchObject([{}, { id: 'tc_1', status: 'pending' }])
})

test.each<[string, (turn: Turn) => ThreadItem[]]>([
  ['an answer', (turn) => [message(turn, 'msg_1', 'Hi')]],
  ['a call before an answer', (turn) => [toolCall(turn, 'tc_1'), message(turn, 'msg_1', 'Hi')]],
  ['a call before a hidden note', (turn) => [toolCall(turn, 'tc_1'), note(turn, 'hidden_1')]],
  ['a completed call', (turn) => [{ ...toolCall(turn, 'tc_1'), status: 'completed' }]],
])(
  'where the newest item is no waiting call but %s, a result changes nothing',
  async (_, items) => {
    await using api = await startScriptedApi(calling(items))
    const visitor = api.visitor()
    const thread = await visitor.chat('Hello')
    const before = await api.stored(visitor, thread)

    expect(await refusalOf(visitor.post(output(thread, 'Monday')))).toBe('409 not_pending')
    expect(await api.stored(visitor, thread)).toEqual(before)
  },
)

test('a result comes once: the second one is refused', async () => {
  const heard: Turn[] = []
  await using api = await startScriptedApi(async function* (turn) {
    yield* calling(oneCall, heard)(turn)
  })
  const visitor = api.visitor()
  const thread = await visitor.chat('Which day is it?')
  await (await visitor.answerTool(thread, 'Monday')).untilEnd()

  expect(await refusalOf(visitor.post(output(thread, 'Tuesday')))).toBe('409 not_pending')
  expect(await visitor.items(thread)).toMatchObject([{}, { output: 'Monday' }, {}])
})

test('a result whose answer cannot begin is not taken, and can be sent again', async () => {
  const twoCalls = (turn: Turn) => [toolCall(turn, 'tc_1'), toolCall(turn, 'tc_2')]
  await using api = await startScriptedApi(calling(twoCalls))
  const visitor = api.visitor()
  const thread = await visitor.chat('Which day is it?')
  const before = await api.stored(visitor, thread)
  failNextStart(api.runs)

  expect(await refusalOf(visitor.post(output(thread, 'Monday')))).toBe('503 memory_unavailable')
  expect(await api.stored(visitor, thread)).toEqual(before)

  const reply = await (await visitor.answerTool(thread, 'Monday')).untilEnd()
  expect(reply.stages.at(-1)).toBe('thread.item.done')
})

test('of two waiting calls the newest is completed and the other one deleted', async () => {
  const twoCalls = (turn: Turn) => [toolCall(turn, 'tc_1'), toolCall(turn, 'tc_2')]
  await using api = await startScriptedApi(calling(twoCalls))
  const visitor = api.visitor()
  const thread = await visitor.chat('Which day is it?')

  await (await visitor.answerTool(thread, 'Monday')).untilEnd()

  expect((await visitor.items(thread)).map(({ id }) => id).slice(1)).toEqual(['tc_2', 'msg_2'])
  expect((await visitor.items(thread))[1]).toMatchObject({ status: 'completed', output: 'Monday' })
})

test('a call that was completed before stays when another one is', async () => {
  let turns = 0
  await using api = await startScriptedApi(async function* (turn) {
    turns += 1
    yield done(turns < 3 ? toolCall(turn, `tc_${turns}`) : message(turn, 'msg_1', 'Thanks'))
  })
  const visitor = api.visitor()
  const thread = await visitor.chat('Which day is it?')

  await (await visitor.answerTool(thread, 'Monday')).untilEnd()
  await (await visitor.answerTool(thread, 'Tuesday')).untilEnd()

  const items = await visitor.items(thread)
  expect(items).toMatchObject([
    {},
    { id: 'tc_1', status: 'completed', output: 'Monday' },
    { id: 'tc_2', status: 'completed', output: 'Tuesday' },
    { id: 'msg_1' },
  ])
})

test('a call that nobody answered stays waiting when the user goes on', async () => {
  await using api = await startScriptedApi(calling(oneCall))
  const visitor = api.visitor()
  const thread = await visitor.chat('Which day is it?')

  await (await visitor.say(thread, 'Never mind')).untilEnd()

  expect((await visitor.items(thread))[1]).toMatchObject({ id: 'tc_1', status: 'pending' })
  expect(await refusalOf(visitor.post(output(thread, 'Monday')))).toBe('409 not_pending')
})

test('while the chat is being answered, no result is taken', async () => {
  await using api = await startScriptedApi(unfinished('Hel'))
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hello')).untilWords()

  expect(await refusalOf(visitor.post(output(reply.threadId, 1)))).toBe('409 thread_busy')
})

test('a waiting call can be shown first, and is stored when it is done', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield added(toolCall(turn, 'tc_1'))
    yield done(toolCall(turn, 'tc_1', { day: 1 }))
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Which day is it?')).untilEnd()

  expect(reply.stages.slice(3)).toEqual(['thread.item.added', 'thread.item.done'])
  expect((await visitor.items(reply.threadId))[1]).toMatchObject({ arguments: { day: 1 } })
})

test('the responder is told which tools this client can run', async () => {
  const offered: Array<readonly string[]> = []
  await using api = await startScriptedApi(async function* (turn) {
    offered.push(turn.clientTools)
    yield* saying('Hi')(turn)
  })
  const visitor = api.visitor()
  const tools = { 'X-Client-Tools': 'get_local_date, open_page,' }

  const reply = await (await visitor.create('One', {}, tools)).untilEnd()
  await (await visitor.say(reply.threadId, 'Two')).untilEnd()

  expect(offered).toEqual([['get_local_date', 'open_page'], []])
})

import { expect, test } from 'vitest'
import { type ChatKitClient, textInput } from '../../test/api/chatkit-client.ts'
import { refusalOf } from '../../test/api/refusal.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import {
  added,
  message,
  saying,
  stopped,
  unfinished,
  words,
} from '../../test/responders/assistant.ts'
import { STOPPED_NOTE } from '../protocol/interruption.ts'
import type { ThreadItem } from '../protocol/schemas.ts'

const resuming = { 'X-Resume': '1' }
const marker = { type: 'sdk_hidden_context', content: STOPPED_NOTE }

const spoken = (item: ThreadItem | undefined) =>
  item?.type === 'assistant_message' ? item.content.map(({ text }) => text).join('') : undefined

/** Follows the answer that the client left, to its end. */
async function ended(visitor: ChatKitClient, runId: string) {
  return (await visitor.follow(runId)).untilEnd()
}

test('closing the connection stops the answer; what was written is kept, then a hidden note', async () => {
  await using api = await startScriptedApi(unfinished('Hel'))
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hello')).untilWords()

  reply.leave()
  await ended(visitor, reply.runId)

  const items = await api.stored(visitor, reply.threadId)
  expect(items).toMatchObject([{ type: 'user_message' }, { type: 'assistant_message' }, marker])
  expect(spoken(items[1])).toBe('Hel')
  expect(await visitor.texts(reply.threadId)).toEqual(['Hello', 'Hel'])
})

test('closed before any visible words, an answer leaves the hidden note alone', async () => {
  await using api = await startScriptedApi(unfinished(' \n'))
  const visitor = api.visitor()
  const reply = await visitor.create('Hello')
  await reply.untilWords()

  reply.leave()
  const rest = await ended(visitor, reply.runId)

  expect(await api.stored(visitor, reply.threadId)).toMatchObject([
    { type: 'user_message' },
    marker,
  ])
  expect(rest.events.at(-1)).toEqual({ type: 'thread.item.removed', item_id: 'msg_unfinished' })
})

test('a client that can come back may leave without stopping the answer', async () => {
  const { promise: left, resolve: leave } = Promise.withResolvers<void>()
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    yield words('msg_1', 'Hel')
    await Promise.race([left, stopped(turn.signal)])
    yield words('msg_1', 'lo')
    yield { type: 'thread.item.done', item: message(turn, 'msg_1', 'Hello') }
  })
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hi', {}, resuming)).untilWords()

  reply.leave()
  // The server has seen the closed connection once it logs the request.
  await api.logged.line(({ type }) => type === 'threads.create')
  leave()
  await ended(visitor, reply.runId)

  expect(await visitor.texts(reply.threadId)).toEqual(['Hi', 'Hello'])
})

test('a stopped answer ends for its reader with the words it had', async () => {
  await using api = await startScriptedApi(unfinished('Hel'))
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hello', {}, resuming)).untilWords()

  const answer = await visitor.cancel(reply.runId)
  await reply.untilEnd()

  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual({})
  expect(reply.stages.at(-1)).toBe('thread.item.done')
  expect(reply.stages).not.toContain('error')
  expect(api.logged.lines().filter(({ level }) => level >= 50)).toEqual([])
})

test('an answer can be stopped before its first word', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    await stopped(turn.signal)
    yield added(message(turn, 'msg_1'))
  })
  const visitor = api.visitor()
  const reply = await visitor.create('Hello', {}, resuming)

  await visitor.cancel(reply.runId)
  await reply.untilEnd()

  expect(reply.stages).toEqual(['thread.created', 'thread.item.done', 'stream_options'])
  expect(await api.stored(visitor, reply.threadId)).toMatchObject([
    { type: 'user_message' },
    marker,
  ])
})

test('stopping twice, or after the end, changes nothing', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hello')).untilEnd()

  const answers = [await visitor.cancel(reply.runId), await visitor.cancel(reply.runId)]

  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  const items = await api.stored(visitor, reply.threadId)
  expect(items.map(({ type }) => type)).toEqual(['user_message', 'assistant_message'])
})

test('the next question comes after the half answer and the note that it was stopped', async () => {
  const seen: ThreadItem[][] = []
  await using api = await startScriptedApi(async function* (turn) {
    const paging = { limit: 10, order: 'asc' as const }
    seen.push((await turn.memory.loadThreadItems(turn.thread.id, paging)).data)
    yield* (seen.length === 1 ? unfinished('Hel') : saying('Hi'))(turn)
  })
  const visitor = api.visitor()
  const reply = await (await visitor.create('One')).untilWords()
  await visitor.cancel(reply.runId)
  await reply.untilEnd()

  await (await visitor.say(reply.threadId, 'Two')).untilEnd()

  expect(seen[1]).toMatchObject([
    { content: [{ text: 'One' }] },
    { content: [{ text: 'Hel' }] },
    marker,
    { content: [{ text: 'Two' }] },
  ])
})

test('a retry of a stopped answer deletes the half answer and its note', async () => {
  let turns = 0
  await using api = await startScriptedApi(async function* (turn) {
    turns += 1
    yield* (turns === 1 ? unfinished('Hel') : saying('Hi'))(turn)
  })
  const visitor = api.visitor()
  const reply = await (await visitor.create('One')).untilWords()
  await visitor.cancel(reply.runId)
  await reply.untilEnd()
  const [question] = await visitor.items(reply.threadId)

  await (await visitor.retry(reply.threadId, question?.id ?? '')).untilEnd()

  const items = await api.stored(visitor, reply.threadId)
  expect(items.map(({ type }) => type)).toEqual(['user_message', 'assistant_message'])
})

test('deleting a chat that is being answered stops the answer, and nothing comes back', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    turn.thread.title = 'From the dead'
    yield* unfinished('Hel')(turn)
  })
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hello', {}, resuming)).untilWords()
  const thread_id = reply.threadId

  await visitor.ask('threads.delete', { thread_id })
  await reply.untilEnd()

  expect(await visitor.ask('threads.list', {})).toEqual({ data: [], has_more: false })
  const again = { type: 'threads.add_user_message', params: { thread_id, input: textInput('?') } }
  expect(await refusalOf(visitor.post(again))).toBe('404 not_found')
  expect(await api.stored(visitor, thread_id)).toEqual([])
})

test('a chat renamed while it is being answered keeps its new name', async () => {
  const { promise: renamed, resolve: rename } = Promise.withResolvers<void>()
  await using api = await startScriptedApi(async function* (turn) {
    turn.thread.title = 'First words'
    yield added(message(turn, 'msg_1'))
    yield words('msg_1', 'Hel')
    await renamed
    turn.thread.title = 'A better title'
    yield { type: 'thread.item.done', item: message(turn, 'msg_1', 'Hello') }
  })
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hi')).untilWords()
  const { threadId: thread_id } = reply

  await visitor.ask('threads.update', { thread_id, title: 'My reels' })
  rename()
  await reply.untilEnd()

  expect(await visitor.ask('threads.get_by_id', { thread_id })).toMatchObject({ title: 'My reels' })
  expect(reply.events.at(-1)).toMatchObject({ thread: { title: 'My reels' } })
})

test('a name that the user gave stays, however often the answer finds another one', async () => {
  const { promise: renamed, resolve: rename } = Promise.withResolvers<void>()
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    yield words('msg_1', 'Hel')
    await renamed
    for (const title of ['A title', 'A better title', 'The best title']) {
      turn.thread.title = title
      yield words('msg_1', 'lo')
    }
  })
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hi')).untilWords()
  const { threadId: thread_id } = reply

  await visitor.ask('threads.update', { thread_id, title: 'My reels' })
  rename()
  await reply.untilEnd()

  expect(await visitor.ask('threads.get_by_id', { thread_id })).toMatchObject({ title: 'My reels' })
  const titles = reply.events.flatMap((event) =>
    event.type === 'thread.updated' ? [event.thread.title] : [],
  )
  expect(new Set(titles)).toEqual(new Set(['My reels']))
})

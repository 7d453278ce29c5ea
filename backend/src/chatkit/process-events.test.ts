import { expect, test } from 'vitest'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { added, done, message, saying, words } from '../../test/responders/assistant.ts'
import { StreamError } from '../errors.ts'
import { FAILED_NOTE } from './process-events.ts'

test('what was only added and updated is not stored', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    yield words('msg_1', 'Never finished')
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()

  expect(reply.text).toBe('Never finished')
  expect(await visitor.texts(reply.threadId)).toEqual(['Hello'])
})

test('an item done twice exists once, as it was last, at its first place', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield done(message(turn, 'msg_1', 'First try'))
    yield done(message(turn, 'msg_2', 'Something else'))
    yield done(message(turn, 'msg_1', 'Second try'))
  })
  const visitor = api.visitor()

  const thread = await visitor.chat('Hello')

  expect(await visitor.texts(thread)).toEqual(['Hello', 'Second try', 'Something else'])
})

test('a replaced item is stored, a removed one is not, and an unknown one can be removed', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield done(message(turn, 'msg_1', 'Old'))
    yield { type: 'thread.item.replaced', item: message(turn, 'msg_1', 'New') }
    yield done(message(turn, 'msg_2', 'Too much'))
    yield { type: 'thread.item.removed', item_id: 'msg_2' }
    yield { type: 'thread.item.removed', item_id: 'msg_unknown' }
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()

  expect(reply.stages.slice(-2)).toEqual(['thread.item.removed', 'thread.item.removed'])
  expect(await visitor.texts(reply.threadId)).toEqual(['Hello', 'New'])
})

test('nulls inside free values reach the client and stay stored', async () => {
  const call = {
    type: 'client_tool_call' as const,
    status: 'pending' as const,
    call_id: 'call_1',
    name: 'open_page',
    arguments: { x: null },
  }
  await using api = await startScriptedApi(async function* ({ thread }) {
    const item = { ...call, id: 'tc_1', thread_id: thread.id, created_at: thread.created_at }
    yield { type: 'thread.item.done', item }
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()

  expect(reply.events.at(-1)).toMatchObject({ item: { arguments: { x: null } } })
  expect(await visitor.items(reply.threadId)).toMatchObject([{}, { arguments: { x: null } }])
})

test('a title set while answering is announced after the next event', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    turn.thread.title = 'Habits'
    yield done(message(turn, 'msg_1', 'Hi'))
    turn.thread.title = 'Better habits'
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()

  expect(reply.stages.slice(3)).toEqual([
    'thread.item.added',
    'thread.item.done',
    'thread.updated',
    'thread.updated',
  ])
  const titles = reply.events.flatMap((event) =>
    event.type === 'thread.updated' ? [event.thread] : [],
  )
  expect(titles).toMatchObject([
    { title: 'Habits', items: { data: [], has_more: false } },
    { title: 'Better habits', items: { data: [], has_more: false } },
  ])
  expect(await visitor.ask('threads.list', {})).toMatchObject({
    data: [{ title: 'Better habits' }],
  })
})

test('a title is kept also when the answer fails right after it', async () => {
  await using api = await startScriptedApi(async function* ({ thread }) {
    yield { type: 'progress_update', text: 'Thinking' }
    thread.title = 'Habits'
    throw new Error('The model has gone')
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()

  expect(reply.stages.slice(-2)).toEqual(['thread.updated', 'error'])
  expect(await visitor.ask('threads.list', {})).toMatchObject({ data: [{ title: 'Habits' }] })
})

test('a failure in the middle ends the stream with one error, and keeps what was read', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    yield added(message(turn, 'msg_2'))
    yield words('msg_1', 'Start with')
    throw new Error('The model has gone')
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()

  expect(reply.response.status).toBe(200)
  expect(reply.events.slice(-3)).toEqual([
    { type: 'thread.item.done', item: expect.objectContaining({ id: 'msg_1' }) },
    { type: 'thread.item.removed', item_id: 'msg_2' },
    { type: 'error', code: 'stream.error', allow_retry: true },
  ])
  expect(await visitor.texts(reply.threadId)).toEqual(['Hello', 'Start with'])
})

test('after a failure the model will know that its answer was cut short', async () => {
  await using api = await startScriptedApi(async function* () {
    yield { type: 'progress_update', text: 'Thinking' }
    throw new Error('The model has gone')
  })
  const visitor = api.visitor()

  const thread = await visitor.chat('Hello')

  const paging = { limit: 10, order: 'desc' as const }
  const { data } = await api.memoryOf(visitor).loadThreadItems(thread, paging)
  expect(data[0]).toMatchObject({ type: 'sdk_hidden_context', content: FAILED_NOTE })
})

test('a failure with words for the reader is told in these words', async () => {
  await using api = await startScriptedApi(async function* () {
    yield { type: 'progress_update', text: 'Thinking' }
    throw new StreamError('The quota is used up.', { allowRetry: false })
  })

  const reply = await (await api.visitor().create('Hello')).untilEnd()

  expect(reply.events.at(-1)).toEqual({
    type: 'error',
    code: 'custom',
    message: 'The quota is used up.',
    allow_retry: false,
  })
})

test('the cause of a failure is in the log, once, with the request it belongs to', async () => {
  await using api = await startScriptedApi(async function* () {
    yield { type: 'progress_update', text: 'Thinking' }
    throw new Error('The model has gone')
  })

  const reply = await (await api.visitor().create('Hello')).untilEnd()

  const failures = api.logged.lines().filter(({ msg }) => msg === 'turn failed')
  expect(failures).toMatchObject([
    {
      err: { kind: 'Error', place: expect.arrayContaining([expect.any(String)]) },
      request_id: reply.response.headers.get('X-Request-Id'),
    },
  ])
  expect(JSON.stringify(reply.events)).not.toContain('The model has gone')
  expect(api.logged.text()).not.toContain('The model has gone')
})

test('a chat goes on after a failed answer', async () => {
  let turns = 0
  await using api = await startScriptedApi(async function* (turn) {
    turns += 1
    if (turns === 1) throw new Error('The model has gone')
    yield* saying('Here again')(turn)
  })
  const visitor = api.visitor()

  const thread = await visitor.chat('Hello')
  await (await visitor.say(thread, 'Are you there?')).untilEnd()

  expect(await visitor.texts(thread)).toEqual(['Hello', 'Are you there?', 'Here again'])
})

test('text for a part that was never added pads the message with empty parts', async () => {
  const source = { type: 'file' as const, filename: 'hooks.md', title: 'hooks.md' }
  const annotation = { type: 'annotation' as const, source, index: 4 }
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    yield {
      type: 'thread.item.updated',
      item_id: 'msg_1',
      update: {
        type: 'assistant_message.content_part.text_delta',
        content_index: 1,
        delta: 'Late',
      },
    }
    yield {
      type: 'thread.item.updated',
      item_id: 'msg_1',
      update: {
        type: 'assistant_message.content_part.annotation_added',
        content_index: 1,
        annotation_index: 7,
        annotation,
      },
    }
    throw new Error('The model has gone')
  })
  const visitor = api.visitor()

  const thread = await visitor.chat('Hello')

  const [, answer] = await visitor.items(thread)
  expect(answer).toMatchObject({
    content: [
      { type: 'output_text', text: '', annotations: [] },
      { type: 'output_text', text: 'Late', annotations: [annotation] },
    ],
  })
})

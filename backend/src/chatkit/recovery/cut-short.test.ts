/** Turns that end before their time: what a reader sees last is what they find after a reload. */
import { expect, test } from 'vitest'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { added, done, message, note, stopped, words } from '../../../test/responders/assistant.ts'
import { widget } from '../../../test/responders/thread-items.ts'
import { STOPPED_NOTE } from '../../protocol/interruption.ts'
import { FAILED_NOTE } from '../process-events.ts'

const resuming = { 'X-Resume': '1' }

test('events that just end when they are stopped are a stopped answer all the same', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    yield words('msg_1', 'Hel')
    await stopped(turn.signal).catch(() => {})
  })
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hello', {}, resuming)).untilWords()

  await visitor.cancel(reply.runId)
  await reply.untilEnd()

  expect(reply.stages.slice(3)).toEqual([
    'thread.item.added',
    'thread.item.updated',
    'thread.item.done',
  ])
  expect(await api.stored(visitor, reply.threadId)).toMatchObject([
    {},
    { content: [{ text: 'Hel' }] },
    { type: 'sdk_hidden_context', content: STOPPED_NOTE },
  ])
})

test('an answer that was complete when it was stopped stays complete, without a note', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield done(message(turn, 'msg_1', 'Hello'))
    await stopped(turn.signal).catch(() => {})
  })
  const visitor = api.visitor()
  const reply = await visitor.create('Hello', {}, resuming)
  await reply.untilEvent(({ type }) => type === 'stream_options')
  await reply.untilEvent(({ type }) => type === 'thread.item.done')

  await visitor.cancel(reply.runId)
  await reply.untilEnd()

  const items = await api.stored(visitor, reply.threadId)
  expect(items.map(({ type }) => type)).toEqual(['user_message', 'assistant_message'])
})

test('a title that was set just before a stop is kept', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    yield words('msg_1', 'Hel')
    turn.thread.title = 'Habits'
    await stopped(turn.signal)
  })
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hello', {}, resuming)).untilWords()

  await visitor.cancel(reply.runId)
  await reply.untilEnd()

  expect(reply.stages).toContain('thread.updated')
  expect(await visitor.ask('threads.list', {})).toMatchObject({ data: [{ title: 'Habits' }] })
})

test('a message is kept with all its parts and sources, as far as it got', async () => {
  const source = { type: 'file' as const, filename: 'hooks.md', title: 'hooks.md' }
  const annotation = { type: 'annotation' as const, source, index: 3 }
  const part = (text: string) => ({ type: 'output_text' as const, text, annotations: [] })
  const update = { type: 'thread.item.updated' as const, item_id: 'msg_1' }
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    yield words('msg_1', 'One')
    yield {
      ...update,
      update: {
        type: 'assistant_message.content_part.annotation_added',
        content_index: 0,
        annotation_index: 0,
        annotation,
      },
    }
    yield {
      ...update,
      update: {
        type: 'assistant_message.content_part.added',
        content_index: 1,
        content: part('Tw'),
      },
    }
    yield {
      ...update,
      update: {
        type: 'assistant_message.content_part.done',
        content_index: 1,
        content: part('Two'),
      },
    }
    throw new Error('The model has gone')
  })
  const visitor = api.visitor()

  const thread = await visitor.chat('Hello')

  const [, answer] = await visitor.items(thread)
  expect(answer).toMatchObject({
    content: [
      { text: 'One', annotations: [annotation] },
      { text: 'Two', annotations: [] },
    ],
  })
})

test('what was never done goes from the screen, where it was never stored', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield added(widget(turn, 'wid_1', {}))
    yield added(message(turn, 'msg_1', ' '))
    yield added(note(turn, 'hidden_1'))
    throw new Error('The model has gone')
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()

  expect(reply.events.slice(-3)).toEqual([
    { type: 'thread.item.removed', item_id: 'wid_1' },
    { type: 'thread.item.removed', item_id: 'msg_1' },
    { type: 'error', code: 'stream.error', allow_retry: true },
  ])
  expect(await visitor.items(reply.threadId)).toHaveLength(1)
})

test('what was stored before it was worked on again is shown again as it was stored', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield done(widget(turn, 'wid_1', { days: [1] }))
    yield added(widget(turn, 'wid_1', { days: [1, 2] }))
    yield added(widget(turn, 'wid_2', { days: [] }))
    yield { type: 'thread.item.replaced', item: widget(turn, 'wid_2', { days: [3] }) }
    throw new Error('The model has gone')
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()

  const items = (await visitor.items(reply.threadId)).slice(1)
  expect(items).toMatchObject([{ widget: { days: [1] } }, { widget: { days: [3] } }])
  expect(reply.events.slice(-3, -1)).toEqual(items.map(done))
})

test('words that came after a message was replaced are kept with it', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1', 'Old'))
    yield { type: 'thread.item.replaced', item: message(turn, 'msg_1', 'New') }
    yield words('msg_1', 'er')
    throw new Error('The model has gone')
  })
  const visitor = api.visitor()

  const thread = await visitor.chat('Hello')

  expect(await visitor.texts(thread)).toEqual(['Hello', 'Newer'])
})

test('events that cannot be sent end the stream with an error, and the server lives on', async () => {
  await using api = await startScriptedApi(async function* () {
    yield { type: 'client_effect', name: 'count', data: { big: 1n } }
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()
  const next = await visitor.say(reply.threadId, 'Still there?')

  expect(reply.events.at(-1)).toEqual({ type: 'error', code: 'stream.error', allow_retry: true })
  expect(next.response.status).toBe(200)
  expect(api.logged.lines().filter(({ msg }) => msg === 'turn failed')).not.toEqual([])
})

test('an answer that does not come to its end is ended with an error, and what was written is kept', async () => {
  const limit = { MAX_ANSWER_LOG_BYTES: '100000' }
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    for (let word = 0; !turn.signal.aborted; word++) yield words('msg_1', `${word} `)
    throw turn.signal.reason
  }, limit)
  const visitor = api.visitor()

  const reply = await (await visitor.create('Count')).untilEnd()

  expect(reply.stages.slice(-2)).toEqual(['thread.item.done', 'error'])
  expect(reply.events.at(-1)).toEqual({
    type: 'error',
    code: 'custom',
    message: 'This answer became too long and was ended here. What was written is kept.',
    allow_retry: false,
  })
  expect(await visitor.texts(reply.threadId)).toEqual(['Count', reply.text])
  expect(reply.text).toMatch(/^0 1 2 3 .* \d+ $/)
  expect(JSON.stringify(reply.received).length).toBeLessThan(200_000)
  const stored = await api.stored(visitor, reply.threadId)
  expect(stored.at(-1)).toMatchObject({ type: 'sdk_hidden_context', content: FAILED_NOTE })
})

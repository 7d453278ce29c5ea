import { expect, test } from 'vitest'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { added, done, message, saying, words } from '../../test/responders/assistant.ts'

test('a first message opens a chat, streams the reply and keeps both', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    yield words('msg_1', 'Start with ')
    yield words('msg_1', 'five minutes.')
    yield done(message(turn, 'msg_1', 'Start with five minutes.'))
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('How do I build a habit?')).untilEnd()

  expect(reply.stages).toEqual([
    'thread.created',
    'thread.item.done',
    'stream_options',
    'thread.item.added',
    'thread.item.updated',
    'thread.item.updated',
    'thread.item.done',
  ])
  expect(reply.text).toBe('Start with five minutes.')
  expect(await visitor.texts(reply.threadId)).toEqual([
    'How do I build a habit?',
    'Start with five minutes.',
  ])
})

test('the new chat is announced without items, then the message, then that it can be stopped', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const reply = await (await api.visitor().create('Hello')).untilEnd()

  expect(reply.events.slice(0, 3)).toEqual([
    {
      type: 'thread.created',
      thread: {
        id: expect.stringMatching(/^thr_[0-9a-f]{24}$/),
        created_at: expect.any(String),
        status: { type: 'active' },
        metadata: {},
        items: { data: [], has_more: false },
      },
    },
    {
      type: 'thread.item.done',
      item: {
        id: expect.stringMatching(/^msg_[0-9a-f]{24}$/),
        thread_id: reply.threadId,
        created_at: expect.any(String),
        type: 'user_message',
        content: [{ type: 'input_text', text: 'Hello' }],
        attachments: [],
        inference_options: {},
      },
    },
    { type: 'stream_options', stream_options: { allow_cancel: true } },
  ])
})

test('a further message begins with itself, and a retry with neither', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')

  const further = await (await visitor.say(thread, 'And then?')).untilEnd()
  const [first] = await visitor.items(thread)
  const retry = await (await visitor.retry(thread, first?.id ?? '')).untilEnd()

  expect(further.stages).toEqual(['thread.item.done', 'stream_options', 'thread.item.done'])
  expect(retry.stages).toEqual(['stream_options', 'thread.item.done'])
})

test('a quotation and the chosen model stay with the message, absent ones leave no key', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const inference_options = { model: 'quick', tool_choice: { id: 'search' } }

  const thread = await visitor.chat('Why?', { quoted_text: 'Post daily.', inference_options })
  await (await visitor.say(thread, 'Plain', { quoted_text: null })).untilEnd()

  const [quoting, , plain] = await visitor.items(thread)
  expect(quoting).toMatchObject({ quoted_text: 'Post daily.', inference_options })
  expect(plain).not.toHaveProperty('quoted_text')
  expect(plain).toMatchObject({ inference_options: {} })
})

test('the responder is given the thread, the message and what is stored of the session', async () => {
  const heard: string[] = []
  await using api = await startScriptedApi(async function* ({ thread, userMessage, memory }) {
    const { data } = await memory.loadThreadItems(thread.id, { limit: 10, order: 'asc' })
    heard.push(...data.map(({ id }) => (id === userMessage?.id ? 'the message' : id)))
    yield { type: 'progress_update', text: 'Reading' }
  })

  const reply = await (await api.visitor().create('Hello')).untilEnd()

  expect(heard).toEqual(['the message'])
  expect(reply.events.at(-1)).toEqual({ type: 'progress_update', text: 'Reading' })
})

test('every time in every answer is UTC with its Z', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()
  const thread_id = reply.threadId
  const answers = [
    reply.events,
    await visitor.ask('threads.list', {}),
    await visitor.ask('threads.get_by_id', { thread_id }),
    await visitor.ask('items.list', { thread_id }),
    await visitor.ask('threads.update', { thread_id, title: 'New' }),
  ]

  const times = [...JSON.stringify(answers).matchAll(/"created_at":"([^"]+)"/g)]
  expect(times.length).toBeGreaterThanOrEqual(9)
  for (const [, time] of times) expect(time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
})

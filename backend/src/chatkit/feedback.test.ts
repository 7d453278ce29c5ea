import { expect, test } from 'vitest'
import { refusalOf } from '../../test/api/refusal.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { done, message, saying } from '../../test/responders/assistant.ts'
import { toolCall, widget } from '../../test/responders/thread-items.ts'

test('answers, widgets and tool calls can all be rated, several at once', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield done(widget(turn, 'wid_1', {}))
    yield done(message(turn, 'msg_1', 'Hi'))
    yield done(toolCall(turn, 'tc_1'))
  })
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')
  const item_ids = ['wid_1', 'msg_1', 'tc_1']

  const answer = await visitor.ask('items.feedback', { thread_id, item_ids, kind: 'positive' })

  expect(answer).toEqual({})
  expect(await api.memory.countFeedback()).toEqual({ positive: 3, negative: 0 })
})

test('of one answer the last rating counts', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')
  const item_ids = ['msg_1']

  for (const kind of ['positive', 'negative', 'negative'] as const) {
    await visitor.ask('items.feedback', { thread_id, item_ids, kind })
  }

  expect(await api.memory.countFeedback()).toEqual({ positive: 0, negative: 1 })
})

test('a rating changes nothing of what is shown', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')
  const before = await visitor.items(thread_id)

  await visitor.ask('items.feedback', { thread_id, item_ids: ['msg_1'], kind: 'negative' })

  expect(await visitor.items(thread_id)).toEqual(before)
})

test.each([
  ['another kind', { item_ids: ['msg_1'], kind: 'so-so' }],
  ['no kind', { item_ids: ['msg_1'] }],
  ['one id in place of a list', { item_ids: 'msg_1', kind: 'positive' }],
])('a rating with %s is refused', async (_, params) => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')

  const response = visitor.post({ type: 'items.feedback', params: { thread_id, ...params } })

  expect(await refusalOf(response)).toBe('400 invalid_request')
  expect(await api.memory.countFeedback()).toEqual({ positive: 0, negative: 0 })
})

test('nobody rates the answers of another session', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const thread_id = await api.visitor().chat('Hello')
  const params = { thread_id, item_ids: ['msg_1'], kind: 'negative' }

  const response = api.visitor().post({ type: 'items.feedback', params })

  expect(await refusalOf(response)).toBe('404 not_found')
  expect(await api.memory.countFeedback()).toEqual({ positive: 0, negative: 0 })
})

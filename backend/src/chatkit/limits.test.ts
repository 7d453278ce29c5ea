import { expect, test } from 'vitest'
import { textInput } from '../../test/api/chatkit-client.ts'
import { refusalOf } from '../../test/api/refusal.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { saying, unfinished } from '../../test/responders/assistant.ts'

const create = { type: 'threads.create', params: { input: textInput('One more') } }

test('the 51st chat is refused until another one is deleted', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const thread_id = await visitor.chat('1')
  for (let n = 2; n <= 50; n++) await visitor.chat(`${n}`)

  const refused = await visitor.post(create)
  await visitor.ask('threads.delete', { thread_id })
  const accepted = await visitor.post(create)

  expect(await refusalOf(refused)).toBe('409 limit_reached')
  expect(accepted.status).toBe(200)
})

test('a chat that is being answered takes no second message, and keeps none', async () => {
  await using api = await startScriptedApi(unfinished('Hel'))
  const visitor = api.visitor()
  const running = await (await visitor.create('Hello')).untilWords()
  const thread_id = running.threadId
  const [first] = await visitor.items(thread_id)

  const message = { type: 'threads.add_user_message', params: { thread_id, input: textInput('?') } }
  const retry = { type: 'threads.retry_after_item', params: { thread_id, item_id: first?.id } }

  expect(await refusalOf(visitor.post(message))).toBe('409 thread_busy')
  expect(await refusalOf(visitor.post(retry))).toBe('409 thread_busy')
  expect(await visitor.texts(thread_id)).toEqual(['Hello'])
})

test('a fifth answer at once is refused with the time to wait, and leaves no chat behind', async () => {
  await using api = await startScriptedApi(unfinished('Hel'))
  const visitor = api.visitor()
  for (let n = 1; n <= 4; n++) await (await visitor.create(`${n}`)).untilWords()

  const refused = await visitor.post(create)
  const elsewhere = await api.visitor().create('Another session')

  expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0)
  expect(await refusalOf(refused)).toBe('429 rate_limited')
  expect((await visitor.ask('threads.list', {})).data).toHaveLength(4)
  expect(elsewhere.response.status).toBe(200)
})

test('an answer that has ended makes room for the next', async () => {
  await using api = await startScriptedApi(unfinished('Hel'), { MAX_RUNS_PER_SESSION: '1' })
  const visitor = api.visitor()
  const first = await (await visitor.create('One')).untilWords()

  await visitor.cancel(first.runId)
  await first.untilEnd()

  const second = await visitor.create('Two')
  expect(second.response.status).toBe(200)
})

test('a refused request gives its place back', async () => {
  await using api = await startScriptedApi(saying('Hi'), { MAX_RUNS_PER_SESSION: '1' })
  const visitor = api.visitor()
  const empty = { type: 'threads.create', params: { input: textInput('') } }

  expect(await refusalOf(visitor.post(empty))).toBe('400 invalid_request')
  expect(await refusalOf(visitor.post(empty))).toBe('400 invalid_request')
  expect((await visitor.post(create)).status).toBe(200)
})

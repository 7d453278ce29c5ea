import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { textInput } from '../../../test/api/chatkit-client.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'

const input = textInput('Hello')

test.each([
  ['no params', { type: 'threads.list' }],
  ['params that are no object', { type: 'threads.list', params: 'all' }],
  ['an unknown type', { type: 'threads.explode', params: {} }],
  ['no type', { params: {} }],
  ['metadata null', { type: 'threads.list', params: {}, metadata: null }],
  ['a list in place of the request', [{ type: 'threads.list', params: {} }]],
  ['a message without content', { type: 'threads.create', params: { input: {} } }],
  ['an unknown order', { type: 'threads.list', params: { order: 'sideways' } }],
  ['a limit that is no number', { type: 'threads.list', params: { limit: 'many' } }],
  ['words that are no JSON', '{"type":"threads.list"'],
  ['nothing at all', ''],
])('a request with %s is refused as invalid, never with a stream', async (_, body) => {
  await using api = await startScriptedApi(saying('Hi'))

  const response = await api.visitor().post(body)

  expect(response.headers.get('Content-Type')).toMatch('application/json')
  expect(await refusalOf(response)).toBe('400 invalid_request')
})

test('a refusal names the field that cannot be used', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const response = await api.visitor().post({ type: 'threads.update', params: { thread_id: 'x' } })

  expect(await response.text()).toMatch('params.title')
})

test('keys that nobody knows are ignored at every level', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const content = [{ type: 'input_text', text: 'Hello', mood: 'good' }]
  const inference_options = { model: null, temperature: 2 }

  const response = await visitor.post({
    type: 'threads.create',
    params: { input: { ...input, content, inference_options, draft: 1 }, more: true },
    metadata: { page: '/' },
    trace: 'x',
  })

  expect(response.status).toBe(200)
  expect(await response.text()).not.toMatch(/mood|temperature|draft|trace/)
})

test('numbers may come as strings', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  for (const text of ['One', 'Two', 'Three']) await visitor.chat(text)

  const response = await visitor.post({ type: 'threads.list', params: { limit: '2' } })

  expect(await response.json()).toMatchObject({ data: [{}, {}], has_more: true })
})

test('a tag in a message needs no data', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const tag = { type: 'input_tag' as const, id: 'tag_1', text: 'Reels' }

  const thread = await visitor.chat('', { content: [tag] })

  expect(await visitor.items(thread)).toMatchObject([{ content: [{ ...tag, data: {} }] }, {}])
})

test('a body over one MiB is refused as too large', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const padding = 'x'.repeat(1024 * 1024)

  const response = await api.visitor().post({ type: 'threads.list', params: {}, padding })

  expect(await refusalOf(response)).toBe('413 too_large')
})

test('a message of 32,000 characters is answered, a longer one is refused', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const create = (length: number) =>
    visitor.post({ type: 'threads.create', params: { input: textInput('é'.repeat(length)) } })

  const longest = await create(32_000)
  const longer = await create(32_001)

  expect(longest.status).toBe(200)
  expect(await refusalOf(longer)).toBe('413 too_large')
})

test('an empty message is refused, and leaves no chat behind', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const empty = { type: 'threads.create', params: { input: textInput(' \n ') } }
  const nothing = { type: 'threads.create', params: { input: { ...input, content: [] } } }

  expect(await refusalOf(visitor.post(empty))).toBe('400 invalid_request')
  expect(await refusalOf(visitor.post(nothing))).toBe('400 invalid_request')
  expect(await visitor.ask('threads.list', {})).toEqual({ data: [], has_more: false })
})

test.each([
  { type: 'threads.add_user_message', params: { thread_id: 'thr_gone', input } },
  { type: 'threads.retry_after_item', params: { thread_id: 'thr_gone', item_id: 'msg_1' } },
  { type: 'threads.add_client_tool_output', params: { thread_id: 'thr_gone', result: 1 } },
  {
    type: 'threads.add_structured_input',
    params: { thread_id: 'thr_gone', item_id: 'form_1', input: {} },
  },
  { type: 'threads.custom_action', params: { thread_id: 'thr_gone', action: { type: 'look' } } },
  {
    type: 'threads.sync_custom_action',
    params: { thread_id: 'thr_gone', action: { type: 'look' } },
  },
  { type: 'threads.get_by_id', params: { thread_id: 'thr_gone' } },
  { type: 'threads.update', params: { thread_id: 'thr_gone', title: 'New' } },
  { type: 'items.list', params: { thread_id: 'thr_gone' } },
  {
    type: 'items.feedback',
    params: { thread_id: 'thr_gone', item_ids: ['msg_1'], kind: 'positive' },
  },
])('$type for something that does not exist is a 404 before any stream', async (request) => {
  await using api = await startScriptedApi(saying('Hi'))

  const response = await api.visitor().post(request)

  expect(await refusalOf(response)).toBe('404 not_found')
})

test('a request whose host cannot be read is refused, and nothing is stored', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const body = JSON.stringify({ type: 'threads.create', params: { input } })
  const headers = {
    Host: '[',
    'Content-Type': 'application/json',
    'X-Session-Id': visitor.session,
  }

  const asked = request(`${api.url}/chatkit`, { method: 'POST', headers }).end(body)
  const [answer] = (await once(asked, 'response')) as [IncomingMessage]
  const said = JSON.parse(await text(answer))

  expect(answer.statusCode).toBe(400)
  expect(said).toMatchObject({ error: { code: 'invalid_request' } })
  expect(await visitor.ask('threads.list', {})).toMatchObject({ data: [] })
})

test('JSON answers are not to be cached', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const response = await api.visitor().post({ type: 'threads.list', params: {} })

  expect(response.headers.get('Cache-Control')).toBe('no-store')
  expect(response.headers.get('Content-Type')).toMatch('application/json')
})

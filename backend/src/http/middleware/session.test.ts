import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { textInput } from '../../../test/api/chatkit-client.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { stopTime } from '../../../test/process/passing-time.ts'
import { added, done, message, saying, unfinished } from '../../../test/responders/assistant.ts'
import { PNG } from '../../../test/samples/file-samples.ts'

const resuming = { 'X-Resume': '1' }
const routes = [
  ['POST', '/chatkit'],
  ['GET', '/chatkit/runs/run_1'],
  ['POST', '/chatkit/runs/run_1/cancel'],
  ['POST', '/chatkit/runs/run_1/answer-now'],
  ['GET', '/library/files'],
  ['POST', '/library/files'],
  ['DELETE', '/library/files/file_1'],
  ['GET', '/session'],
  ['GET', '/session/data'],
  ['DELETE', '/session'],
] as const

test.each(routes)('%s %s needs a session', async (method, path) => {
  await using api = await startScriptedApi(saying('Hi'))

  expect(await refusalOf(fetch(api.url + path, { method }))).toBe('400 invalid_session')
})

test.each(['', 'default', '1234', `${randomUUID()}x`, randomUUID().replaceAll('-', '')])(
  'a session id that is no UUID (%j) is refused',
  async (session) => {
    await using api = await startScriptedApi(saying('Hi'))

    const response = api.visitor(session).post({ type: 'threads.list', params: {} })

    expect(await refusalOf(response)).toBe('400 invalid_session')
  },
)

test('a session id means the same in capital letters', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  await visitor.chat('Hello')

  const { data } = await api.visitor(visitor.session.toUpperCase()).ask('threads.list', {})

  expect(data).toHaveLength(1)
})

test('a chat of another session does not exist, in whatever request', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const [mine, theirs] = [api.visitor(), api.visitor()]
  const thread_id = await theirs.chat('A secret')
  const [item] = await theirs.items(thread_id)
  const item_id = item?.id
  const input = textInput('Show me')

  const requests = [
    { type: 'threads.get_by_id', params: { thread_id } },
    { type: 'threads.update', params: { thread_id, title: 'Stolen' } },
    { type: 'threads.add_user_message', params: { thread_id, input } },
    { type: 'threads.retry_after_item', params: { thread_id, item_id } },
    { type: 'items.list', params: { thread_id } },
    { type: 'items.feedback', params: { thread_id, item_ids: [item_id], kind: 'negative' } },
  ]
  for (const request of requests) {
    expect(await refusalOf(mine.post(request))).toBe('404 not_found')
  }
  // What is not there is deleted.
  await mine.ask('threads.delete', { thread_id })

  expect(await mine.ask('threads.list', {})).toEqual({ data: [], has_more: false })
  expect(await theirs.texts(thread_id)).toEqual(['A secret', 'Hi'])
  expect(await theirs.ask('threads.get_by_id', { thread_id })).not.toHaveProperty('title')
})

test('deleting a chat of another session does not stop its answer', async () => {
  await using api = await startScriptedApi(unfinished('Hel'))
  const [mine, theirs] = [api.visitor(), api.visitor()]
  const { threadId: thread_id, runId } = await (await theirs.create('Hi')).untilWords()

  await mine.ask('threads.delete', { thread_id })

  const { runs } = (await (await theirs.fetch('/session')).json()) as { runs: unknown[] }
  expect(runs).toEqual([{ id: runId, thread_id, started_at: expect.stringMatching(/Z$/) }])
})

test('an answer of another session can be neither followed, nor stopped, nor continued', async () => {
  await using api = await startScriptedApi(saying('A secret'))
  const [mine, theirs] = [api.visitor(), api.visitor()]
  const { runId, lastId } = await (await theirs.create('Hi')).untilEnd()
  const repeat = { type: 'threads.create', params: { input: textInput('Hi') } }

  expect(await refusalOf(mine.fetch(`/chatkit/runs/${runId}`))).toBe('404 not_found')
  expect(await refusalOf(mine.cancel(runId))).toBe('404 not_found')
  const continued = mine.post(repeat, { 'Last-Event-ID': lastId })
  expect(await refusalOf(continued)).toBe('404 not_found')
})

test('deleting a session stops its answers and forgets all it owned', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    if (!turn.userMessage?.attachments.length) return yield* unfinished('Hel')(turn)
    yield done(message(turn, 'msg_1', 'A nice picture'))
  })
  const [visitor, other] = [api.visitor(), api.visitor()]
  const picture = { name: 'me.png', mime_type: 'image/png', size: PNG.length }
  const { id, upload_descriptor } = await visitor.ask('attachments.create', picture)
  await fetch(upload_descriptor?.url ?? '', { method: 'PUT', body: PNG })
  const thread_id = await visitor.chat('Look', { attachments: [id] })
  const shown = JSON.stringify(await visitor.items(thread_id))
  const preview = JSON.parse(shown)[0].attachments[0].preview_url as string
  const running = await (await visitor.create('Hello', {}, resuming)).untilWords()
  const others = await (await other.create('Hello', {}, resuming)).untilWords()

  const response = await visitor.fetch('/session', { method: 'DELETE' })
  await running.untilEnd()

  expect(response.status).toBe(204)
  expect(await visitor.ask('threads.list', {})).toEqual({ data: [], has_more: false })
  expect(await refusalOf(fetch(preview))).toBe('404 not_found')
  expect(await visitor.ask('threads.list', {})).toEqual({ data: [], has_more: false })
  expect(await other.texts(others.threadId)).toEqual(['Hello'])
})

test('a session that comes back after its time finds nothing', async () => {
  const time = stopTime()
  await using api = await startScriptedApi(saying('Hi'), { SESSION_TTL_MINUTES: '30' })
  const visitor = api.visitor()
  await visitor.chat('Hello')

  time.advance(29 * 60_000)
  expect((await visitor.ask('threads.list', {})).data).toHaveLength(1)
  time.advance(31 * 60_000)
  expect((await visitor.ask('threads.list', {})).data).toHaveLength(0)
})

test('a session id is never in the log, whatever happens to its requests', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    throw new Error('The model has gone')
  })
  const visitor = api.visitor()

  const thread_id = await visitor.chat('Hello')
  await visitor.ask('items.list', { thread_id })
  await visitor.post('no json')
  await visitor.post({ type: 'threads.get_by_id', params: { thread_id: 'thr_gone' } })
  await visitor.fetch('/session')
  await visitor.fetch('/nowhere')
  await visitor.fetch('/session', { method: 'DELETE' })
  await api.logged.line(({ method }) => method === 'DELETE')

  expect(api.logged.lines().length).toBeGreaterThanOrEqual(8)
  expect(api.logged.text().toLowerCase()).not.toContain(visitor.session)
})

test('a page is told the model, the limits and whether it can upload', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const response = await api.visitor().fetch('/session')

  expect(response.headers.get('Cache-Control')).toBe('no-store')
  expect(await response.json()).toEqual({
    model: { mode: 'offline', name: 'scripted' },
    uploads: true,
    dictation: false,
    usual_seconds: {},
    runs: [],
    limits: {
      message_chars: 32_000,
      attachment_bytes: 20 * 1024 * 1024,
      attachments_per_message: 5,
      library_file_bytes: 50 * 1024 * 1024,
    },
  })
})

import { once } from 'node:events'
import { expect, test } from 'vitest'
import { textInput } from '../../../test/api/chatkit-client.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import {
  added,
  done,
  message,
  type ReplyScript,
  saying,
  stopped,
  unfinished,
  words,
} from '../../../test/responders/assistant.ts'

const resuming = { 'X-Resume': '1' }

/** Says “One two”, waits for the test, then says “three”. */
function interrupted() {
  const { promise: resumed, resolve: resume } = Promise.withResolvers<void>()
  const respond: ReplyScript = async function* (turn) {
    yield added(message(turn, 'msg_1'))
    yield words('msg_1', 'One ')
    yield words('msg_1', 'two ')
    await resumed
    yield words('msg_1', 'three')
    yield done(message(turn, 'msg_1', 'One two three'))
  }
  return { respond, resume }
}

test('an answer can be followed from its beginning, while it runs and afterwards', async () => {
  const { respond, resume } = interrupted()
  await using api = await startScriptedApi(respond)
  const visitor = api.visitor()
  const reply = await (await visitor.create('Count', {}, resuming)).untilWords()

  const follower = await (await visitor.follow(reply.runId)).untilWords()
  resume()
  await Promise.all([reply.untilEnd(), follower.untilEnd()])
  const later = await (await visitor.follow(reply.runId)).untilEnd()

  expect(follower.received).toEqual(reply.received)
  expect(later.received).toEqual(reply.received)
  expect(later.runId).toBe(reply.runId)
})

test('an answer is resumed after any event, with nothing lost and nothing doubled', async () => {
  await using api = await startScriptedApi(saying('One two three'))
  const visitor = api.visitor()
  const reply = await (await visitor.create('Count')).untilEnd()

  for (const [at, { id }] of reply.received.entries()) {
    const rest = await visitor.follow(reply.runId, { 'Last-Event-ID': id })
    await rest.untilEnd()
    expect(rest.received).toEqual(reply.received.slice(at + 1))
  }
})

test('a connection that broke in the middle goes on where it was', async () => {
  const { respond, resume } = interrupted()
  await using api = await startScriptedApi(respond)
  const visitor = api.visitor()
  const reply = await (await visitor.create('Count', {}, resuming)).untilWords()

  reply.leave()
  const rest = await visitor.follow(reply.runId, { 'Last-Event-ID': reply.lastId })
  resume()
  await rest.untilEnd()

  expect(reply.text + rest.text).toBe('One two three')
})

test('the same POST repeated with its last event id goes on with the answer', async () => {
  const { respond, resume } = interrupted()
  await using api = await startScriptedApi(respond)
  const visitor = api.visitor()
  const reply = await (await visitor.create('Count', {}, resuming)).untilWords()

  reply.leave()
  const again = { ...resuming, 'Last-Event-ID': reply.lastId }
  const repeated = await visitor.create('Count', {}, again)
  resume()
  await repeated.untilEnd()

  expect(repeated.runId).toBe(reply.runId)
  expect(reply.text + repeated.text).toBe('One two three')
  expect(await visitor.ask('threads.list', {})).toMatchObject({ data: [{ id: reply.threadId }] })
  expect(await visitor.texts(reply.threadId)).toEqual(['Count', 'One two three'])
})

test('repeated after its answer was forgotten, a POST is refused and never a second message', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const params = { input: textInput('Hello') }

  const repeated = await visitor.post(
    { type: 'threads.create', params },
    { 'Last-Event-ID': 'run_0123456789abcdef:4' },
  )

  expect(await refusalOf(repeated)).toBe('404 not_found')
  expect(await visitor.ask('threads.list', {})).toEqual({ data: [], has_more: false })
})

test('an event id of another answer, or of no form, counts as none', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const reply = await (await visitor.create('One')).untilEnd()

  for (const id of ['run_0123456789abcdef:4', '4', 'nonsense']) {
    const followed = await visitor.follow(reply.runId, { 'Last-Event-ID': id })
    await followed.untilEnd()
    expect(followed.received).toEqual(reply.received)
  }
})

test('a session sees which of its answers run', async () => {
  await using api = await startScriptedApi(unfinished('Hel'))
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hello', {}, resuming)).untilWords()
  const runs = async () => ((await (await visitor.fetch('/session')).json()) as { runs: [] }).runs

  const running = { id: reply.runId, thread_id: reply.threadId }
  expect(await runs()).toEqual([{ ...running, started_at: expect.stringMatching(/Z$/) }])
  await visitor.cancel(reply.runId)
  await reply.untilEnd()
  expect(await runs()).toEqual([])
})

test('an answer that nobody knows can be neither followed, nor stopped, nor hurried', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()

  expect(await refusalOf(visitor.fetch('/chatkit/runs/run_gone'))).toBe('404 not_found')
  expect(await refusalOf(visitor.cancel('run_gone'))).toBe('404 not_found')
  expect(await refusalOf(visitor.answerNow('run_gone'))).toBe('404 not_found')
})

/** Thinks until it is hurried or stopped, then answers. */
const thinking: ReplyScript = async function* (turn) {
  yield { type: 'progress_update', text: 'Thinking' }
  await Promise.race([once(turn.finishNow, 'abort'), stopped(turn.signal)])
  yield done(message(turn, 'msg_1', 'In short: yes.'))
}

test('who wants the answer now gets what has been found so far', async () => {
  await using api = await startScriptedApi(thinking)
  const visitor = api.visitor()
  const reply = await visitor.create('Should I?', {}, resuming)
  await reply.untilEvent(({ type }) => type === 'progress_update')

  const answers = [await visitor.answerNow(reply.runId), await visitor.answerNow(reply.runId)]
  await reply.untilEnd()

  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(await answers[0]?.json()).toEqual({})
  expect(await visitor.texts(reply.threadId)).toEqual(['Should I?', 'In short: yes.'])
})

test('an answer of another session cannot be hurried', async () => {
  await using api = await startScriptedApi(thinking)
  const visitor = api.visitor()
  const reply = await visitor.create('Should I?', {}, resuming)
  await reply.untilEvent(({ type }) => type === 'progress_update')

  expect(await refusalOf(api.visitor().answerNow(reply.runId))).toBe('404 not_found')
  await visitor.cancel(reply.runId)
  await reply.untilEnd()
  expect(await visitor.texts(reply.threadId)).toEqual(['Should I?'])
})

test('asking for the answer now changes nothing after its end', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hello')).untilEnd()

  const answer = await visitor.answerNow(reply.runId)

  expect(answer.status).toBe(200)
  expect(await visitor.texts(reply.threadId)).toEqual(['Hello', 'Hi'])
})

test('the answers of a deleted chat can be followed no more', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hello')).untilEnd()

  await visitor.ask('threads.delete', { thread_id: reply.threadId })

  const followed = visitor.fetch(`/chatkit/runs/${reply.runId}`)
  expect(await refusalOf(followed)).toBe('404 not_found')
})

test('the answers of a forgotten session can be followed no more', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hello')).untilEnd()

  await visitor.fetch('/session', { method: 'DELETE' })

  const followed = visitor.fetch(`/chatkit/runs/${reply.runId}`)
  expect(await refusalOf(followed)).toBe('404 not_found')
})

test('someone who only follows may leave without stopping the answer', async () => {
  const { respond, resume } = interrupted()
  await using api = await startScriptedApi(respond)
  const visitor = api.visitor()
  const reply = await (await visitor.create('Count')).untilWords()
  const follower = await (await visitor.follow(reply.runId)).untilWords()

  follower.leave()
  await api.logged.line(({ method }) => method === 'GET')
  resume()
  await reply.untilEnd()

  expect(reply.text).toBe('One two three')
})

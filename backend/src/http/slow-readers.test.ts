import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { expect, onTestFinished, test, vi } from 'vitest'
import { textInput } from '../../test/api/chatkit-client.ts'
import { refusalOf } from '../../test/api/refusal.ts'
import { openUnread } from '../../test/api/slow-reader.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import {
  added,
  done,
  message,
  type ReplyScript,
  unfinished,
  words,
} from '../../test/responders/assistant.ts'
import { claim, fail, feed } from '../../test/samples/run-samples.ts'
import { createLocalRuns } from '../runs/local/local-runs.ts'
import { streamRun } from './sse.ts'

const soon = { timeout: 10_000, interval: 20 }
const resuming = { 'X-Resume': '1' }
/** More than the sockets between server and reader hold. */
const PIECES = 200
const PIECE = 'é'.repeat(50_000)

/** Server and run without the rest of the service, so that the server's side of each connection can be looked at. */
async function serveRun({ stallMs = 60_000 } = {}) {
  const run = await claim(createLocalRuns({ runsPerSession: 1 }))
  const answer = feed()
  await run.start(answer.produce, fail)
  const responses: ServerResponse[] = []
  const onLeave = vi.fn(() => undefined)
  const app = new Koa().use((ctx) => {
    responses.push(ctx.res)
    streamRun(ctx, run, Number(ctx.get('After')), { onLeave, stallMs })
  })
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url, answer, responses, onLeave }
}

const emitAll = ({ emit }: ReturnType<typeof feed>) => {
  for (let piece = 0; piece < PIECES; piece++) emit({ piece, text: PIECE })
}

/** Nothing moves any more: what the readers do not take waits. */
async function untilBlocked(responses: ServerResponse[]) {
  const sent = () => responses.map(({ socket }) => socket?.bytesWritten)
  let before: unknown[] = []
  await vi.waitFor(() => {
    const now = sent()
    const isSame = String(now) === String(before)
    before = now
    if (!isSame || responses.some(({ writableLength }) => writableLength === 0)) {
      throw new Error('Something is still being written.')
    }
  }, soon)
}

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0)

test('of a log of 20 MB, 30 readers who do not read hold less than 64 kB each', async () => {
  const { url, answer, responses } = await serveRun()
  emitAll(answer)

  for (let reader = 0; reader < 30; reader++) await openUnread(url)
  await untilBlocked(responses)

  const held = responses.map(({ writableLength }) => writableLength)
  expect(Math.max(...held)).toBeLessThan(64 * 1024)
  expect(sum(held)).toBeGreaterThan(0)
})

test('a reader who was slow gets every event, and large ones as they were', async () => {
  const { url, answer, responses } = await serveRun()
  const slow = await openUnread(url)
  const text = '🎬'.repeat(40_000)
  emitAll(answer)
  answer.emit({ text })
  answer.emit({ text: `a${text}` })
  answer.end()
  await untilBlocked(responses)

  const body = await slow.read()

  const events = [...body.matchAll(/^data: (.+)$/gm)].map(([, json = '']) => JSON.parse(json))
  expect(events).toHaveLength(PIECES + 2)
  expect(events.map(({ piece }) => piece).slice(0, PIECES)).toEqual([...Array(PIECES).keys()])
  expect(events.every((event, at) => at >= PIECES || event.text === PIECE)).toBe(true)
  expect(events.slice(PIECES).map((event) => event.text)).toEqual([text, `a${text}`])
})

test('no heartbeat is written for a reader who does not take what came before', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const { url, answer, responses } = await serveRun()
  await openUnread(url)
  emitAll(answer)
  await untilBlocked(responses)
  const before = responses[0]?.writableLength

  for (let beat = 0; beat < 100; beat++) {
    vi.advanceTimersByTime(15_000)
    await new Promise(setImmediate)
  }

  expect(responses[0]?.writableLength).toBe(before)
})

test('a reader who takes nothing for too long is disconnected, and the others read on', async () => {
  const { url, answer, responses, onLeave } = await serveRun({ stallMs: 2_000 })
  const slow = await openUnread(url)
  const reading = (await openUnread(url)).read()
  emitAll(answer)
  const [itsResponse] = responses as [ServerResponse]
  await once(itsResponse, 'close')

  answer.end()
  const [whole, part] = [await reading, await slow.read()]

  expect(onLeave).not.toHaveBeenCalled()
  expect(part.length).toBeLessThan(whole.length)
  expect(whole.startsWith(part)).toBe(true)
})

test('a reader who does not take the end of an ended answer is disconnected too', async () => {
  const { url, answer, responses } = await serveRun({ stallMs: 2_000 })
  emitAll(answer)
  answer.end()
  await openUnread(url)

  const [response] = responses as [ServerResponse]
  await once(response, 'close')

  expect(response.writableFinished).toBe(false)
})

test('a reader who waits for a silent answer is not taken for one who does not read', async () => {
  const { url, answer } = await serveRun({ stallMs: 100 })
  const reading = (await openUnread(url)).read()
  answer.emit('a')

  await new Promise((passed) => setTimeout(passed, 400))
  answer.emit('b')
  answer.end()

  expect(await reading).toMatch(/"a"[\s\S]+"b"/)
})

test('who was disconnected comes back and goes on, and the answer has gone on without them', async () => {
  const { promise: told, resolve: tell } = Promise.withResolvers<void>()
  const respond: ReplyScript = async function* (turn) {
    yield added(message(turn, 'msg_1'))
    for (let piece = 0; piece < PIECES; piece++) yield words('msg_1', PIECE)
    await told
    yield done(message(turn, 'msg_1', 'The end'))
  }
  const limits = { FOLLOWER_STALL_SECONDS: '1', MAX_ANSWER_LOG_BYTES: '100000000' }
  await using api = await startScriptedApi(respond, limits)
  const visitor = api.visitor()
  // It has not said that it can resume: where it leaves, the answer is stopped.
  const { runId } = await visitor.create('Go on')
  const headers = { 'X-Session-Id': visitor.session }
  const slow = await openUnread(`${api.url}/chatkit/runs/${runId}`, headers)
  await api.logged.line(({ path }) => path === '/chatkit/runs/:runId')

  const part = await slow.read()
  const lastId = [...part.matchAll(/^id: (.+)$/gm)].at(-2)?.[1] ?? ''
  const again = await visitor.follow(runId, { 'Last-Event-ID': lastId })
  tell()
  await again.untilEnd()

  const seen = Number(lastId.split(':')[1])
  expect(seen).toBeLessThan(PIECES)
  expect(again.received[0]?.id).toBe(`${runId}:${seen + 1}`)
  expect(again.received.at(-1)?.event).toMatchObject({ type: 'thread.item.done' })
})

const refusedFor = async (response: Response) => {
  expect(response.headers.get('Retry-After')).toBe('5')
  return refusalOf(response)
}

test('an answer has so many readers at once, and again as many once one has left', async () => {
  await using api = await startScriptedApi(unfinished('Hel'), { MAX_FOLLOWERS_PER_RUN: '2' })
  const visitor = api.visitor()
  const { runId } = await visitor.create('Hello', {}, resuming)
  const second = await visitor.follow(runId)

  const path = `/chatkit/runs/${runId}`
  expect(await refusedFor(await visitor.fetch(path))).toBe('429 rate_limited')

  second.leave()
  await api.logged.line((line) => line.path === '/chatkit/runs/:runId' && line.status === 200)
  expect((await visitor.follow(runId)).runId).toBe(runId)
})

test('a session has so many readers at once: a message beyond them is refused and not stored', async () => {
  const limit = { MAX_FOLLOWERS_PER_SESSION: '2' }
  await using api = await startScriptedApi(unfinished('Hel'), limit)
  const visitor = api.visitor()
  const first = await visitor.create('One', {}, resuming)
  await visitor.create('Two', {}, resuming)
  const three = { type: 'threads.create', params: { input: textInput('Three') } }

  expect(await refusedFor(await visitor.post(three))).toBe('429 rate_limited')
  const again = visitor.post(three, { 'Last-Event-ID': `${first.runId}:1` })
  expect(await refusedFor(await again)).toBe('429 rate_limited')

  expect((await visitor.ask('threads.list', {})).data).toHaveLength(2)
  expect((await api.visitor().create('One', {}, resuming)).runId).toMatch(/^run_/)
})

test('the service has so many readers at once, and still takes new questions', async () => {
  await using api = await startScriptedApi(unfinished('Hel'), { MAX_FOLLOWERS: '2' })
  const visitor = api.visitor()
  const { runId } = await visitor.create('Hello', {}, resuming)
  await visitor.follow(runId)

  expect(await refusedFor(await visitor.fetch(`/chatkit/runs/${runId}`))).toBe('503 busy')

  const other = await api.visitor().create('Hello', {}, resuming)
  expect((await other.untilWords()).text).toBe('Hel')
})

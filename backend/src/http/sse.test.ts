import { EventEmitter, once } from 'node:events'
import { request } from 'node:http'
import type { AddressInfo } from 'node:net'
import Koa from 'koa'
import { expect, onTestFinished, test, vi } from 'vitest'
import { textInput } from '../../test/api/chatkit-client.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import {
  added,
  done,
  message,
  saying,
  stopped,
  unfinished,
  words,
} from '../../test/responders/assistant.ts'
import { claim } from '../../test/samples/run-samples.ts'
import { createLocalRuns } from '../runs/local/local-runs.ts'
import { streamRun } from './sse.ts'

const create = (text: string) => ({
  type: 'threads.create',
  params: { input: textInput(text) },
})

test('every event is an id line, one data line of raw UTF-8 and one blank line', async () => {
  await using api = await startScriptedApi(saying('Zwei Zeilen:\ncafé ☕\u2028“so”'))

  const response = await api.visitor().post(create('Äh?\r\n🎬'))
  const body = await response.text()

  const run = response.headers.get('X-Run-Id')
  const frames = body.split('\n\n')
  expect(frames.pop()).toBe('')
  for (const [at, frame] of frames.entries()) {
    expect(frame).toMatch(new RegExp(`^id: ${run}:${at + 1}\\ndata: \\{"[^\\n\\r]+\\}$`))
  }
  expect(body).toContain('café ☕')
  expect(body).toContain('"Äh?\\r\\n🎬"')
  expect(body).not.toMatch(/\[DONE\]|": |event:|retry:/)
})

test('the bytes of a stream are its events and nothing else', async () => {
  await using api = await startScriptedApi(saying('One ☕\nTwo'))

  const response = await api.visitor().post(create('Hello'))
  const bytes = Buffer.from(await response.arrayBuffer())

  const run = response.headers.get('X-Run-Id')
  const events = [...bytes.toString('utf8').matchAll(/^data: (.+)$/gm)].map(([, json = '']) =>
    JSON.stringify(JSON.parse(json)),
  )
  const frames = events.map((json, at) => `id: ${run}:${at + 1}\ndata: ${json}\n\n`)
  expect(events).toHaveLength(4)
  expect(bytes).toEqual(Buffer.from(frames.join('')))
})

test('a stream is not to be cached, changed or held back on its way', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const { headers } = await api.visitor().post(create('Hello'))

  expect(headers.get('Content-Type')).toMatch(/^text\/event-stream/)
  expect(headers.get('Cache-Control')).toBe('no-cache, no-transform')
  expect(headers.get('X-Accel-Buffering')).toBe('no')
  expect(headers.get('Content-Encoding')).toBeNull()
})

test('the first events arrive while the responder has said nothing yet', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    await stopped(turn.signal)
    yield done(message(turn, 'msg_late'))
  })

  const reply = await api.visitor().create('Hello')
  await reply.untilEvent(({ type }) => type === 'stream_options')

  expect(reply.stages).toEqual(['thread.created', 'thread.item.done', 'stream_options'])
})

test('a long answer arrives whole, in order, event by event', async () => {
  const text = Array.from({ length: 5_000 }, (_, at) => `word${at} `)
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_long'))
    for (const delta of text) yield words('msg_long', delta)
    yield done(message(turn, 'msg_long', text.join('')))
  })

  const reply = await (await api.visitor().create('Go on')).untilEnd()

  expect(reply.text).toBe(text.join(''))
})

test('an answer in many large pieces leaves nothing behind on its connection', async () => {
  const warnings: Error[] = []
  const warn = (warning: Error) => warnings.push(warning)
  process.on('warning', warn)
  onTestFinished(() => {
    process.off('warning', warn)
  })
  const reader = new EventEmitter()
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    for (let piece = 0; piece < 15; piece++) {
      yield words('msg_1', 'x'.repeat(500_000))
      await once(reader, 'read')
    }
  })

  const reply = await api.visitor().create('Go on')
  for (let piece = 0; piece < 15; piece++) {
    await reply.untilWords()
    reader.emit('read')
  }
  await reply.untilEnd()

  expect(reply.text).toHaveLength(15 * 500_000)
  expect(warnings).toEqual([])
})

test('while the answer is silent, comments of one line keep the connection open', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  await using api = await startScriptedApi(unfinished('Hel'))
  const visitor = api.visitor()
  const reply = await (await visitor.create('Hello', {}, { 'X-Resume': '1' })).untilWords()
  const headers = { 'Last-Event-ID': reply.lastId }

  const following = await visitor.fetch(`/chatkit/runs/${reply.runId}`, { headers })
  for (let beat = 0; beat < 2; beat++) {
    vi.advanceTimersByTime(15_500)
    await new Promise(setImmediate) // the reader takes it
  }
  await visitor.cancel(reply.runId)

  expect(await following.text()).toMatch(/^: ping\n: ping\nid: run_\w+:\d+\ndata: /)
})

test('a reader who leaves a silent answer leaves no comments to be written', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  await using api = await startScriptedApi(unfinished('Hel'))
  const reply = await api.visitor().create('Hello', {}, { 'X-Resume': '1' })
  await reply.untilWords()
  const during = vi.getTimerCount()

  reply.leave()
  await api.logged.line(({ type }) => type === 'threads.create')

  // The answer goes on, and with it what keeps it; the reader's comments do not.
  expect(vi.getTimerCount()).toBe(during - 1)
})

test('a reader who is gone before the stream begins is noticed, and nothing waits for them', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const run = await claim(createLocalRuns({ runsPerSession: 1 }))
  const { promise: noticed, resolve: notice } = Promise.withResolvers<void>()
  const app = new Koa().use(async (ctx) => {
    asked.destroy()
    await once(ctx.res, 'close')
    streamRun(ctx, run, 0, { onLeave: async () => notice(), stallMs: 60_000 })
  })
  const server = app.listen(0, '127.0.0.1')
  onTestFinished(() => {
    server.close()
  })
  await once(server, 'listening')

  const asked = request({ port: (server.address() as AddressInfo).port })
  asked.on('error', () => {}).end()
  await noticed

  expect(vi.getTimerCount()).toBe(0)
})

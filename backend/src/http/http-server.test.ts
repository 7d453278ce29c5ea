import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { announce } from '../../test/api/attach.ts'
import {
  answersIn,
  openSocket,
  rawRequest,
  sendRaw,
  untilClosed,
} from '../../test/api/raw-request.ts'
import { type ScriptedApi, startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { saying } from '../../test/responders/assistant.ts'
import type { Run } from '../runs/runs.ts'
import { SERVER_SETTINGS, type ServerSettings } from './http-server.ts'

const QUICK = { connectionsCheckingInterval: 20 }

const start = (settings: Partial<ServerSettings>, script = saying('Hi')) =>
  startScriptedApi(script, {}, { settings })

const failuresIn = ({ logged }: ScriptedApi) => logged.lines().filter(({ level }) => level > 30)

async function answerTo(api: ScriptedApi, bytes: string | Buffer) {
  const [answer] = await sendRaw(api.url, bytes)
  return { ...answer, error: answer?.body ? JSON.parse(answer.body).error : undefined }
}

test('the times of the server fit those of the edge in front of it, and each other', () => {
  const { headersTimeout, requestTimeout, keepAliveTimeout, stallTimeout } = SERVER_SETTINGS

  expect(keepAliveTimeout).toBeGreaterThan(60_000)
  expect(requestTimeout).toBeGreaterThan(300_000)
  expect(headersTimeout).toBeLessThan(requestTimeout)
  expect(stallTimeout).toBeGreaterThan(15_000)
})

test('what is no HTTP is answered with a JSON error that has the headers of all answers', async () => {
  await using api = await start({})

  const answer = await answerTo(api, 'nonsense\r\n\r\n')

  expect(answer).toMatchObject({
    status: 400,
    error: { code: 'invalid_request', message: expect.stringMatching('HTTP/1.1') },
  })
  expect(Object.fromEntries(answer.headers ?? [])).toMatchObject({
    connection: 'close',
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'x-request-id': expect.any(String),
  })
  expect(failuresIn(api)).toEqual([])
})

test('headers and addresses that are too large are refused as such', async () => {
  await using api = await start({ maxHeaderSize: 2_000, maxHeadersCount: 20 })

  const header = await answerTo(
    api,
    rawRequest('GET / HTTP/1.1', [`X-Large: ${'x'.repeat(4_000)}`]),
  )
  const address = await answerTo(api, rawRequest(`GET /${'x'.repeat(4_000)} HTTP/1.1`))
  const tooMany = Array.from({ length: 21 }, (_, i) => `X-${i}: ${i}`)
  const many = await answerTo(api, rawRequest('GET / HTTP/1.1', tooMany))

  for (const answer of [header, address, many]) {
    expect(answer).toMatchObject({ status: 431, error: { code: 'headers_too_large' } })
  }
  expect(failuresIn(api)).toEqual([])
})

test('a body whose length or chunks are wrong is refused', async () => {
  await using api = await start({})
  const post = (headers: string[], body: string) =>
    answerTo(api, rawRequest('POST /chatkit HTTP/1.1', headers, body))

  const answers = [
    await post(['Transfer-Encoding: chunked'], 'ZZ\r\n'),
    await post(['Content-Length: -1'], ''),
    await post(['Content-Length: 1', 'Content-Length: 2'], 'ab'),
    await post(['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\n'),
    await post(['Transfer-Encoding: chunked'], `1;${'x'.repeat(20_000)}\r\na\r\n`),
  ]

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 400, 413])
  expect(failuresIn(api)).toEqual([])
})

test('nothing can be tunnelled through this server', async () => {
  await using api = await start({})

  const answer = await answerTo(
    api,
    'CONNECT example.com:443 HTTP/1.1\r\nHost: example.com\r\n\r\n',
  )

  expect(answer).toMatchObject({ status: 405, error: { code: 'method_not_allowed' } })
})

test('headers that do not come in time are not waited for', async () => {
  await using api = await start({ ...QUICK, headersTimeout: 100 })
  const slow = await openSocket(api.url)
  slow.write('GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')

  const [answer] = answersIn(await untilClosed(slow))

  expect(answer?.status).toBe(408)
  expect(JSON.parse(answer?.body ?? '').error.code).toBe('request_timeout')
  expect(failuresIn(api)).toEqual([])
})

test('a connection on which nothing comes is closed without a word', async () => {
  await using api = await start({ ...QUICK, headersTimeout: 100 })
  const silent = await openSocket(api.url)

  expect(await untilClosed(silent)).toBe('')
  expect(failuresIn(api)).toEqual([])
})

test('a body that does not come in time is not waited for', async () => {
  await using api = await start({ ...QUICK, headersTimeout: 100, requestTimeout: 400 })
  const socket = await openSocket(api.url)
  const received = untilClosed(socket)
  const headers = [`X-Session-Id: ${api.visitor().session}`, 'Content-Length: 1000000']
  socket.write(rawRequest('POST /chatkit HTTP/1.1', [...headers, 'Content-Type: application/json']))
  const drip = setInterval(() => socket.write(' '), 20)

  const [answer] = answersIn(await received)
  clearInterval(drip)

  expect(answer?.status).toBe(408)
  expect(failuresIn(api)).toEqual([])
})

test('a body of which nothing comes any more is not waited for', async () => {
  await using api = await start({ stallTimeout: 100 })
  const socket = await openSocket(api.url)
  const headers = [`X-Session-Id: ${api.visitor().session}`, 'Content-Length: 1000']
  socket.write(rawRequest('POST /chatkit HTTP/1.1', [...headers, 'Content-Type: application/json']))

  const [answer] = answersIn(await untilClosed(socket))

  expect(answer?.status).toBe(408)
  expect(failuresIn(api)).toEqual([])
})

test('a slow upload is taken for as long as something of it comes', async () => {
  await using api = await start({
    ...QUICK,
    headersTimeout: 150,
    stallTimeout: 150,
    requestTimeout: 10_000,
  })
  const text = 'A slow line of words.\n'.repeat(20)
  const { url } = await announce(api.visitor(), 'slow.txt', 'text/plain', text.length)
  const { pathname, search } = new URL(url)
  const socket = await openSocket(api.url)
  const received = untilClosed(socket)
  socket.write(rawRequest(`PUT ${pathname}${search} HTTP/1.1`, [`Content-Length: ${text.length}`]))

  for (let sent = 0; sent < text.length; sent += 22) {
    socket.write(text.slice(sent, sent + 22))
    await sleep(30)
  }

  expect(answersIn(await received)[0]?.status).toBe(200)
})

test('neither the time for a request nor silence ends an answer that is still being written', async () => {
  const written = Promise.withResolvers<void>()
  async function* slowly(...turn: Parameters<ReturnType<typeof saying>>) {
    await written.promise
    yield* saying('The end.')(...turn)
  }
  const times = { headersTimeout: 50, requestTimeout: 100, stallTimeout: 100, keepAliveTimeout: 50 }
  await using api = await start({ ...QUICK, ...times }, slowly)

  const reply = await api.visitor().create('Hello')
  await sleep(500)
  written.resolve()
  await reply.untilEnd()

  expect(reply.stages.at(-1)).toBe('thread.item.done')
  expect(JSON.stringify(reply.events)).toContain('The end.')
})

/** A session whose JSON is larger than what the sockets of both sides hold. */
function withLargeAnswer(api: ScriptedApi): string[] {
  const runs = Array.from({ length: 200_000 }, (_, i) => ({ id: `run_${i}`, threadId: 'thr' }))
  api.runs.running = async () => runs.map((run) => ({ ...run, startedAt: new Date(0) }) as Run)
  return [`X-Session-Id: ${api.visitor().session}`]
}

test('a reader who takes nothing of an answer is cut off', async () => {
  await using api = await start({ stallTimeout: 1_000 })
  const socket = await openSocket(api.url)
  socket.pause()
  socket.write(rawRequest('GET /session HTTP/1.1', withLargeAnswer(api)))

  await api.logged.line(({ path }) => path === '/session')

  socket.resume()
  const [answer] = answersIn(await untilClosed(socket))
  const length = Number(answer?.headers.get('content-length'))
  expect(length).toBeGreaterThan(10_000_000)
  expect(answer?.body.length).toBeLessThan(length)
  expect(failuresIn(api)).toEqual([])
})

test('a reader who takes an answer slowly gets all of it', async () => {
  await using api = await start({ stallTimeout: 1_000 })
  const socket = await openSocket(api.url)
  const received = untilClosed(socket)
  socket.on('data', () => {
    socket.pause()
    setTimeout(() => socket.resume(), 5)
  })
  const begun = performance.now()
  socket.write(rawRequest('GET /session HTTP/1.1', withLargeAnswer(api)))

  const [answer] = answersIn(await received)

  expect(performance.now() - begun).toBeGreaterThan(1_000)
  expect(answer?.body.length).toBe(Number(answer?.headers.get('content-length')))
})

test('a connection without a request is kept for a while, and then closed', async () => {
  await using api = await start({ keepAliveTimeout: 300 })
  const socket = await openSocket(api.url)
  const received = untilClosed(socket)
  const request = 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'
  socket.write(request)
  await sleep(150)
  socket.write(request)
  const begun = performance.now()

  const answers = answersIn(await received)

  expect(answers.map(({ status }) => status)).toEqual([200, 200])
  expect(answers[0]?.headers.get('connection')).toBe('keep-alive')
  expect(performance.now() - begun).toBeGreaterThan(250)
})

test('a refused body is taken for a moment more, so that the refusal can be read', async () => {
  await using api = await start({ lingerTimeout: 200 })
  const socket = await openSocket(api.url)
  const received = untilClosed(socket)
  const headers = [`X-Session-Id: ${api.visitor().session}`, 'Content-Length: 100000000']
  const form = 'Content-Type: multipart/form-data; boundary=x'
  socket.write(rawRequest('POST /library/files HTTP/1.1', [...headers, form]))
  const pour = setInterval(() => socket.write(Buffer.alloc(10_000)), 5)

  const [answer] = answersIn(await received)
  clearInterval(pour)

  expect(answer?.status).toBe(413)
})

test('requests that do not wait for the answers before them end the connection when they are many', async () => {
  await using api = await start({ maxUnanswered: 4 })
  const request = 'GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n'

  const few = await sendRaw(api.url, request.repeat(3) + rawRequest('GET /health HTTP/1.1'))
  const socket = await openSocket(api.url)
  const received = untilClosed(socket)
  socket.write(request.repeat(2_000))

  expect(few.map(({ status }) => status)).toEqual([200, 200, 200, 200])
  expect(await received).toBe('')
  expect(failuresIn(api)).toEqual([])
})

test('more connections than the server takes are closed as they come, which is logged once', async () => {
  await using api = await start({ maxConnections: 3, keepAliveTimeout: 5_000 })
  const sockets = []
  for (let i = 0; i < 3; i++) sockets.push(await openSocket(api.url))

  const refused = [await openSocket(api.url), await openSocket(api.url)]
  for (const socket of refused) expect(await untilClosed(socket)).toBe('')
  for (const socket of sockets) socket.destroy()
  await Promise.all(sockets.map((socket) => socket.closed || once(socket, 'close')))

  await expect.poll(async () => (await fetch(api.url)).status).toBe(200)
  expect(api.logged.lines().filter(({ level }) => level === 40)).toHaveLength(1)
})

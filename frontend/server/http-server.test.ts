import { once } from 'node:events'
import type { RequestListener, Server } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach, expect, test } from 'vitest'
import { createHttpServer, LIMITS } from './http-server.ts'

let server: Server | undefined
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => server?.close(resolve))
})

const QUICK = {
  ...LIMITS,
  headersTimeout: 100,
  requestTimeout: 200,
  connectionsCheckingInterval: 20,
  silence: 300,
}

async function listen(limits: typeof LIMITS, listener: RequestListener = (_req, res) => res.end()) {
  server = createHttpServer(listener, limits)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return () => connect(port, '127.0.0.1')
}

test.each([
  ['no HTTP', 'hello\r\n\r\n', /^HTTP\/1.1 400 Bad Request\r\n/],
  ['a header that is too large', `GET / HTTP/1.1\r\nA: ${'a'.repeat(20_000)}`, /^HTTP\/1.1 431 /],
  ['a length that is none', 'POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n', /^HTTP\/1.1 400 /],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
    /^HTTP\/1.1 400 /,
  ],
])('%s is told in a line, and ends the connection', async (_what, sent, answer) => {
  const socket = (await listen(LIMITS))()
  socket.write(sent)

  const said = await text(socket)
  expect(said).toMatch(answer)
  expect(said).toMatch(/X-Content-Type-Options: nosniff/)
  expect(said).toMatch(/Connection: close/)
})

test('what is no HTTP is told on a connection that has been used before, too', async () => {
  const socket = (await listen(LIMITS))()
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await once(socket, 'data')
  socket.write('hello\r\n\r\n')

  expect(await text(socket)).toMatch(/^HTTP\/1.1 400 Bad Request\r\n/)
})

test('headers that do not come to their end are given up', async () => {
  const socket = (await listen(QUICK))()
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n')

  expect(await text(socket)).toMatch(/^HTTP\/1.1 408 /)
})

test('a body that does not come to its end is given up', async () => {
  const connectTo = await listen(QUICK, (req) => req.resume())
  const socket = connectTo()
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf')

  expect(await text(socket)).toMatch(/^HTTP\/1.1 408 /)
})

test('a connection on which nothing happens ends', async () => {
  const connectTo = await listen({ ...QUICK, requestTimeout: 0, headersTimeout: 0 }, () => {})
  const socket = connectTo()
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')

  expect(await text(socket)).toBe('')
})

test('an answer that has begun is not continued with another', async () => {
  const connectTo = await listen(LIMITS, (req, res) => {
    req.resume()
    res.writeHead(200, { 'Content-Length': 100 }).write('begun')
  })
  const socket = connectTo()
  socket.on('error', () => {})
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
  const [first] = await once(socket, 'data')
  socket.write('no chunk\r\n\r\n')
  let rest = ''
  socket.on('data', (chunk) => {
    rest += chunk
  })
  await once(socket, 'close')

  expect(String(first) + rest).not.toContain('400 Bad Request')
})

test('requests that do not wait for the answers before them end the connection when they are many', async () => {
  let seen = 0
  const connectTo = await listen({ ...LIMITS, unanswered: 3 }, (_req, res) => {
    seen += 1
    setImmediate(() => res.end())
  })
  const request = 'GET / HTTP/1.1\r\nHost: a\r\n'
  const few = connectTo()
  few.write([request, request, `${request}Connection: close\r\n`, ''].join('\r\n'))
  expect((await text(few)).match(/200 OK/g)).toHaveLength(3)

  seen = 0
  const many = connectTo()
  many.on('error', () => {}).resume()
  many.write(`${request}\r\n`.repeat(2_000))
  await once(many, 'close')
  expect(seen).toBe(3)
})

test('more connections than allowed are turned away, and those that are there go on', async () => {
  const connectTo = await listen({ ...LIMITS, connections: 2 })
  const held = [connectTo(), connectTo()]
  for (const socket of held) await once(socket, 'connect')
  const third = connectTo()
  third.on('error', () => {})
  await once(third, 'close')

  const [first] = held
  first?.write('GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n')
  expect(first && (await text(first))).toMatch(/^HTTP\/1.1 200 /)
})

test('every limit is set', async () => {
  await listen(LIMITS)

  expect(server).toMatchObject({
    headersTimeout: LIMITS.headersTimeout,
    requestTimeout: LIMITS.requestTimeout,
    keepAliveTimeout: LIMITS.keepAliveTimeout,
    timeout: LIMITS.silence,
    maxConnections: LIMITS.connections,
    maxHeadersCount: LIMITS.headers,
  })
})

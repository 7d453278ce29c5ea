/** The page's server where there is no Vercel: `node server.ts`, after a build. */
import { createServer, type Server } from 'node:http'
import type { Socket } from 'node:net'
import { installGlobals, type ServerBuild } from '@remix-run/node'
import { COMMON_HEADERS } from './app/http/common-headers.ts'
import { failureOf, logLine } from './app/http/failures.ts'
import { sweepSpool } from './app/http/spool.ts'
import { createPageApp } from './server/app.ts'
import { readServerSettings } from './server/settings.ts'

/** A page without scripts waits up to two minutes for its answer, during which nothing is sent. */
const SILENCE_MS = 150_000
const STOP_MS = 10_000

const LIMITS = {
  /** Of the request line and all headers, in bytes. */
  maxHeaderSize: 16 * 1024,
  headersTimeout: 15_000,
  /** Of a whole request: 50 MB at 1.5 Mbit/s. */
  requestTimeout: 300_000,
  /** Longer than that of proxies in front, so that none reuses a connection as it ends. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  /** Without one, the request is refused with a page, as every other. */
  requireHostHeader: false,
}
const MOST_HEADERS = 100
const MOST_CONNECTIONS = 2_000

async function start() {
  const { port, host } = readServerSettings()
  process.env.NODE_ENV ??= 'production'
  installGlobals({ nativeFetch: true }) // as on Vercel
  const build = new URL('build/', import.meta.url)
  const app: ServerBuild = await import(new URL('server/index.js', build).href)
  await sweepSpool()

  const server = createServer(LIMITS, createPageApp(app, new URL('client', build).pathname))
  server.timeout = SILENCE_MS
  server.maxHeadersCount = MOST_HEADERS
  server.maxConnections = MOST_CONNECTIONS
  server.on('clientError', answerDamaged)
  server.on('error', (error) => fail(error))
  server.listen({ port, host }, () => logLine('info', 'The page is there.', { port }))
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => stop(server))
}

/** What is no HTTP, too large or too slow. Half an answer that is already on its way is not continued with another. */
function answerDamaged(error: NodeJS.ErrnoException, socket: Socket) {
  const statuses: Record<string, string> = {
    HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
    ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  }
  if (!socket.writable || error.code === 'ECONNRESET') return socket.destroy()
  const status = statuses[error.code ?? ''] ?? '400 Bad Request'
  const headers = { ...COMMON_HEADERS, 'Content-Type': 'text/plain', Connection: 'close' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${status}\n`)
}

/** Answers that have begun may end. */
function stop(server: Server, exitCode = 0) {
  server.close(() => process.exit(exitCode))
  setTimeout(() => process.exit(exitCode), STOP_MS).unref()
}

function fail(error: unknown) {
  logLine('error', 'The page’s server ends.', failureOf(error))
  process.exit(1)
}

process.on('uncaughtException', fail)
await start()

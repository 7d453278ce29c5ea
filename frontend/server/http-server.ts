/** The server under the app: how much, how long and how many. */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { COMMON_HEADERS } from '../app/http/common-headers.ts'

export const LIMITS = {
  /** Of the request line and all headers, in bytes. */
  maxHeaderSize: 16 * 1024,
  headersTimeout: 15_000,
  /** Of a whole request: 50 MB at 1.5 Mbit/s. */
  requestTimeout: 300_000,
  /** Longer than that of proxies in front, so that none reuses a connection as it ends. */
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  /** Nothing is sent or read. A page without scripts waits up to two minutes for its answer. */
  silence: 150_000,
  connections: 2_000,
  headers: 100,
  /** Requests of one connection that are not answered yet. Browsers and proxies wait for each answer. */
  unanswered: 32,
}

export function createHttpServer(listener: RequestListener, limits = LIMITS): Server {
  const { silence, connections, headers, unanswered, ...options } = limits
  // A request without a host is refused with a page, as every other that is wrong.
  const server = createServer({ ...options, requireHostHeader: false })
  server.timeout = silence
  server.maxConnections = connections
  server.maxHeadersCount = headers
  const answers = new WeakMap<Socket, ServerResponse>()
  const counts = new WeakMap<Socket, number>()
  return server
    .on('request', (request, answer) => {
      const { socket } = request
      // More of them may come out of what was read before the connection was closed.
      if (socket.destroyed) return
      const count = (counts.get(socket) ?? 0) + 1
      if (count > unanswered) return void socket.destroy()
      counts.set(socket, count)
      answer.once('close', () => counts.set(socket, (counts.get(socket) ?? 1) - 1))
      answers.set(socket, answer)
      listener(request, answer)
    })
    .on('clientError', (error, socket: Socket) => answerDamaged(error, socket, answers.get(socket)))
}

const STATUSES: Record<string, string> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
}

/** What is no HTTP, too large or too slow. An answer that has begun is not continued with another. */
function answerDamaged(error: NodeJS.ErrnoException, socket: Socket, last?: ServerResponse) {
  const isAnswering = last?.headersSent && !last.writableFinished
  if (!socket.writable || error.code === 'ECONNRESET' || isAnswering) return socket.destroy()
  const status = STATUSES[error.code ?? ''] ?? '400 Bad Request'
  const headers = { ...COMMON_HEADERS, 'Content-Type': 'text/plain', Connection: 'close' }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  socket.end(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${status}\n`)
}

/** The HTTP server below Koa: how long it waits for a client, how much it takes from it, and what it says to bad HTTP. */
import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex, Readable } from 'node:stream'
import type { Logger } from 'pino'
import type { AppError } from '../errors.ts'
import { noTunnel, rawResponse, refusalOf, requestTimeout } from './raw-response.ts'

export type ServerSettings = {
  /** How long the request line and the headers may take, from the connection or the last request on. */
  headersTimeout: number
  /** How long a whole request may take, its body included. Answers, such as streams, may take any time. */
  requestTimeout: number
  /** How long a client may send nothing of its body, or take nothing of its answer. */
  stallTimeout: number
  /** How long a connection without a request is kept. */
  keepAliveTimeout: number
  /** How often `headersTimeout` and `requestTimeout` are looked at. */
  connectionsCheckingInterval: number
  /** How much longer a body is taken after its request was answered, so that the answer can be read. */
  lingerTimeout: number
  /** Connections at once; more are closed as they come. */
  maxConnections: number
  /** Bytes of the request line and the headers together. */
  maxHeaderSize: number
  /** Headers of a request. */
  maxHeadersCount: number
  /** Requests of one connection that are not answered yet; with one more it is closed. */
  maxUnanswered: number
}

/** Times in milliseconds. */
export const SERVER_SETTINGS: ServerSettings = {
  // Enough for any network, and short for those who only open connections.
  headersTimeout: 15_000,
  // Railway's edge gives an upload 5 minutes; its own answer to that comes first.
  requestTimeout: 360_000,
  // A kernel takes more of an answer only once a good part of its buffer is read; with 4 MB in it, slow readers need this.
  stallTimeout: 60_000,
  // Above the 60 s of Railway's edge, or it may reuse a connection that is just being closed.
  keepAliveTimeout: 75_000,
  connectionsCheckingInterval: 5_000,
  lingerTimeout: 5_000,
  // About 15 kB each. Railway's edge itself takes 10,000 for all replicas.
  maxConnections: 4_000,
  // Node's default. The edge sends a handful of its own.
  maxHeaderSize: 16 * 1024,
  maxHeadersCount: 200,
  // Browsers and proxies wait for each answer. A packet of 64 kB has room for 2,000 requests, and each takes memory.
  maxUnanswered: 32,
}

type Options = {
  log: Logger
  production: boolean
  /** What differs from `SERVER_SETTINGS`. */
  settings?: Partial<ServerSettings>
}

export function createHttpServer(handle: RequestListener, options: Options): Server {
  const { log, production } = options
  const settings = { ...SERVER_SETTINGS, ...options.settings }
  const { headersTimeout, requestTimeout: bodyTimeout, keepAliveTimeout, maxHeaderSize } = settings
  const { connectionsCheckingInterval, lingerTimeout, maxUnanswered } = settings
  const server = createServer({
    headersTimeout,
    requestTimeout: bodyTimeout,
    keepAliveTimeout,
    connectionsCheckingInterval,
    maxHeaderSize,
    // The app refuses these with a body that says why.
    requireHostHeader: false,
  })
  server.maxConnections = settings.maxConnections
  server.maxHeadersCount = settings.maxHeadersCount
  server.timeout = settings.stallTimeout

  const exchanges = new OpenExchanges()
  const refused = new WeakSet<Duplex>()
  const refuse = (socket: Duplex, error: AppError) => {
    if (refused.has(socket)) return
    refused.add(socket)
    // Into an answer that has begun, nothing else can be written.
    if (!socket.writable || exchanges.hasAnswered(socket)) return void socket.destroy()
    socket.end(rawResponse(error, production))
    destroyAfter(lingerTimeout, socket, socket)
  }

  return (
    server
      .on('request', (req, res) => {
        // More of them may come out of what was read before the connection was closed.
        if (req.socket.destroyed) return
        exchanges.open(req.socket, res)
        if (exchanges.count(req.socket) > maxUnanswered) return void req.socket.destroy()
        res.once('finish', () => {
          if (req.complete) return
          req.resume()
          destroyAfter(lingerTimeout, req.socket, req)
        })
        handle(req, res)
      })
      .on('checkExpectation', (req, res) => server.emit('request', req, res))
      .on('clientError', (error: NodeJS.ErrnoException, socket) => {
        log.debug({ code: error.code }, 'no valid request')
        // A proxy that opens connections in advance would take an answer for that to its next request.
        const isUnasked = socket instanceof Socket && socket.bytesRead === 0
        if (error.code === 'ECONNRESET' || isUnasked) socket.destroy()
        else refuse(socket, refusalOf(error))
      })
      .on('connect', (_, socket) => {
        socket.on('error', () => {}).resume()
        refuse(socket, noTunnel())
      })
      .on('timeout', (socket: Socket) => {
        if (!exchanges.isOpen(socket) || socket.writableLength > 0) socket.destroy()
        else if (exchanges.isReceiving(socket)) refuse(socket, requestTimeout())
      })
      .on(
        'drop',
        atMostOnceAMinute(() => log.warn('too many connections at once')),
      )
      // A connection that could not be accepted.
      .on('error', (err) => log.error({ err }, 'the server failed'))
  )
}

/** Which connections have requests that are not answered yet. */
class OpenExchanges {
  readonly #of = new WeakMap<Duplex, Set<ServerResponse>>()

  open(socket: Duplex, res: ServerResponse): void {
    const responses = this.#of.get(socket) ?? new Set()
    this.#of.set(socket, responses.add(res))
    res.once('close', () => responses.delete(res))
  }

  count(socket: Duplex): number {
    return this.#of.get(socket)?.size ?? 0
  }

  isOpen(socket: Duplex): boolean {
    return this.count(socket) > 0
  }

  hasAnswered(socket: Duplex): boolean {
    return this.#all(socket).some(({ headersSent }) => headersSent)
  }

  /** Whether a body is still to come. */
  isReceiving(socket: Duplex): boolean {
    return this.#all(socket).some(({ req }) => !req.complete)
  }

  #all = (socket: Duplex) => [...(this.#of.get(socket) ?? [])]
}

/**
 * Closed at once with bytes unread, a connection is reset, and its client may never see the answer.
 * @param unless what makes it unnecessary by being closed in time
 */
function destroyAfter(ms: number, socket: Duplex, unless: Readable): void {
  const timer = setTimeout(() => socket.destroy(), ms).unref()
  unless.once('close', () => clearTimeout(timer))
}

function atMostOnceAMinute(act: () => void) {
  let last = Number.NEGATIVE_INFINITY
  return () => {
    if (performance.now() - last < 60_000) return
    last = performance.now()
    act()
  }
}

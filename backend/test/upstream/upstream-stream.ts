/** One exchange with the scripted API: what was asked, and the way to answer it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { noteCanary } from '../process/canaries.ts'
import type { ModelEvent } from './response-events.ts'

/** A JSON body; the tests say which of its fields they expect. */
export type Json = { [field: string]: unknown }

export type UpstreamRequest = {
  /** As in `POST /v1/responses`, without a query. */
  line: string
  query: URLSearchParams
  headers: IncomingMessage['headers']
  json: Json
  form: FormData | undefined
  /** Resolves when the exchange is over; says whether the client left before its end. */
  closed: Promise<{ early: boolean }>
}

/** A response that is written whether or not the connection lasts. */
type Background = { write(events: ModelEvent[]): void; cut(): void }

export class UpstreamStream {
  /** Resolves when the exchange is over. */
  readonly closed: Promise<{ early: boolean }>
  readonly #res: ServerResponse
  /** Where events go that are to outlive the connection. */
  readonly #kept: Background | undefined
  #sequence = 0

  constructor(res: ServerResponse, closed: Promise<{ early: boolean }>, kept?: Background) {
    this.#res = res
    this.closed = closed
    this.#kept = kept
  }

  send(...events: ModelEvent[]): this {
    if (this.#kept) {
      this.#kept.write(events)
      return this
    }
    if (!this.#res.headersSent) {
      this.#res.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' })
    }
    for (const event of events) {
      if (typeof event.delta === 'string') noteCanary('words', event.delta)
      const data = JSON.stringify({ sequence_number: this.#sequence++, ...event })
      this.#res.write(`event: ${event.type}\ndata: ${data}\n\n`)
    }
    return this
  }

  /** Bytes as they are. */
  raw(text: string): this {
    this.#res.write(text)
    return this
  }

  /** Resolves once they are on their way. */
  async bytes(bytes: Uint8Array): Promise<void> {
    await new Promise((sent) => this.#res.write(bytes, sent))
  }

  /** A response in the background ends with its last event. */
  end(): void {
    if (!this.#kept) this.#res.end()
  }

  /** Cuts the connection, as a crash or a lost network does. */
  cut(): void {
    if (this.#kept) this.#kept.cut()
    else this.#res.destroy()
  }

  json(body: object, status = 200, headers: Record<string, string> = {}): void {
    this.#res.writeHead(status, { 'Content-Type': 'application/json', ...headers })
    this.#res.end(JSON.stringify(body))
  }
}

/**
 * OpenAI's API on a script: a server of its own on a free port, the outermost edge of the tests. It
 * remembers every request, answers with what the test has put down, and keeps files in memory.
 */
import { EventEmitter, once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { noteRequest } from '../process/canaries.ts'
import { type ModelEvent, message, response, responseObject } from './response-events.ts'
import { handleFiles, ScriptedFiles } from './scripted-files.ts'
import { handleResponse, ScriptedResponses } from './scripted-responses.ts'
import { type Json, type UpstreamRequest, UpstreamStream } from './upstream-stream.ts'

/** One answer to a streamed `POST /v1/responses`. */
export type Script = (stream: UpstreamStream, request: UpstreamRequest) => unknown

export class ScriptedUpstream {
  readonly requests: UpstreamRequest[] = []
  readonly files = new ScriptedFiles()
  /** Those that were asked for in the background. */
  readonly responses = new ScriptedResponses()
  readonly #arrivals = new EventEmitter().setMaxListeners(100)
  readonly #server = createServer((req, res) => this.#serve(req, res))
  readonly #refusals: Array<{ line: RegExp; refuse: Refusal; times: number }> = []
  #scripts: Script[] = []
  #titleScript: Script = (stream) => stream.json(answered({ title: '' }))
  #summaryScript: Script = (stream) => stream.json(answered({ summary: 'A summary.' }))

  static async start(): Promise<ScriptedUpstream> {
    const upstream = new ScriptedUpstream()
    upstream.#server.listen(0, '127.0.0.1')
    await once(upstream.#server, 'listening')
    return upstream
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/v1`
  }

  /** What the next turns are answered with, in this order; the last one again and again. */
  answers(...scripts: Array<Script | string>): this {
    this.#scripts = scripts.map((script) => (typeof script === 'string' ? says(script) : script))
    return this
  }

  titles(script: Script | string): this {
    this.#titleScript =
      typeof script === 'string' ? (stream) => stream.json(answered({ title: script })) : script
    return this
  }

  /** Refuses what matches, so many times. */
  refuses(line: RegExp, refuse: Refusal, times = Number.POSITIVE_INFINITY): this {
    this.#refusals.push({ line, refuse, times })
    return this
  }

  /** Answers what matches with this JSON, every time: for instance a transcription. */
  replies(line: RegExp, body: object): this {
    return this.refuses(line, (stream) => stream.json(body))
  }

  matching(line: RegExp): UpstreamRequest[] {
    return this.requests.filter((request) => line.test(request.line))
  }

  /** What long chats are summed up as. */
  summaries(script: Script | string): this {
    this.#summaryScript =
      typeof script === 'string' ? (stream) => stream.json(answered({ summary: script })) : script
    return this
  }

  /** The turns that were asked for, without titles and summaries. */
  get turns(): UpstreamRequest[] {
    return this.#callsFor(({ json }) => json.stream === true)
  }

  get titleCalls(): UpstreamRequest[] {
    return this.#callsFor(({ json }) => json.stream !== true && !isSummary(json))
  }

  get summaryCalls(): UpstreamRequest[] {
    return this.#callsFor(({ json }) => isSummary(json))
  }

  #callsFor(isIt: (request: UpstreamRequest) => boolean): UpstreamRequest[] {
    return this.matching(/POST .*responses$/).filter(isIt)
  }

  /** Waits until so many requests have come that match. */
  received(line: RegExp, count = 1): Promise<UpstreamRequest> {
    return this.#arrived(() => this.matching(line)[count - 1])
  }

  receivedTurn(count = 1): Promise<UpstreamRequest> {
    return this.#arrived(() => this.turns[count - 1])
  }

  receivedTitleCall(): Promise<UpstreamRequest> {
    return this.#arrived(() => this.titleCalls[0])
  }

  async #arrived(find: () => UpstreamRequest | undefined): Promise<UpstreamRequest> {
    for (;;) {
      const request = find()
      if (request) return request
      await once(this.#arrivals, 'request')
    }
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((closed) => this.#server.close(closed))
  }

  async #serve(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const request = await readRequest(req, res)
    this.requests.push(request)
    this.#arrivals.emit('request')
    const stream = new UpstreamStream(res, request.closed)
    const refusal = this.#refusals.find(({ line, times }) => times > 0 && line.test(request.line))
    if (refusal) {
      refusal.times -= 1
      return refusal.refuse(stream)
    }
    if (/\/responses\/[^/]+/.test(request.line)) {
      return handleResponse(this.responses, request, stream)
    }
    if (request.line !== 'POST /v1/responses') return handleFiles(this.files, request, stream, req)
    const script = this.#scriptFor(request.json)
    if (request.json.background !== true) {
      await script(stream, request)
      return
    }
    const kept = this.responses.begin()
    kept.follow(stream)
    await script(new UpstreamStream(res, request.closed, kept), request)
  }

  #scriptFor(json: Json): Script {
    if (json.stream === true) return this.#nextScript()
    return isSummary(json) ? this.#summaryScript : this.#titleScript
  }

  #nextScript(): Script {
    const [next = says('')] = this.#scripts
    if (this.#scripts.length > 1) this.#scripts.shift()
    return next
  }
}

export type Refusal = (stream: UpstreamStream) => void

/** An error of OpenAI's API; what is retried is retried at once. */
export function refuses(status: number, code: string | null = null, type = 'error'): Refusal {
  const error = { message: `Refused with ${status}`, type, param: null, code }
  return (stream) => stream.json({ error }, status, { 'retry-after-ms': '1' })
}

export const plays =
  (...events: ModelEvent[]): Script =>
  (stream) =>
    stream.send(...events).end()

/** An answer of one message, a delta a string. */
export const says = (...deltas: string[]): Script =>
  plays(...response(message('msg_up', ...deltas)))

/** Sends these events, then nothing more until the client leaves. */
export const stallsAfter =
  (...events: ModelEvent[]): Script =>
  (stream) =>
    stream.send(...events)

/** Never answers at all. */
export const staysSilent: Refusal = () => {}

/** Sends these events, then loses the connection once they are out. */
export const breaksAfter =
  (...events: ModelEvent[]): Script =>
  (stream) => {
    stream.send(...events)
    setImmediate(() => stream.cut())
  }

const isSummary = (json: Json) => JSON.stringify(json.text ?? {}).includes('"thread_summary"')

/** A response that is not streamed, and holds this as JSON. */
function answered(answer: object) {
  noteRequest(answer)
  const part = { type: 'output_text', text: JSON.stringify(answer), annotations: [] }
  const item = { id: 'msg_json', type: 'message', role: 'assistant', status: 'completed' }
  return responseObject('completed', [{ ...item, content: [part] }])
}

async function readRequest(req: IncomingMessage, res: ServerResponse): Promise<UpstreamRequest> {
  const closed = once(res, 'close').then(() => ({ early: !res.writableFinished }))
  const body = Buffer.concat(await req.toArray())
  const type = req.headers['content-type'] ?? ''
  const form = type.startsWith('multipart/')
    ? await new Response(body, { headers: { 'Content-Type': type } }).formData()
    : undefined
  const [path, query] = req.url?.split('?') ?? []
  return {
    line: `${req.method} ${path}`,
    query: new URLSearchParams(query),
    headers: req.headers,
    json: type.startsWith('application/json') && body.length > 0 ? JSON.parse(String(body)) : {},
    form,
    closed,
  }
}

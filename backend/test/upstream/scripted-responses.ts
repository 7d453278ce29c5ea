/**
 * The background responses of the scripted API: written whether anybody listens or not, kept by id with
 * every event, replayed on request, until they are deleted.
 */
import { type ModelEvent, responseObject } from './response-events.ts'
import type { UpstreamRequest, UpstreamStream } from './upstream-stream.ts'

type Status = 'in_progress' | 'completed' | 'failed' | 'incomplete' | 'cancelled'

export class ScriptedResponses {
  /** By id, as long as nobody has deleted them. */
  readonly kept = new Map<string, KeptResponse>()
  #last = 0

  begin(): KeptResponse {
    this.#last += 1
    const response = new KeptResponse(`resp_up_${this.#last}`)
    this.kept.set(response.id, response)
    return response
  }
}

export class KeptResponse {
  readonly id: string
  status: Status = 'in_progress'
  readonly #events: ModelEvent[] = []
  readonly #followers = new Set<UpstreamStream>()

  constructor(id: string) {
    this.id = id
  }

  /** Tells what comes after the event of this number, then what comes. */
  follow(stream: UpstreamStream, after = -1): void {
    stream.send(...this.#events.slice(after + 1))
    this.#followers.add(stream)
    void stream.closed.then(() => this.#followers.delete(stream))
    if (this.status !== 'in_progress') this.#leave()
  }

  write(events: ModelEvent[]): void {
    if (this.status !== 'in_progress') return
    for (const event of events) {
      const numbered = { ...event, sequence_number: this.#events.length, ...this.#named(event) }
      this.#events.push(numbered)
      for (const stream of this.#followers) stream.send(numbered)
      const [, ending] = event.type.match(/^response\.(completed|failed|incomplete)$/) ?? []
      if (ending) this.status = ending as Status
    }
    if (this.status !== 'in_progress') this.#leave()
  }

  cut(): void {
    for (const stream of this.#followers) stream.cut()
    this.#followers.clear()
  }

  cancel(): void {
    if (this.status === 'in_progress') this.status = 'cancelled'
    this.#leave()
  }

  get object(): object {
    return { ...responseObject(this.status, []), id: this.id, background: true }
  }

  #leave(): void {
    for (const stream of this.#followers) stream.end()
    this.#followers.clear()
  }

  /** Every response has its own id, whatever the script has in its events. */
  #named({ response }: ModelEvent): object {
    return response ? { response: { ...(response as object), id: this.id } } : {}
  }
}

/** What is asked of a response by its id. */
export async function handleResponse(
  { kept }: ScriptedResponses,
  { line, query }: UpstreamRequest,
  stream: UpstreamStream,
): Promise<void> {
  const [, method, id = '', action] = line.match(/^(\w+) .*\/responses\/([^/]+)(\/cancel)?$/) ?? []
  const response = kept.get(id)
  if (!response) {
    const error = { message: `Response with id '${id}' not found.`, type: 'invalid_request_error' }
    return stream.json({ error: { ...error, param: null, code: null } }, 404)
  }
  if (method === 'POST' && action) {
    response.cancel()
    return stream.json(response.object)
  }
  if (method === 'DELETE') {
    kept.delete(id)
    return stream.json({ id, object: 'response', deleted: true })
  }
  if (query.get('stream') !== 'true') return stream.json(response.object)
  response.follow(stream, Number(query.get('starting_after') ?? -1))
}

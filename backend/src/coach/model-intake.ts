/**
 * The one place where events of the model come in. The Agents SDK runs the turn, but a text delta
 * would pass through it twice and through a dozen promises; so its client is given a tap: events go
 * straight from the response's bytes to `onEvents`, and the SDK sees just those that it acts on.
 */
import { createParser } from 'eventsource-parser'
import type OpenAI from 'openai'
import { APIError } from 'openai'

export type ModelEvent = OpenAI.Responses.ResponseStreamEvent
type CreateArguments = Parameters<OpenAI['responses']['create']>

/** What the Agents SDK needs of a response: its beginning, its end, and the items that came with it. */
const forAgents: ReadonlySet<ModelEvent['type']> = new Set([
  'response.created',
  'response.completed',
  'response.failed',
  'response.incomplete',
])

export type Tap = {
  /** Called before each request; what it throws keeps the request from being made. */
  onRequest(): void
  /** Hears every event of every streamed response, in order, as many at once as came at once. */
  onEvents(events: ModelEvent[]): void
}

export function tapClient(client: OpenAI, { onRequest, onEvents }: Tap): OpenAI {
  const create = (...args: CreateArguments) => ({
    async withResponse() {
      onRequest()
      const response = await client.responses.create(...args).asResponse()
      return {
        data: tapped(response, onEvents),
        response,
        request_id: response.headers.get('x-request-id'),
      }
    },
  })
  // The SDK's model calls nothing else of its client than this, and reads its address.
  return Object.create(client, { responses: { value: { create } } })
}

async function* tapped(response: Response, onEvents: Tap['onEvents']): AsyncGenerator<ModelEvent> {
  for await (const events of readEvents(response)) {
    onEvents(events)
    for (const event of events) if (forAgents.has(event.type)) yield event
  }
}

/** @throws {APIError} for an error told inside the stream, in either of its two shapes */
async function* readEvents(response: Response): AsyncGenerator<ModelEvent[]> {
  let events: ModelEvent[] = []
  let failure: Error | undefined
  const parser = createParser({
    onEvent({ data }) {
      if (failure || data === '[DONE]') return
      const event = parseEvent(data, response.headers)
      if (event instanceof Error) failure = event
      else events.push(event)
    },
  })

  const decoder = new TextDecoder()
  for await (const bytes of response.body ?? []) {
    parser.feed(decoder.decode(bytes, { stream: true }))
    if (events.length > 0) yield events
    if (failure) throw failure
    events = []
  }
}

/** A failure is returned, so that what came before it, maybe in the same bytes, is passed on first. */
function parseEvent(data: string, headers: Headers): ModelEvent | Error {
  try {
    const event = JSON.parse(data)
    if (event.type !== 'error' && !event.error) return event
    return new APIError(undefined, event.error ?? event, undefined, headers)
  } catch (cause) {
    return new Error('The model’s server sent what is no event', { cause })
  }
}

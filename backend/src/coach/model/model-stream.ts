/**
 * The one place where events of the model come in. The Agents SDK runs the turn, but a text delta
 * would pass through it twice and through a dozen promises; so its client is given a tap: events go
 * straight from the response's bytes to `onEvents`, and the SDK sees just those that it acts on.
 */
import { createParser } from 'eventsource-parser'
import type OpenAI from 'openai'
import { APIError } from 'openai'
import { BrokenOffError } from './failures.ts'
import { type ModelEvent, ReasoningInText, type TextWasReasoning } from './reasoning-in-text.ts'
import { RequestCost, type Tokens } from './usage.ts'

export type { ModelEvent } from './reasoning-in-text.ts'
/** The model's events, with its thoughts apart from its text. */
export type AnswerEvent = ModelEvent | TextWasReasoning

/** A response that has begun: its head, and its events, as many at once as came at once. */
export type OpenedResponse = { head: Response; events: AsyncIterable<ModelEvent[]> }
export type OpenResponse = (
  ...args: Parameters<OpenAI['responses']['create']>
) => Promise<OpenedResponse>

/** What the Agents SDK needs of a response: its beginning, its end, and the items that came with it. */
const forAgents: ReadonlySet<string> = new Set<ModelEvent['type']>([
  'response.created',
  'response.completed',
  'response.failed',
  'response.incomplete',
])
const isForAgents = (event: AnswerEvent): event is ModelEvent => forAgents.has(event.type)

export type Tap = {
  /** How a request is made, and its response read. */
  open: OpenResponse
  /** Called before each request; what it throws keeps the request from being made. */
  onRequest(): void
  /** Hears every event of every streamed response, in order, as many at once as came at once. */
  onEvents(events: AnswerEvent[]): void
  /** Hears what each request has cost. */
  onUsage(tokens: Tokens): void
}

export type TappedClient = {
  client: OpenAI
  /** Counts the requests that have not told what they have cost, and never will. */
  end(): void
}

export function tapClient(original: OpenAI, tap: Tap): TappedClient {
  const costs: RequestCost[] = []
  const create = (...args: Parameters<OpenResponse>) => ({
    async withResponse() {
      tap.onRequest()
      const cost = new RequestCost(args[0], tap.onUsage)
      costs.push(cost)
      const { head, events } = await tap.open(...args).catch((error) => {
        if (!args[1]?.signal?.aborted) cost.drop()
        throw error
      })
      return {
        data: tapped(events, cost, tap.onEvents),
        response: head,
        request_id: head.headers.get('x-request-id'),
      }
    },
  })
  return {
    // The SDK's model calls nothing else of its client than this, and reads its address.
    client: Object.create(original, { responses: { value: { create } } }),
    end() {
      for (const cost of costs) cost.end()
    },
  }
}

async function* tapped(
  incoming: OpenedResponse['events'],
  cost: RequestCost,
  onEvents: Tap['onEvents'],
): AsyncGenerator<ModelEvent> {
  const thoughtsInText = new ReasoningInText()
  for await (const batch of incoming) {
    for (const event of batch) cost.take(event)
    const events = thoughtsInText.take(batch)
    onEvents(events)
    for (const event of events) if (isForAgents(event)) yield event
  }
}

/** The usual way: a response that lives as long as its connection. */
export function streamOpener(client: OpenAI): OpenResponse {
  return async (...args) => {
    const head = await client.responses.create(...args).asResponse()
    return { head, events: readEvents(head) }
  }
}

/**
 * @throws {APIError} for an error told inside the stream, in either of its two shapes
 * @throws {BrokenOffError} when the connection is lost
 */
export async function* readEvents(response: Response): AsyncGenerator<ModelEvent[]> {
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
  try {
    for await (const bytes of response.body ?? []) {
      parser.feed(decoder.decode(bytes, { stream: true }))
      if (events.length > 0) yield events
      if (failure) throw failure
      events = []
    }
  } catch (error) {
    throw error === failure ? error : new BrokenOffError(error)
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

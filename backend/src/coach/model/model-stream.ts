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

/** Takes events in order, as many at once as came at once. */
export type OnEvents = (events: ModelEvent[]) => void

/** A response that has begun: its head, and how its events are read, to their end. */
export type OpenedResponse = { head: Response; read(onEvents: OnEvents): Promise<void> }
export type OpenResponse = (
  ...args: Parameters<OpenAI['responses']['create']>
) => Promise<OpenedResponse>

type BytesReader = ReadableStreamDefaultReader<Uint8Array>

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
      const { head, read } = await tap.open(...args).catch((error) => {
        if (!args[1]?.signal?.aborted) cost.drop()
        throw error
      })
      return {
        data: eventsForAgents(read, cost, tap.onEvents),
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

/** Reads at once, whether the SDK asks or not: it acts on nothing before the response has ended. */
function eventsForAgents(
  read: OpenedResponse['read'],
  cost: RequestCost,
  onEvents: Tap['onEvents'],
): AsyncIterable<ModelEvent> {
  const reasoning = new ReasoningInText()
  const forSdk: ModelEvent[] = []
  const reading = read((batch) => {
    for (const event of batch) cost.take(event)
    const events = reasoning.take(batch)
    onEvents(events)
    for (const event of events) if (isForAgents(event)) forSdk.push(event)
  })
  // The SDK hears of it below, unless it has left before.
  reading.catch(() => {})
  return {
    async *[Symbol.asyncIterator]() {
      await reading
      yield* forSdk
    },
  }
}

/** The usual way: a response that lives as long as its connection. */
export function streamOpener(client: OpenAI): OpenResponse {
  return async (...args) => {
    const head = await client.responses.create(...args).asResponse()
    return { head, read: (onEvents) => readEvents(head, onEvents) }
  }
}

/**
 * @throws {APIError} for an error told inside the stream, in either of its two shapes
 * @throws {BrokenOffError} when the connection is lost
 */
export async function readEvents(response: Response, onEvents: OnEvents): Promise<void> {
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
  const reader = response.body?.getReader()
  try {
    for (;;) {
      const bytes = await nextBytes(reader)
      if (!bytes) return
      parser.feed(decoder.decode(bytes, { stream: true }))
      if (events.length > 0) onEvents(events)
      if (failure) throw failure
      events = []
    }
  } finally {
    // Where it was left in the middle, its connection is closed.
    reader?.cancel().catch(() => {})
  }
}

async function nextBytes(reader: BytesReader | undefined): Promise<Uint8Array | undefined> {
  try {
    return (await reader?.read())?.value
  } catch (error) {
    throw new BrokenOffError(error)
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

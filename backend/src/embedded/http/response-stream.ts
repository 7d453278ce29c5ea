/** A response as server-sent events, written as fast as they are read and no faster than the pace. */
import { setTimeout as pause } from 'node:timers/promises'
import type {
  Response as ResponseObject,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses'
import type { OutputItem, OutputText, WireResponse } from './response-objects.ts'

/** An event before it gets its number. */
type NewEvent = WithoutNumber<ResponseStreamEvent>
type WithoutNumber<Event> = Event extends unknown ? Omit<Event, 'sequence_number'> : never
type Events = AsyncGenerator<NewEvent>

/** Waits as long as it takes to read so many words. */
type Wait = (words: number) => Promise<void>

type Place = { output_index: number; item_id: string }

const SEARCH_WORDS = 6
/** Arguments are read by a machine, so they come faster than words. */
const ARGUMENTS_PIECE = 80
const ARGUMENTS_WORDS = 0.4
const CHARACTERS_PER_WORD = 6

export function streamResponse(
  started: WireResponse,
  completed: WireResponse,
  wordsPerSecond: number,
  signal: AbortSignal | undefined,
): Response {
  const wait: Wait = async (words) => {
    if (Number.isFinite(wordsPerSecond))
      await pause((words * 1000) / wordsPerSecond, undefined, { signal })
  }
  const encoder = new TextEncoder()
  async function* lines() {
    let sequence_number = 0
    for await (const event of eventsOf(started, completed, wait)) {
      signal?.throwIfAborted()
      const data = JSON.stringify({ ...event, sequence_number: sequence_number++ })
      yield encoder.encode(`event: ${event.type}\ndata: ${data}\n\n`)
    }
  }
  return new Response(streamOf(lines()), {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  })
}

function streamOf(lines: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await lines.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    async cancel() {
      await lines.return(undefined)
    },
  })
}

async function* eventsOf(started: WireResponse, completed: WireResponse, wait: Wait): Events {
  const sent = (response: WireResponse) => response as ResponseObject // without `output_text`
  yield { type: 'response.created', response: sent(started) }
  yield { type: 'response.in_progress', response: sent(started) }
  for (const [output_index, item] of completed.output.entries()) {
    yield { type: 'response.output_item.added', output_index, item: begun(item) }
    yield* partsOf(item, { output_index, item_id: item.id ?? '' }, wait)
    yield { type: 'response.output_item.done', output_index, item }
  }
  yield { type: 'response.completed', response: sent(completed) }
}

function begun(item: OutputItem) {
  const status = 'in_progress' as const
  if (item.type === 'message') return { ...item, status, content: [] }
  if (item.type === 'function_call') return { ...item, status, arguments: '' }
  return { ...item, status, queries: [], results: null }
}

async function* partsOf(item: OutputItem, at: Place, wait: Wait): Events {
  if (item.type === 'message') {
    const [part] = item.content
    const inPart = { ...at, content_index: 0 }
    const empty = { ...part, text: '', annotations: [] }
    yield { type: 'response.content_part.added', ...inPart, part: empty }
    yield* textEvents(part, inPart, wait)
    yield { type: 'response.output_text.done', ...inPart, text: part.text, logprobs: [] }
    yield { type: 'response.content_part.done', ...inPart, part }
  } else if (item.type === 'function_call') {
    for (let start = 0; start < item.arguments.length; start += ARGUMENTS_PIECE) {
      const delta = item.arguments.slice(start, start + ARGUMENTS_PIECE)
      yield { type: 'response.function_call_arguments.delta', ...at, delta }
      await wait(ARGUMENTS_WORDS)
    }
    const { arguments: given } = item
    yield { type: 'response.function_call_arguments.done', ...at, arguments: given }
  } else {
    yield { type: 'response.file_search_call.in_progress', ...at }
    yield { type: 'response.file_search_call.searching', ...at }
    await wait(SEARCH_WORDS)
    yield { type: 'response.file_search_call.completed', ...at }
  }
}

/** The text in pairs of words; each citation follows the words it stands behind. */
async function* textEvents(
  { text, annotations }: OutputText,
  at: Place & { content_index: number },
  wait: Wait,
): Events {
  let from = 0
  const send = async function* (to: number): Events {
    for (const delta of text.slice(from, to).match(/(?:\s*\S+){1,2}\s*/g) ?? []) {
      yield { type: 'response.output_text.delta', ...at, delta, logprobs: [] }
      await wait(delta.length / CHARACTERS_PER_WORD)
    }
    from = to
  }
  for (const [annotation_index, annotation] of annotations.entries()) {
    yield* send(annotation.index)
    yield { type: 'response.output_text.annotation.added', ...at, annotation_index, annotation }
  }
  yield* send(text.length)
}

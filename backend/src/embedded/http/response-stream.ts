import { setTimeout as pause } from 'node:timers/promises'
import type { ResponseStreamEvent } from 'openai/resources/responses/responses'
import {
  completedResponse,
  type OutputItems,
  type OutputMessage,
  type OutputTextPart,
  type WireResponse,
  type Written,
} from './response-shape.ts'

/** An event of the stream before it gets its number. */
type NewEvent =
  | DistributiveOmit<Exclude<ResponseStreamEvent, ResponseEvent>, 'sequence_number'>
  | NewResponseEvent

type ResponseEvent = Extract<ResponseStreamEvent, { response: unknown }>

interface NewResponseEvent {
  type: 'response.created' | 'response.in_progress' | 'response.completed'
  response: WireResponse
}

type DistributiveOmit<Union, Key extends PropertyKey> = Union extends unknown
  ? Omit<Union, Key>
  : never

/** An event, or a wait of so many milliseconds before the next. */
type Step = NewEvent | number

const SEARCH_PAUSE = 120

/** The response as server-sent events, written as fast as they are read and no faster than the pace. */
export function streamResponse(
  written: Written,
  wordsPerSecond: number,
  signal: AbortSignal | undefined,
): Response {
  const stopped = new AbortController()
  const lines = writeLines(stepsOf(written, wordsPerSecond), stopped.signal)
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const abort = () => {
        stopped.abort()
        controller.error(signal?.reason)
      }
      signal?.addEventListener('abort', abort, { once: true })
      stopped.signal.addEventListener('abort', () => signal?.removeEventListener('abort', abort))
    },
    async pull(controller) {
      const { value, done } = await lines.next()
      if (stopped.signal.aborted) return
      if (!done) return controller.enqueue(value)
      stopped.abort()
      controller.close()
    },
    cancel() {
      stopped.abort()
    },
  })
  return new Response(body, {
    headers: { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' },
  })
}

async function* writeLines(
  steps: Iterable<Step>,
  stopped: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let sequence_number = 0
  for (const step of steps) {
    if (stopped.aborted) return
    if (typeof step === 'number') {
      await pause(step, undefined, { signal: stopped }).catch(() => {})
      continue
    }
    const event = { ...step, sequence_number: sequence_number++ }
    yield encoder.encode(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
  }
}

function* stepsOf(written: Written, wordsPerSecond: number): Generator<Step> {
  const { started, items } = written
  yield { type: 'response.created', response: started }
  yield { type: 'response.in_progress', response: started }
  let output_index = 0
  if (items.fileSearch) yield* searchSteps(items.fileSearch, output_index++, wordsPerSecond)
  if (items.message) yield* messageSteps(items.message, output_index++, wordsPerSecond)
  if (items.call) yield* callSteps(items.call, output_index, wordsPerSecond)
  yield { type: 'response.completed', response: completedResponse(written) }
}

function* searchSteps(
  call: NonNullable<OutputItems['fileSearch']>,
  output_index: number,
  wordsPerSecond: number,
): Generator<Step> {
  const at = { output_index, item_id: call.id }
  const started: typeof call = { ...call, status: 'in_progress', queries: [], results: null }
  const isPaced = Number.isFinite(wordsPerSecond)
  yield { type: 'response.output_item.added', output_index, item: started }
  yield { type: 'response.file_search_call.in_progress', ...at }
  yield { type: 'response.file_search_call.searching', ...at }
  if (isPaced) yield SEARCH_PAUSE
  yield { type: 'response.file_search_call.completed', ...at }
  yield { type: 'response.output_item.done', output_index, item: call }
  if (isPaced) yield SEARCH_PAUSE
}

function* messageSteps(
  message: OutputMessage,
  output_index: number,
  wordsPerSecond: number,
): Generator<Step> {
  const [part] = message.content
  const at = { output_index, item_id: message.id, content_index: 0 }
  const empty = { ...part, text: '', annotations: [] }
  yield {
    type: 'response.output_item.added',
    output_index,
    item: { ...message, status: 'in_progress', content: [] },
  }
  yield { type: 'response.content_part.added', ...at, part: empty }
  yield* textSteps(part, at, wordsPerSecond)
  yield { type: 'response.output_text.done', ...at, text: part.text, logprobs: [] }
  yield { type: 'response.content_part.done', ...at, part }
  yield { type: 'response.output_item.done', output_index, item: message }
}

const ARGUMENTS_PIECE = 80
const ARGUMENTS_PAUSE = 15

/** Arguments are read by a machine, so they come faster than words. */
function* callSteps(
  call: NonNullable<OutputItems['call']>,
  output_index: number,
  wordsPerSecond: number,
): Generator<Step> {
  const at = { output_index, item_id: call.id ?? '' }
  const started: typeof call = { ...call, status: 'in_progress', arguments: '' }
  yield { type: 'response.output_item.added', output_index, item: started }
  for (let start = 0; start < call.arguments.length; start += ARGUMENTS_PIECE) {
    const delta = call.arguments.slice(start, start + ARGUMENTS_PIECE)
    yield { type: 'response.function_call_arguments.delta', ...at, delta }
    if (Number.isFinite(wordsPerSecond)) yield ARGUMENTS_PAUSE
  }
  yield { type: 'response.function_call_arguments.done', ...at, arguments: call.arguments }
  yield { type: 'response.output_item.done', output_index, item: call }
}

/** The text in small groups of words; each citation follows the words it stands behind. */
function* textSteps(
  { text, annotations }: OutputTextPart,
  at: { output_index: number; item_id: string; content_index: number },
  wordsPerSecond: number,
): Generator<Step> {
  let written = 0
  let cited = 0
  for (const delta of wordGroups(
    text,
    annotations.map(({ index }) => index),
  )) {
    yield { type: 'response.output_text.delta', ...at, delta, logprobs: [] }
    written += delta.length
    for (let next = annotations[cited]; next && next.index <= written; next = annotations[cited])
      yield {
        type: 'response.output_text.annotation.added',
        ...at,
        annotation_index: cited++,
        annotation: next,
      }
    if (Number.isFinite(wordsPerSecond)) yield (countWords(delta) * 1000) / wordsPerSecond
  }
}

const GROUP_SIZES = [1, 2, 3, 2, 4, 1, 3]

/** Cuts a text into groups of one to four words, and always where a citation stands. */
function wordGroups(text: string, cuts: number[]): string[] {
  const groups: string[] = []
  const edges = [0, ...cuts, text.length]
  for (const [at, start] of edges.slice(0, -1).entries()) {
    const words = text.slice(start, edges[at + 1]).match(/\s*\S+\s*/g) ?? []
    for (let taken = 0; taken < words.length; ) {
      const size = GROUP_SIZES[groups.length % GROUP_SIZES.length] ?? 1
      groups.push(words.slice(taken, taken + size).join(''))
      taken += size
    }
  }
  return groups
}

function countWords(text: string): number {
  return text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0
}

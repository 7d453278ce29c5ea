/** The events of a response that goes on without its connection: each of them once, however often it breaks. */
import { setTimeout as pause } from 'node:timers/promises'
import { BrokenOffError } from './failures.ts'
import type { ModelEvent } from './model-stream.ts'

export type ReconnectOptions = {
  /** What has been read of it already. */
  first: ModelEvent[]
  events: AsyncIterable<ModelEvent[]>
  /** Opens the stream again behind the event of this number; from its beginning without one. */
  reopen(after: number | undefined): Promise<AsyncIterable<ModelEvent[]>>
  /** Called once the response has come to its end, whichever it is. */
  onEnd(): void
  signal: AbortSignal | null | undefined
}

const lastOnes: ReadonlySet<ModelEvent['type']> = new Set([
  'response.completed',
  'response.failed',
  'response.incomplete',
])

/** So often in a row is it opened in vain; with the pauses, about 8 s. */
const MOST_ATTEMPTS = 5
const PAUSE_MS = 250

/** @throws {BrokenOffError} when there is no way to go on with it */
export async function* reconnecting(options: ReconnectOptions): AsyncGenerator<ModelEvent[]> {
  const { first, reopen, onEnd, signal } = options
  let { events } = options
  let seen: number | undefined
  let isOver = false
  /** Once for every batch of events, not for each of them: the last tells all there is to know. */
  const note = (last: ModelEvent) => {
    seen = last.sequence_number
    if (!lastOnes.has(last.type)) return
    isOver = true
    onEnd()
  }

  const last = first.at(-1)
  if (last) {
    note(last)
    yield first
  }
  for (let inVain = 0, isReopened = false; ; inVain += 1, isReopened = true) {
    let broken = new BrokenOffError()
    try {
      for await (const batch of events) {
        // Not every server minds where it is to begin.
        const fresh = isReopened ? batch.filter((event) => isAfter(event, seen)) : batch
        const last = fresh.at(-1)
        if (!last) continue
        note(last)
        inVain = 0
        yield fresh
      }
    } catch (error) {
      if (!(error instanceof BrokenOffError)) throw error
      broken = error
    }
    if (isOver) return
    if (inVain === MOST_ATTEMPTS || signal?.aborted) throw broken
    if (inVain > 0) await pause(PAUSE_MS * 2 ** inVain, undefined, { signal: signal ?? undefined })
    try {
      events = await reopen(seen)
    } catch (error) {
      throw new BrokenOffError(error)
    }
  }
}

const isAfter = ({ sequence_number }: ModelEvent, seen: number | undefined) =>
  seen === undefined || sequence_number > seen

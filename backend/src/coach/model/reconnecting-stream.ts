/** The events of a response that goes on without its connection: each of them once, however often it breaks. */
import { setTimeout as pause } from 'node:timers/promises'
import { BrokenOffError } from './failures.ts'
import { type ModelEvent, type OnEvents, readEvents } from './model-stream.ts'

export type ReconnectOptions = {
  head: Response
  /** Opens the stream again behind the event of this number; from its beginning without one. */
  reopen(after: number | undefined): Promise<Response>
  onEvents: OnEvents
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
export async function readReconnecting(options: ReconnectOptions): Promise<void> {
  const { reopen, onEvents, onEnd, signal } = options
  let { head } = options
  let seen: number | undefined
  let isOver = false
  let isReopened = false
  let inVain = 0
  /** Once for every batch of events, not for each of them: the last tells all there is to know. */
  const take = (batch: ModelEvent[]) => {
    // Not every server minds where it is to begin.
    const fresh = isReopened ? batch.filter((event) => isAfter(event, seen)) : batch
    const last = fresh.at(-1)
    if (!last) return
    inVain = 0
    seen = last.sequence_number
    isOver = lastOnes.has(last.type)
    onEvents(fresh)
    if (isOver) onEnd()
  }

  for (;;) {
    const broken = await breakOf(readEvents(head, take))
    if (isOver) return
    if (inVain === MOST_ATTEMPTS || signal?.aborted) throw broken
    if (inVain > 0) await pause(PAUSE_MS * 2 ** inVain, undefined, { signal: signal ?? undefined })
    try {
      head = await reopen(seen)
    } catch (error) {
      throw new BrokenOffError(error)
    }
    isReopened = true
    inVain += 1
  }
}

/** A connection that just ends has broken, too. */
async function breakOf(reading: Promise<void>): Promise<BrokenOffError> {
  try {
    await reading
    return new BrokenOffError()
  } catch (error) {
    if (error instanceof BrokenOffError) return error
    throw error
  }
}

const isAfter = ({ sequence_number }: ModelEvent, seen: number | undefined) =>
  seen === undefined || sequence_number > seen

import { ApiError, unreachable } from '~/api/api-error'
import type { Api } from '~/api/client'
import type { ThreadStreamEvent } from '~/api/protocol'
import { readEvent } from '~/api/read-event'
import { RetryPolicy } from '~/api/retry-policy'
import { readSse } from '~/api/sse'
import type { Network } from '~/ui/network'

/** Longer than the interval of the server's comments. */
const SILENCE_LIMIT = 60_000

type RunWatcher = {
  signal: AbortSignal
  network: Network
  onConnection: (state: 'lost' | 'restored') => void
  /** Any end is complete: the reader has stopped the run. */
  takesAnyEnd?: () => boolean
}

/**
 * The events of a run from this position on, over as many connections as needed. Returns true when the run has ended, and
 * false when the server no longer has it: then only its stored items remain.
 * @param connect begins the run; without it, the run that the position names is followed
 */
export async function* followRun(
  api: Pick<Api, 'followRun'>,
  position: RunPosition,
  watcher: RunWatcher,
  connect?: () => Promise<Response>,
): AsyncGenerator<ThreadStreamEvent, boolean> {
  const { signal, network, onConnection, takesAnyEnd } = watcher
  const attempts = new RetryPolicy({ signal, network, onPause: () => onConnection('lost') })
  let response = await (connect ?? reconnect)()
  while (response) {
    position.begin(response.headers.get('X-Run-Id'))
    try {
      for await (const event of readEvents(response, position, network)) {
        attempts.reset()
        yield event
      }
      if (position.isComplete || takesAnyEnd?.()) return true
    } catch (cause) {
      if (signal.aborted || !(cause instanceof ConnectionLost)) throw cause
    }
    await attempts.pause()
    response = await reconnect()
  }
  return false

  async function reconnect() {
    const { runId } = position
    if (!runId) throw unreachable()
    const again = await attempts
      .run((trying) => api.followRun(runId, position.lastEventId, trying))
      .catch(undefinedIfGone)
    if (again) onConnection('restored')
    return again
  }
}

class ConnectionLost extends Error {}

async function* readEvents(response: Response, position: RunPosition, network: Network) {
  for await (const frame of framesOf(response, network)) {
    const event = readEvent(frame.data)
    position.take(frame.id, event)
    if (event) yield event
  }
}

/** Wraps network errors, to tell them from our own. */
async function* framesOf({ body }: Response, network: Network) {
  if (!body) return
  try {
    yield* readSse(body, SILENCE_LIMIT, network)
  } catch (cause) {
    throw new ConnectionLost('The connection broke.', { cause })
  }
}

function undefinedIfGone(error: unknown) {
  if (error instanceof ApiError && error.isMissing) return undefined
  throw error
}

/** The position in a run, and whether all of its items are done. */
export class RunPosition {
  runId?: string
  lastEventId?: string
  #unfinished = new Set<string>()
  /** The last event announced more: a user message or a `progress_update`. */
  #isOwed = false
  /** Consecutive connections without an event. */
  #fruitless = 0
  readonly #onRun: (runId: string) => void

  /** @param onRun called when the id of a run becomes known, which cancelling needs */
  constructor(onRun: (runId: string) => void, runId?: string) {
    this.#onRun = onRun
    this.runId = runId
  }

  begin(runId: string | null) {
    this.#fruitless += 1
    if (runId) this.#name(runId)
  }

  /** @param event undefined for a kind that this page does not know */
  take(id: string | undefined, event: ThreadStreamEvent | undefined) {
    this.#fruitless = 0
    if (id) {
      this.lastEventId = id
      this.#name(id.slice(0, id.lastIndexOf(':')))
    }
    switch (event?.type) {
      case 'progress_update':
        this.#isOwed = true
        break
      case 'thread.item.added':
        this.#unfinished.add(event.item.id)
        break
      case 'thread.item.done':
        this.#unfinished.delete(event.item.id)
        this.#isOwed = event.item.type === 'user_message'
        break
      case 'thread.item.removed':
        this.#unfinished.delete(event.item_id)
        break
      case 'error':
        this.#unfinished.clear()
        this.#isOwed = false
    }
  }

  /** A proxy may end a stream early without an error. Unfinished items or a pending announcement reveal that. */
  get isComplete() {
    if (this.#unfinished.size > 0) return this.#fruitless > 2
    return !this.#isOwed || this.#fruitless > 0
  }

  #name(runId: string) {
    if (this.runId === runId) return
    this.runId = runId
    this.#onRun(runId)
  }
}

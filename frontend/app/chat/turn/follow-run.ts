import { ApiError, unreachable } from '~/api/api-error'
import type { Api } from '~/api/client'
import type { ThreadStreamEvent } from '~/api/protocol'
import { readEvent } from '~/api/read-event'
import { RetryPolicy } from '~/api/retry-policy'
import { readSse } from '~/api/sse'
import type { Network } from '~/ui/network'

/** The server sends a sign of life more often than this. */
const SILENCE_LIMIT = 60_000

type RunWatcher = {
  signal: AbortSignal
  network: Network
  onConnection: (state: 'lost' | 'restored') => void
}

/**
 * The events of an answer from this position on, through as many connections as it takes. Returns true when the answer
 * ended by itself, and false when the server no longer knows it: what was stored is then all there is.
 * @param connect begins the run; without it, the run that the position names is followed
 */
export async function* followRun(
  api: Pick<Api, 'followRun'>,
  position: RunPosition,
  watcher: RunWatcher,
  connect?: () => Promise<Response>,
): AsyncGenerator<ThreadStreamEvent, boolean> {
  const { signal, network, onConnection } = watcher
  const attempts = new RetryPolicy({ signal, network, onPause: () => onConnection('lost') })
  let response = await (connect ?? reconnect)()
  while (response) {
    position.begin(response.headers.get('X-Run-Id'))
    try {
      for await (const event of readEvents(response, position, network)) {
        attempts.reset()
        yield event
      }
      if (position.isComplete) return true
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

/** The network's errors by one name, so that our own are not taken for them. */
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

/** How far a run has been read, and whether what was begun has been finished. */
export class RunPosition {
  runId?: string
  lastEventId?: string
  #unfinished = new Set<string>()
  /** The last that came was the promise of more: a question, or what the coach is doing about it. */
  #isOwed = false
  #isStopped = false
  /** Connections that brought nothing, one after the other. */
  #fruitless = 0
  readonly #onRun: (runId: string) => void

  /** @param onRun called as soon as a run can be named that was not known before, which is what stopping it takes */
  constructor(onRun: (runId: string) => void, runId?: string) {
    this.#onRun = onRun
    this.runId = runId
  }

  begin(runId: string | null) {
    this.#fruitless += 1
    if (runId) this.#name(runId)
  }

  /** @param event none where it says nothing to this page */
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

  /** From now on whatever the server ends with is the end. */
  stop() {
    this.#isStopped = true
  }

  /** A proxy may end a stream as if it were over. What was begun or promised, and never came, gives it away. */
  get isComplete() {
    if (this.#isStopped) return true
    if (this.#unfinished.size > 0) return this.#fruitless > 2
    return !this.#isOwed || this.#fruitless > 0
  }

  #name(runId: string) {
    if (this.runId === runId) return
    this.runId = runId
    this.#onRun(runId)
  }
}

import { ApiError, unreachable } from '~/api/api-error'
import type { Api } from '~/api/client'
import type { ThreadStreamEvent } from '~/api/protocol'
import { readSse } from './sse'

export type RunWatcher = {
  signal: AbortSignal
  /** Called as soon as the run can be named, which is what stopping it takes. */
  onRun: (runId: string) => void
  onConnection: (state: 'lost' | 'restored') => void
  /** @default waits, and cuts the wait short when the network is back */
  wait?: (ms: number, signal: AbortSignal) => Promise<void>
}

const RETRY_DELAYS = [250, 1_000, 2_000, 4_000, 8_000]
/** The server sends a sign of life more often than this. */
const SILENCE_LIMIT = 60_000

/**
 * The events of an answer, through as many connections as it takes. Returns true when the answer ended by itself, and
 * false when the server no longer knows it: what was stored is then all there is.
 */
export async function* followRun(
  api: Pick<Api, 'followRun'>,
  connect: () => Promise<Response>,
  watcher: RunWatcher,
): AsyncGenerator<ThreadStreamEvent, boolean> {
  const position = new Position(watcher.onRun)
  let response: Response | undefined = await connect()
  for (;;) {
    position.begin(response.headers.get('X-Run-Id'))
    try {
      yield* readEvents(response, position)
      if (position.isComplete) return true
    } catch (cause) {
      if (watcher.signal.aborted || !(cause instanceof ConnectionLost)) throw cause
    }
    watcher.onConnection('lost')
    response = await reconnect(api, position, watcher)
    if (!response) return false
    watcher.onConnection('restored')
  }
}

class ConnectionLost extends Error {}

/** How far we have read, and whether what was begun has been finished. */
class Position {
  runId?: string
  lastEventId?: string
  #unfinished = new Set<string>()
  #fruitless = 0
  readonly #onRun: (runId: string) => void

  constructor(onRun: (runId: string) => void) {
    this.#onRun = onRun
  }

  begin(runId: string | null) {
    this.#fruitless += 1
    this.#name(runId)
  }

  take(id: string | undefined, event: ThreadStreamEvent) {
    this.#fruitless = 0
    if (id) {
      this.lastEventId = id
      this.#name(id.slice(0, id.lastIndexOf(':')))
    }
    if (event.type === 'thread.item.added') this.#unfinished.add(event.item.id)
    if (event.type === 'thread.item.done') this.#unfinished.delete(event.item.id)
    if (event.type === 'thread.item.removed') this.#unfinished.delete(event.item_id)
    if (event.type === 'error') this.#unfinished.clear()
  }

  /** A proxy may end a stream as if it were over. A message that was begun and never finished gives it away. */
  get isComplete() {
    return this.#unfinished.size === 0 || this.#fruitless > 2
  }

  #name(runId: string | null) {
    if (!runId || this.runId === runId) return
    this.runId = runId
    this.#onRun(runId)
  }
}

async function* readEvents(response: Response, position: Position) {
  for await (const frame of framesOf(response)) {
    const event = JSON.parse(frame.data) as ThreadStreamEvent
    position.take(frame.id, event)
    yield event
  }
}

/** The network's errors by one name, so that our own are not taken for them. */
async function* framesOf({ body }: Response) {
  if (!body) return
  try {
    yield* readSse(body, SILENCE_LIMIT)
  } catch (cause) {
    throw new ConnectionLost('The connection broke.', { cause })
  }
}

async function reconnect(api: Pick<Api, 'followRun'>, position: Position, watcher: RunWatcher) {
  const { runId, lastEventId } = position
  if (!runId) throw unreachable()
  for (const delay of RETRY_DELAYS) {
    await (watcher.wait ?? waitOrOnline)(delay, watcher.signal)
    try {
      return await api.followRun(runId, lastEventId, watcher.signal)
    } catch (error) {
      watcher.signal.throwIfAborted()
      if (error instanceof ApiError && error.isMissing) return undefined
    }
  }
  throw unreachable()
}

function waitOrOnline(ms: number, signal: AbortSignal) {
  return new Promise<void>((resolve) => {
    const timer = setTimeout(finish, ms)
    function finish() {
      clearTimeout(timer)
      globalThis.removeEventListener?.('online', finish)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    globalThis.addEventListener?.('online', finish)
    signal.addEventListener('abort', finish)
  })
}

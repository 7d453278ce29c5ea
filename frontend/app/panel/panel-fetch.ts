import type { Thread } from '~/api/protocol'
import { RecentMap } from '~/lib/recent-map'
import { isRefusedForNow, postWithRetry, problemOf, responseForPanel } from './panel-refusals'
import type { PanelProblem } from './panel-state'
import { watchThreads } from './watch-threads'

type PanelFetchOptions = {
  /** Address of the API. */
  base: string
  sessionId: () => string
  /** Further headers of each request, as they are at that moment. */
  headers?: () => Record<string, string>
  /** Names of the tools that the page can run for the coach, with commas. */
  clientTools: string
  /** The first message of a new chat is sent. */
  onNewChat: () => void
  /** A thread was made or renamed. */
  onThread: (thread: Thread) => void
  /** The API does not take a request at the moment. */
  onRefused: (problem: PanelProblem) => void
  /** It takes messages. */
  onTaken: () => void
  fetch?: typeof globalThis.fetch
}

/**
 * What the panel sends its requests with. Only the protocol's own requests carry the session: a file goes to a signed
 * address, which needs none. Without `X-Resume`, since the panel stops an answer by closing the connection.
 */
export function createPanelFetch({
  base,
  sessionId,
  headers: further = () => ({}),
  clientTools,
  onNewChat,
  onThread,
  onRefused,
  onTaken,
  fetch = globalThis.fetch,
}: PanelFetchOptions): typeof globalThis.fetch {
  const endpoint = `${base}/chatkit`
  const keys = new FailedRequestKeys()

  return async (input, init = {}) => {
    const address = addressOf(input, base)
    if (address !== endpoint) {
      const response = await fetch(input, { ...init, credentials: 'omit' })
      const isOurs = address.startsWith(`${base}/`)
      if (isOurs && isRefusedForNow(response)) onRefused(await problemOf(response, ''))
      return response
    }
    const body = typeof init.body === 'string' ? init.body : ''
    if (isOf('threads.create', body)) onNewChat()
    const key = keys.take(body)
    const headers = new Headers(init.headers ?? (input instanceof Request ? input.headers : []))
    headers.set('X-Session-Id', sessionId())
    headers.set('X-Client-Tools', clientTools)
    headers.set('Idempotency-Key', key)
    for (const [name, value] of Object.entries(further())) headers.set(name, value)
    const mayComeAgain = () => body && keys.keep(body, key)
    try {
      // A redirect would take the session to another origin.
      const options = { ...init, headers, credentials: 'omit', redirect: 'error' } as const
      const response = await postWithRetry(() => fetch(input, options), init.signal)
      if (response.status >= 500) mayComeAgain()
      if (isRefusedForNow(response)) {
        onRefused(await problemOf(response, body))
        return responseForPanel(response)
      }
      if (isStream(response)) onTaken()
      return readAlong(response, body, onThread)
    } catch (error) {
      if (!init.signal?.aborted) mayComeAgain()
      throw error
    }
  }
}

function addressOf(input: RequestInfo | URL, base: string) {
  return new URL(input instanceof Request ? input.url : input, base).href
}

/** What the panel does to threads shows in the page's own list of chats. */
function readAlong(response: Response, body: string, onThread: (thread: Thread) => void) {
  if (!response.ok || !response.body) return response
  if (isStream(response)) {
    // Not a second branch of the stream: that would keep the connection open when the panel closes its own.
    return new Response(response.body.pipeThrough(watchThreads(onThread)), response)
  }
  if (isOf('threads.update', body)) void response.clone().json().then(onThread, ignore)
  return response
}

const isStream = ({ ok, headers }: Response) =>
  ok && headers.get('Content-Type')?.startsWith('text/event-stream') === true

function isOf(type: string, body: string) {
  return body.includes(`"${type}"`) && JSON.parse(body).type === type
}

/** What is wrong with the answer is for the panel to find. */
function ignore() {}

/** Failed requests that may come again. */
const MOST_KEPT = 8

/** A request posted again after a failure goes under the key it had, so that nothing is said twice. */
export class FailedRequestKeys {
  readonly #failed = new RecentMap<string, string>(MOST_KEPT)

  /** For a body about to be posted. */
  take(body: string) {
    const key = this.#failed.get(body) ?? crypto.randomUUID()
    this.#failed.delete(body)
    return key
  }

  keep(body: string, key: string) {
    this.#failed.set(body, key)
  }
}

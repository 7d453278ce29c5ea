import { ApiError, errorFromResponse, parseAnswer, unreachable } from './api-error'
import { readAnswer } from './json-requests'
import type {
  ChatKitRequestBody,
  JsonResponses,
  LibraryFile,
  LibraryFiles,
  Receipt,
  SessionData,
  SessionInfo,
  StreamRequest,
  UploadDescriptor,
} from './protocol'

export type { LibraryFile, SessionData, SessionInfo } from './protocol'

type Params<T> = Extract<ChatKitRequestBody, { type: T }>['params']

export type Api = ReturnType<typeof createApi>

type ApiOptions = {
  base: string
  sessionId: string
  /** How long a plain request, or a stream's first byte, may take. @default 20000 ms */
  timeout?: number
  fetch?: typeof globalThis.fetch
  /** Names of the tools that the page can run for the coach, with commas; none without scripts. */
  clientTools?: string
  /** Further headers of each request, as they are at that moment. */
  headers?: () => Record<string, string>
}

/** Megabytes take their time to get there, and speech to be listened to. */
const LARGE_REQUEST_TIMEOUT = 120_000

/** The one client of the API, for the server's loaders and for the browser. */
export function createApi({
  base,
  sessionId,
  timeout = 20_000,
  fetch = globalThis.fetch,
  clientTools,
  headers: further = () => ({}),
}: ApiOptions) {
  async function send(path: string, init: RequestInit, signal: AbortSignal) {
    const headers = new Headers(init.headers)
    headers.set('X-Session-Id', sessionId)
    for (const [name, value] of Object.entries(further())) headers.set(name, value)
    const response = await fetch(base + path, { ...init, headers, signal, credentials: 'omit' })
    if (!response.ok) throw await errorFromResponse(response)
    return response
  }

  /** Resolves as the answer begins, which may then take as long as it likes. */
  const request = (path: string, init: RequestInit = {}, patience = timeout) =>
    withTimeout(patience, init.signal, (signal) => send(path, init, signal))

  /** The whole answer, within the time. */
  const requestJson = <T>(path: string, init: RequestInit = {}, patience = timeout): Promise<T> =>
    withTimeout(patience, init.signal, async (signal) =>
      parseAnswer<T>(await (await send(path, init, signal)).text()),
    )

  /** Without what is in the answer, which is read all the same: until then it holds its connection. */
  const requestDone = (path: string, init: RequestInit = {}, patience = timeout): Promise<void> =>
    withTimeout(patience, init.signal, async (signal) => {
      await (await send(path, init, signal)).arrayBuffer()
    })

  const chatKitPost = (body: ChatKitRequestBody, headers: HeadersInit, signal?: AbortSignal) => ({
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
    signal,
  })

  return {
    sessionId,

    async chatkit<T extends keyof JsonResponses>(
      type: T,
      params: Params<T>,
      signal?: AbortSignal,
    ): Promise<JsonResponses[T]> {
      // The pair of type and params is checked by the signature; TypeScript cannot rebuild the union from it.
      const body = { type, params } as ChatKitRequestBody
      const patience = type === 'input.transcribe' ? LARGE_REQUEST_TIMEOUT : timeout
      const post = chatKitPost(body, {}, signal)
      return readAnswer(type, await requestJson<JsonResponses[T]>('/chatkit', post, patience))
    },

    /**
     * Starts an answer. `X-Resume`: it goes on when the connection is lost.
     * @param key the same for a repetition, so that nothing is said twice
     */
    stream: (body: StreamRequest, key: string, signal?: AbortSignal) => {
      const headers = {
        Accept: 'text/event-stream',
        'X-Resume': '1',
        'Idempotency-Key': key,
        ...(clientTools && { 'X-Client-Tools': clientTools }),
      }
      return request('/chatkit', chatKitPost(body, headers, signal))
    },

    followRun: (runId: string, lastEventId: string | undefined, signal?: AbortSignal) =>
      request(`/chatkit/runs/${encodeURIComponent(runId)}`, {
        headers: {
          Accept: 'text/event-stream',
          ...(lastEventId && { 'Last-Event-ID': lastEventId }),
        },
        signal,
      }),

    async cancelRun(runId: string) {
      await requestDone(`/chatkit/runs/${encodeURIComponent(runId)}/cancel`, { method: 'POST' })
    },

    /** Ends the thinking of an answer: what was found is written up at once. */
    async answerNow(runId: string) {
      await requestDone(`/chatkit/runs/${encodeURIComponent(runId)}/answer-now`, { method: 'POST' })
    },

    session: () => requestJson<SessionInfo>('/session'),

    /** Deletes everything of a session. `keepalive` lets the request outlive the page. */
    async forget() {
      await requestDone('/session', { method: 'DELETE', keepalive: true })
    },

    /** Deletes everything of a session, and tells what that was. */
    erase: () => requestJson<Receipt>('/session?receipt=1', { method: 'DELETE' }),

    sessionData: () => requestJson<SessionData>('/session/data'),

    receipt: (id: string) => requestJson<Receipt>(`/receipts/${encodeURIComponent(id)}`),

    async libraryFiles(): Promise<LibraryFile[]> {
      return (await requestJson<LibraryFiles>('/library/files')).data
    },

    async addLibraryFile(file: File) {
      const body = new FormData()
      body.append('file', file, file.name)
      await requestDone('/library/files', { method: 'POST', body }, LARGE_REQUEST_TIMEOUT)
    },

    /** Sends the bytes of an announced attachment. Only the path of its address counts: it is this API's. */
    async sendAttachment({ url, method, headers }: UploadDescriptor, body: Blob) {
      const { pathname, search } = new URL(url)
      await requestDone(pathname + search, { method, headers, body }, LARGE_REQUEST_TIMEOUT)
    },

    async removeLibraryFile(id: string) {
      await requestDone(`/library/files/${encodeURIComponent(id)}`, { method: 'DELETE' })
    },

    /** Where a browser's upload with progress goes, and what it must carry. */
    libraryUpload: { url: `${base}/library/files`, headers: { 'X-Session-Id': sessionId } },
  }
}

async function withTimeout<T>(
  timeout: number,
  outer: AbortSignal | null | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const clock = new AbortController()
  const timer = setTimeout(() => clock.abort(new DOMException('', 'TimeoutError')), timeout)
  try {
    return await run(outer ? AbortSignal.any([outer, clock.signal]) : clock.signal)
  } catch (cause) {
    if (outer?.aborted || cause instanceof ApiError) throw cause
    throw unreachable(cause)
  } finally {
    clearTimeout(timer)
  }
}

import { setImmediate as nextTurn } from 'node:timers/promises'
import { isStorageError } from '../../errors.ts'
import { Fault, invalid, notStored, unavailable } from './faults.ts'
import { newId } from './ids.ts'

/** One request to the engine, as a handler sees it. */
export interface Call {
  params: Record<string, string>
  query: URLSearchParams
  /** The parsed JSON body; an empty object where there is none. */
  json(): unknown
  form(): FormData
  signal: AbortSignal | undefined
}

export type Handler = (call: Call) => Response | object | Promise<Response | object>

/** Handlers by method and path, such as `GET /files/:id`. */
export type Routes = Record<string, Handler>

type FetchInput = Parameters<typeof globalThis.fetch>[0]

/** A `fetch` that answers by these routes and never leaves the process. */
export function createFetch(routes: Routes): typeof globalThis.fetch {
  const table = Object.entries(routes).map(([route, handler]) => ({
    ...parseRoute(route),
    handler,
  }))
  return async (input, init = {}) => {
    // Without a network in between, a row of requests would leave nobody else a turn.
    await nextTurn()
    init.signal?.throwIfAborted()
    const url = new URL(input instanceof Request ? input.url : input)
    const method = (init.method ?? methodOf(input)).toUpperCase()
    const path = url.pathname.replace(/^\/v1(?=\/)/, '')
    const reply = await answer(() => {
      for (const { verb, pattern, handler } of table) {
        const params = verb === method ? pattern.exec(path)?.groups : undefined
        if (params) return handler(toCall(params, url.searchParams, init))
      }
      throw unavailable(method, path)
    })
    init.signal?.throwIfAborted()
    reply.headers.set('x-request-id', newId('req_'))
    return reply
  }
}

function parseRoute(route: string): { verb: string; pattern: RegExp } {
  const [verb = '', path = ''] = route.split(' ')
  const pattern = path.replace(/:(\w+)/g, '(?<$1>[^/]+)')
  // The empty group makes `groups` an object for routes without parameters too.
  return { verb, pattern: new RegExp(`^${pattern}(?<end_of_path>)/?$`) }
}

function methodOf(input: FetchInput): string {
  return input instanceof Request ? input.method : 'GET'
}

async function answer(handle: () => ReturnType<Handler>): Promise<Response> {
  try {
    const reply = await handle()
    return reply instanceof Response ? reply : Response.json(reply)
  } catch (cause) {
    if (cause instanceof Fault) return cause.toResponse()
    if (isStorageError(cause)) return notStored(cause).toResponse()
    throw cause
  }
}

function toCall(
  params: Record<string, string>,
  query: URLSearchParams,
  { body, signal }: RequestInit,
): Call {
  return {
    params: Object.fromEntries(
      Object.entries(params).map(([name, value]) => [name, decodeURIComponent(value)]),
    ),
    query,
    signal: signal ?? undefined,
    json: () => parseJson(body),
    form: () => {
      if (body instanceof FormData) return body
      throw invalid('Send the file as multipart form data.')
    },
  }
}

function parseJson(body: unknown): unknown {
  if (body === undefined || body === null || body === '') return {}
  if (typeof body !== 'string') throw invalid('Send the body as JSON.')
  try {
    return JSON.parse(body)
  } catch {
    throw invalid('The body is not valid JSON.')
  }
}

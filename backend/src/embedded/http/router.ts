/** A `fetch` that this process answers, and what its routes have in common: ids, lists, refusals. */
import { randomUUID } from 'node:crypto'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import { isStorageError } from '../../errors.ts'

/** A request this engine refuses, in the shape of an OpenAI error. */
export class Fault extends Error {
  readonly status: number
  readonly #details: { code?: string; param?: string }

  constructor(status: number, message: string, details: { code?: string; param?: string } = {}) {
    super(message)
    this.status = status
    this.#details = details
  }

  toResponse(): Response {
    const { status, message } = this
    const { code = null, param = null } = this.#details
    const type = status < 500 ? 'invalid_request_error' : 'server_error'
    // Nothing refused here gets better by asking again, so the SDK is told not to retry.
    const headers = { 'x-should-retry': 'false' }
    return Response.json({ error: { message, type, param, code } }, { status, headers })
  }
}

export const invalid = (message: string, param?: string) => new Fault(400, message, { param })

export const notFound = (what: string, id: string) =>
  new Fault(404, `No ${what} found with id '${id}'.`, { param: 'id', code: 'not_found' })

export const readOnly = (what: string) =>
  new Fault(403, `${what} belongs to the permanent library, which is read-only.`, {
    code: 'read_only',
  })

/** One request to the engine, as a handler sees it. */
export type Call = {
  query<Schema extends z.ZodType>(schema: Schema): z.infer<Schema>
  body<Schema extends z.ZodType>(schema: Schema): z.infer<Schema>
  form(): FormData
  signal?: AbortSignal
}

/** @param ids what stands in the path, in order */
export type Handler = (call: Call, ...ids: string[]) => object | Promise<object>

/** Handlers by method and path, such as `GET /files/:id`. */
export type Routes = Record<string, Handler>

/** A `fetch` that answers by these routes and never leaves the process. */
export function createFetch(routes: Routes): typeof globalThis.fetch {
  function handle(method: string, url: URL, { body, signal }: RequestInit) {
    const path = url.pathname.split('/').filter((part) => part !== '')
    if (path[0] === 'v1') path.shift()
    const asked = [`${method} `, ...path]
    for (const [route, handler] of Object.entries(routes)) {
      const ids = idsIn(asked, route.split('/'))
      if (!ids) continue
      const call: Call = {
        query: (schema) => parse(schema, Object.fromEntries(url.searchParams)),
        body: (schema) => parse(schema, readJson(body)),
        form() {
          if (body instanceof FormData) return body
          throw invalid('Send the file as multipart form data.')
        },
        signal: signal ?? undefined,
      }
      return handler(call, ...ids)
    }
    throw new Fault(
      404,
      `The offline engine does not have ${method} /${path.join('/')}. Set OPENAI_API_KEY to use it.`,
      { code: 'not_available_offline' },
    )
  }

  return async (input, init = {}) => {
    // Without a network in between, a row of requests would leave nobody else a turn.
    await nextTurn()
    init.signal?.throwIfAborted()
    const url = new URL(input instanceof Request ? input.url : input)
    let reply: object
    try {
      reply = await handle(init.method?.toUpperCase() ?? 'GET', url, init)
    } catch (cause) {
      reply = faultOf(cause).toResponse()
    }
    init.signal?.throwIfAborted()
    const response = reply instanceof Response ? reply : Response.json(reply)
    response.headers.set('x-request-id', newId('req_'))
    return response
  }
}

/** What stands in place of the ids of a route, where a path is of that route. */
function idsIn(path: string[], route: string[]): string[] | undefined {
  const isSame = (part: string, at: number) => part.startsWith(':') || part === path[at]
  if (path.length !== route.length || !route.every(isSame)) return undefined
  return path.filter((_, at) => route[at]?.startsWith(':')).map(decodeURIComponent)
}

/** @param within names the part of the request that the value is, where it is not all of it */
export function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  within?: string,
): z.infer<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const param = within ?? issue?.path.join('.')
  throw invalid(`${param || 'body'}: ${issue?.message}`, param)
}

function readJson(body: unknown): unknown {
  if (body === undefined || body === null || body === '') return {}
  if (typeof body !== 'string') throw invalid('Send the body as JSON.')
  try {
    return JSON.parse(body)
  } catch {
    throw invalid('The body is not valid JSON.')
  }
}

/** @throws what is no fault of the request or of the disk */
function faultOf(cause: unknown): Fault {
  if (cause instanceof Fault) return cause
  if (!isStorageError(cause)) throw cause
  const { status, message, code } = cause
  return new Fault(status, message, { code })
}

type Prefix = 'resp_' | 'msg_' | 'fs_' | 'fc_' | 'call_' | 'file-' | 'vs_' | 'req_'

export const newId = (prefix: Prefix) => prefix + randomUUID().replaceAll('-', '')

export const secondsNow = () => Math.floor(Date.now() / 1000)

export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(10_000).default(20),
  order: z.enum(['asc', 'desc']).default('desc'),
  after: z.string().optional(),
  before: z.string().optional(),
})

/** Cuts one page out of `items`, which come newest first. */
export function pageOf<Item extends { id: string }>(
  items: Item[],
  { limit, order, after, before }: z.infer<typeof pageQuery>,
) {
  const ordered = order === 'asc' ? items.toReversed() : items
  const placeOf = (cursor: string) => {
    const place = ordered.findIndex(({ id }) => id === cursor)
    if (place < 0) throw invalid(`The cursor '${cursor}' is not in this list.`, 'after')
    return place
  }
  const rest = ordered.slice(after ? placeOf(after) + 1 : 0, before ? placeOf(before) : undefined)
  const data = before ? rest.slice(-limit) : rest.slice(0, limit)
  return {
    object: 'list',
    data,
    first_id: data.at(0)?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: data.length < rest.length,
  }
}

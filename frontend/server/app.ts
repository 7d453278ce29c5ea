/** What happens to a request, in order: what is wrong with it, assets, then Remix. */
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from 'node:http'
import { join } from 'node:path'
import { type AppLoadContext, createRequestHandler, type ServerBuild } from '@remix-run/node'
import compression from 'compression'
import express, { type ErrorRequestHandler, type Handler } from 'express'
import { COMMON_HEADERS, STRICT_TRANSPORT } from '../app/http/common-headers.ts'
import { isForwardedHttps } from '../app/http/cross-site.ts'
import { type Failure, failureOf, logLine } from '../app/http/error-log.ts'
import { collapseSlashes } from '../app/http/safe-redirect.ts'
import { METHODS, validateRequest } from '../app/http/validate-request.ts'
import { headersOf, isHtml, sendWebResponse, webRequest } from './web-request.ts'

type Listener = (req: IncomingMessage, res: ServerResponse) => void
type Handle = (request: Request, context: AppLoadContext) => Promise<Response>

/** @param client the folder of the browser's files */
export function createPageApp(build: ServerBuild, client: string): Listener {
  return createListener(createRequestHandler(build, 'production'), client)
}

export function createListener(handle: Handle, client: string): Listener {
  const failures = new WeakMap<IncomingMessage, Failure[]>()
  const contextOf = (req: IncomingMessage): AppLoadContext => ({
    clientAddress: req.socket.remoteAddress,
    failures: failures.get(req),
  })

  /** The page about a status, for what no page of the app answers. What scripts read gets the status alone. */
  async function refuse(req: IncomingMessage, res: ServerResponse, status: number) {
    if (status === 405) res.setHeader('Allow', METHODS.join(', '))
    if (isData(req.url ?? '')) return plain(res, status)
    const cookies = headersOf(req).get('Cookie')
    const request = new Request('http://localhost/refused', {
      headers: cookies ? { Cookie: cookies } : {},
    })
    const response = await handle(request, { ...contextOf(req), refusedWith: status })
    await sendWebResponse(res, response)
  }

  async function answer(req: IncomingMessage, res: ServerResponse) {
    const request = webRequest(req, res)
    const response = await handle(request, contextOf(req))
    if (response.status < 400 || isHtml(response.headers) || isData(req.url ?? '')) {
      return sendWebResponse(res, response)
    }
    await response.body?.cancel()
    await refuse(req, res, response.status)
  }

  async function attempt(req: IncomingMessage, res: ServerResponse, work: Promise<void>) {
    try {
      await work
    } catch (error) {
      // The client has disconnected.
      if (res.closed || req.socket.destroyed) return
      failures.get(req)?.push(failureOf(error))
      if (res.headersSent) res.destroy()
      else plain(res, 500)
    }
  }

  const app = express().disable('x-powered-by').disable('etag')
  // Its types may be those of Express 5, where a handler is the same.
  app.use(compression() as unknown as Handler)
  app.use('/assets', assets(join(client, 'assets'), { immutable: true, maxAge: '1y' }))
  app.use('/assets', (_req, res) => plain(res, 404))
  app.use(assets(client, { maxAge: '1h' }))
  app.use((req, res) => void attempt(req, res, answer(req, res)))
  const onError: ErrorRequestHandler = (error, req, res, _next) => {
    const status = statusOf(error)
    if (status >= 500) failures.get(req)?.push(failureOf(error))
    if (res.headersSent) res.destroy()
    else plain(res, status)
  }
  app.use(onError)

  return (req, res) => {
    failures.set(req, [])
    logFailure(req, res, failures.get(req) ?? [])
    const headers = headersOf(req)
    const everywhere = { ...COMMON_HEADERS, ...(isForwardedHttps(headers) && STRICT_TRANSPORT) }
    for (const [name, value] of Object.entries(everywhere)) res.setHeader(name, value)
    const { method = '', url: target = '' } = req
    const status = validateRequest({ method, target, headers })
    const elsewhere = collapseSlashes(target)
    if (elsewhere && /^(GET|HEAD)$/.test(method)) redirect(res, elsewhere)
    else if (status) void attempt(req, res, refuse(req, res, status))
    else app(req, res)
  }
}

/** How Remix names what its pages read by themselves. */
const isData = (target: string) => /^[^?]*\.data(\?|$)/.test(target)

function assets(folder: string, options: { immutable?: boolean; maxAge: string }): Handler {
  return express.static(folder, { ...options, index: false, redirect: false })
}

function plain(res: ServerResponse, status: number) {
  res.statusCode = status
  res.setHeader('Content-Type', 'text/plain; charset=utf-8')
  res.setHeader('Cache-Control', 'no-store')
  res.end(`${STATUS_CODES[status]}\n`)
}

function redirect(res: ServerResponse, to: string) {
  res.setHeader('Location', to)
  plain(res, 308)
}

/** Of an error of the file server, which says so itself: a range that the file does not have. */
function statusOf(error: unknown) {
  const status = error instanceof Error && 'status' in error ? error.status : undefined
  return typeof status === 'number' ? status : 500
}

/** One line for each request that failed on our side, without its address: a visitor may have written that. */
function logFailure(req: IncomingMessage, res: ServerResponse, failures: Failure[]) {
  const startedAt = performance.now()
  res.once('close', () => {
    if (res.statusCode < 500 && failures.length === 0) return
    const ms = Math.round(performance.now() - startedAt)
    logLine('error', 'request failed', {
      method: req.method,
      status: res.statusCode,
      ms,
      failures: distinct(failures),
    })
  })
}

/** Several calls to the API fail alike. */
const distinct = (failures: Failure[]) => [
  ...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values(),
]

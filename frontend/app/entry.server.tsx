import './http/load-context'
import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import {
  type AppLoadContext,
  createReadableStreamFromReadable,
  type EntryContext,
  type HandleDataRequestFunction,
  type HandleErrorFunction,
  redirect,
} from '@remix-run/node'
import { isRouteErrorResponse, RemixServer } from '@remix-run/react'
import { renderToPipeableStream } from 'react-dom/server'
import { isCrossSite, isHttps } from './http/cross-site'
import { failureOf, report } from './http/error-log'
import { allowedMethods, routePattern } from './http/route-match'
import { collapseSlashes } from './http/safe-redirect'
import { dataHeaders, documentHeaders } from './http/security-headers.server'
import { sessionCookie } from './session/session.server'
import { NonceContext } from './ui/nonce'

const RENDER_LIMIT = 10_000

/** Draws a document as a whole, so that it reads the same without scripts. */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  context: AppLoadContext,
) {
  const elsewhere = collapseSlashes(new URL(request.url).pathname)
  if (elsewhere) return redirect(elsewhere + new URL(request.url).search, 308)
  const nonce = randomBytes(16).toString('base64')
  setAll(headers, documentHeaders(nonce, isHttps(request)))
  headers.set('Content-Type', 'text/html; charset=utf-8')
  if (status === 405) headers.set('Allow', allowedMethods(remixContext))
  setAll(headers, retryHeaders(status, context))
  if (!context.refusedWith) headers.append('Set-Cookie', await sessionCookie({ request, context }))
  const page = (
    <NonceContext.Provider value={nonce}>
      <RemixServer context={remixContext} url={request.url} nonce={nonce} />
    </NonceContext.Provider>
  )
  return new Promise<Response>((resolve, reject) => {
    const { pipe, abort } = renderToPipeableStream(page, {
      nonce,
      onAllReady() {
        clearTimeout(limit)
        const body = new PassThrough()
        resolve(new Response(createReadableStreamFromReadable(body), { status, headers }))
        pipe(body)
      },
      onShellError(error) {
        clearTimeout(limit)
        reject(error)
      },
      // Of what stands behind a boundary, such as one message, the document has the words instead.
      onError(error) {
        report(context, failureOf(error))
      },
    })
    const limit = setTimeout(abort, RENDER_LIMIT)
  })
}

/** What pages read by themselves. Remix answers a form of another site with 500. */
export const handleDataRequest: HandleDataRequestFunction = (response, { request, context }) => {
  if (request.method !== 'GET' && isCrossSite(request.headers)) {
    return new Response(null, { status: 403, headers: dataHeaders(isHttps(request)) })
  }
  const { status, statusText, body } = response
  const headers = new Headers(response.headers)
  setAll(headers, { ...dataHeaders(isHttps(request)), ...retryHeaders(status, context) })
  return new Response(body, { status, statusText, headers })
}

/** The log gets the kind and place of an error of ours; what a client does wrong is told to that client. */
export const handleError: HandleErrorFunction = (error, { request, params, context }) => {
  const { method, url, headers, signal } = request
  if (signal.aborted || (isRouteErrorResponse(error) && error.status < 500)) return
  if (method !== 'GET' && isCrossSite(headers)) return
  if (new URL(url).searchParams.has('_data')) return
  report(context, { ...failureOf(error), route: routePattern(url, params) })
}

const TOO_MUCH = [429, 503, 507]

function retryHeaders(status: number, { retryAfter }: AppLoadContext): Record<string, string> {
  return retryAfter && TOO_MUCH.includes(status) ? { 'Retry-After': String(retryAfter) } : {}
}

function setAll(headers: Headers, values: Record<string, string>) {
  for (const [name, value] of Object.entries(values)) headers.set(name, value)
}

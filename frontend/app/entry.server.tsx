import { randomBytes } from 'node:crypto'
import { PassThrough } from 'node:stream'
import {
  type AppLoadContext,
  createReadableStreamFromReadable,
  type EntryContext,
} from '@remix-run/node'
import { RemixServer } from '@remix-run/react'
import { renderToPipeableStream } from 'react-dom/server'
import { NonceContext } from './nonce'
import { securityHeaders } from './security-headers.server'
import { sessionCookie } from './session/session.server'

const RENDER_LIMIT = 10_000

/** Draws a document as a whole, so that it reads the same without scripts. */
export default async function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  context: AppLoadContext,
) {
  const nonce = randomBytes(16).toString('base64')
  for (const [name, value] of Object.entries(securityHeaders(nonce))) headers.set(name, value)
  headers.set('Content-Type', 'text/html; charset=utf-8')
  headers.append('Set-Cookie', await sessionCookie({ request, context }))
  const page = (
    <NonceContext.Provider value={nonce}>
      <RemixServer context={remixContext} url={request.url} nonce={nonce} />
    </NonceContext.Provider>
  )
  return new Promise<Response>((resolve, reject) => {
    let failed = false
    const { pipe, abort } = renderToPipeableStream(page, {
      nonce,
      onAllReady() {
        clearTimeout(limit)
        const body = new PassThrough()
        resolve(
          new Response(createReadableStreamFromReadable(body), {
            status: failed ? 500 : status,
            headers,
          }),
        )
        pipe(body)
      },
      onShellError: reject,
      onError(error) {
        failed = true
        console.error(error)
      },
    })
    const limit = setTimeout(abort, RENDER_LIMIT)
  })
}

/** Between Node's requests and answers and the Web's, which Remix speaks. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeReadableStream } from 'node:stream/web'

/** How long what is still being sent is thrown away after the answer, which the client may only read then. */
const LINGER_MS = 5_000

export function headersOf(req: IncomingMessage): Headers {
  const headers = new Headers()
  for (const [name, value] of Object.entries(req.headers)) {
    for (const one of [value ?? []].flat()) headers.append(name, one)
  }
  return headers
}

/**
 * The request as Remix reads it. Its signal is aborted when the client leaves before it has its answer.
 * Host and target must have been checked.
 */
export function webRequest(req: IncomingMessage, res: ServerResponse) {
  const controller = new AbortController()
  const headers = headersOf(req)
  const url = new URL(req.url ?? '/', `http://${headers.get('Host')}`)
  res.once('close', () => {
    if (!res.writableFinished) controller.abort()
  })
  const method = req.method ?? 'GET'
  const hasBody = method !== 'GET' && method !== 'HEAD'
  return new Request(url, {
    method,
    headers,
    signal: controller.signal,
    ...(hasBody && { body: bodyOf(req, res), duplex: 'half' as const }),
  })
}

/** Read as it is asked for. Reading may stop at any time: the connection stays, so that the answer can be sent. */
function bodyOf(req: IncomingMessage, res: ServerResponse): ReadableStream<Uint8Array> {
  const chunks = req.iterator({ destroyOnReturn: false })
  res.once('finish', () => {
    if (req.complete) return
    const throwAway = () => void req.resume()
    chunks.return?.().then(throwAway, throwAway)
    const timer = setTimeout(() => req.destroy(), LINGER_MS)
    req.once('close', () => clearTimeout(timer))
  })
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await chunks.next()
        if (done) controller.close()
        else controller.enqueue(value)
      },
    },
    { highWaterMark: 0 },
  )
}

type Flushable = ServerResponse & { flush?: () => void }

/** Sends the answer as fast as the client reads it. Only documents come as a whole, and may wait to be compressed. */
export async function sendWebResponse(res: Flushable, { status, headers, body }: Response) {
  res.statusCode = status
  for (const [name, value] of headers) {
    if (name === 'set-cookie') res.appendHeader(name, value)
    else res.setHeader(name, value)
  }
  if (!body) return void res.end()
  const isDocument = isHtml(headers)
  async function* flushed(chunks: AsyncIterable<Uint8Array>) {
    for await (const chunk of chunks) {
      yield chunk
      if (!isDocument) res.flush?.()
    }
  }
  // The same stream; only the two sets of types differ.
  await pipeline(Readable.fromWeb(body as NodeReadableStream), flushed, res)
}

export const isHtml = (headers: Headers) => /^text\/html\b/.test(headers.get('Content-Type') ?? '')

/** One request over a connection of its own, byte for byte, and what comes back. */
import { connect, type Socket } from 'node:net'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'
import type { Wire } from './request.ts'

export type Exchange = {
  /** From the last byte sent to the first byte of the answer, or to the end of the connection without one. */
  ms: number
  outcome: 'answered' | 'closed' | 'silent'
  /** The first answer; more may follow it in `bytes`. */
  answer?: Answer
  /** Everything that came. */
  bytes: Buffer
}

export type Answer = {
  status: number
  headers: Map<string, string>
  /** As it was before it was compressed for the way. */
  body: Buffer
}

/** A request that leaves the server waiting for more is ended after this. */
const WAITS_MS = 200
/** How much longer a stream is read after its first byte. */
const STREAM_MS = 400
const MOST_BYTES = 4 * 1024 * 1024
export const TIMEOUT_MS = 5_000

type Options = { port: number; method: string; mayWait: boolean }

export function exchange({ bytes, endsBy }: Wire, options: Options): Promise<Exchange> {
  const { promise, resolve } = Promise.withResolvers<Exchange>()
  const socket = connect({ port: options.port, host: '127.0.0.1', allowHalfOpen: true })
  const chunks: Buffer[] = []
  const timers: NodeJS.Timeout[] = []
  let size = 0
  let sentAt = performance.now()
  let firstAt: number | undefined

  const finish = (outcome: 'closed' | 'silent') => {
    for (const timer of timers) clearTimeout(timer)
    socket.destroy()
    const whole = Buffer.concat(chunks)
    const answer = readAnswer(whole, options.method)
    const ms = (firstAt ?? performance.now()) - sentAt
    resolve({ ms, outcome: answer ? 'answered' : outcome, answer, bytes: whole })
  }
  const after = (ms: number, act: () => void) => timers.push(setTimeout(act, ms))

  socket.on('error', () => {})
  socket.once('end', () => finish('closed'))
  socket.once('close', () => finish('closed'))
  socket.on('data', (chunk) => {
    chunks.push(chunk)
    size += chunk.length
    if (firstAt === undefined) {
      firstAt = performance.now()
      after(isStream(chunk) ? STREAM_MS : TIMEOUT_MS, () => finish('closed'))
    }
    if (size > MOST_BYTES || isComplete(Buffer.concat(chunks), options)) finish('closed')
  })
  socket.once('connect', () => {
    socket.write(bytes, () => {
      sentAt = performance.now()
      after(TIMEOUT_MS, () => firstAt ?? finish('silent'))
      if (endsBy) endBy(socket, endsBy)
      else if (options.mayWait) after(WAITS_MS, () => socket.end())
    })
  })
  return promise
}

function endBy(socket: Socket, how: 'end' | 'reset') {
  if (how === 'end') socket.end()
  else socket.resetAndDestroy()
}

const isStream = (chunk: Buffer) =>
  /content-type: text\/event-stream/i.test(chunk.toString('latin1'))

/** Where nothing follows it on the connection, although that stays open. */
function isComplete(bytes: Buffer, { method, mayWait }: Options): boolean {
  if (mayWait) return false
  const head = headOf(bytes)
  if (!head) return false
  const { status, headers, bodyAt } = head
  if (method === 'HEAD' || status === 204 || status === 304) return true
  const length = headers.get('content-length')
  if (length !== undefined) return bytes.length - bodyAt >= Number(length)
  return headers.has('transfer-encoding') && bytes.subarray(-5).toString('latin1') === '0\r\n\r\n'
}

function headOf(bytes: Buffer) {
  let from = 0
  for (;;) {
    const end = bytes.indexOf('\r\n\r\n', from)
    if (end === -1) return undefined
    const [first = '', ...lines] = bytes.subarray(from, end).toString('latin1').split('\r\n')
    const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1])
    const headers = new Map(
      lines.map((line) => {
        const colon = line.indexOf(':')
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()] as const
      }),
    )
    if (status >= 200 || Number.isNaN(status)) return { status, headers, bodyAt: end + 4 }
    from = end + 4
  }
}

function readAnswer(bytes: Buffer, method: string): Answer | undefined {
  const head = headOf(bytes)
  if (!head) return undefined
  const { status, headers, bodyAt } = head
  const rest = method === 'HEAD' ? Buffer.alloc(0) : bytes.subarray(bodyAt)
  const length = headers.get('content-length')
  const sent = headers.has('transfer-encoding')
    ? dechunked(rest)
    : rest.subarray(0, length === undefined ? rest.length : Number(length))
  return { status, headers, body: decompressed(sent, headers.get('content-encoding')) }
}

function dechunked(bytes: Buffer): Buffer {
  const chunks: Buffer[] = []
  for (let at = 0; at < bytes.length; ) {
    const end = bytes.indexOf('\r\n', at)
    const length = Number.parseInt(bytes.subarray(at, end).toString('latin1'), 16)
    if (end === -1 || !length) break
    chunks.push(bytes.subarray(end + 2, end + 2 + length))
    at = end + 2 + length + 2
  }
  return Buffer.concat(chunks)
}

/** Of what breaks off there is as much as came. */
function decompressed(bytes: Buffer, encoding: string | undefined): Buffer {
  try {
    if (encoding === 'gzip') return gunzipSync(bytes)
    if (encoding === 'br') return brotliDecompressSync(bytes)
    if (encoding === 'deflate') return inflateSync(bytes)
  } catch {}
  return bytes
}

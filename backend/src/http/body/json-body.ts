/** Bodies of JSON: read within their limit, and bounded before anything is made of them. */
import { isUtf8 } from 'node:buffer'
import type { Context } from 'koa'
import { AppError, InvalidRequestError, TooLargeError, UnsupportedTypeError } from '../../errors.ts'
import type { BodyBudget } from './body-budget.ts'
import { JsonScan } from './json-scan.ts'

export type JsonLimits = {
  bodyBytes: number
  /** With a recording in `params.audio_base64` of an `input.transcribe`, and only there. */
  dictationBytes: number
}

/**
 * Text in what is returned is well-formed Unicode without NUL characters.
 * @throws {InvalidRequestError | TooLargeError | UnsupportedTypeError | BusyError}
 */
export async function readJson(
  ctx: Context,
  limits: JsonLimits,
  room: BodyBudget,
): Promise<unknown> {
  const bytes = await readBytes(ctx, limits, room)
  const body = parseJson(bytes)
  // Only now is its type known for certain.
  if (bytes.length > limits.bodyBytes && !isTranscription(body)) throw tooLarge(limits.bodyBytes)
  return body
}

async function readBytes(
  ctx: Context,
  { bodyBytes, dictationBytes }: JsonLimits,
  room: BodyBudget,
) {
  const most = Math.max(bodyBytes, dictationBytes)
  const announced = ctx.request.length ?? 0
  if (announced > most) throw tooLarge(most)
  if (announced > 0 || ctx.get('Content-Type')) refuseOtherTypes(ctx)
  using place = room.open()
  const scan = new JsonScan()
  const chunks: Buffer[] = []
  let size = 0
  try {
    // The request stays whole when this ends early: its answer still has to go out.
    for await (const chunk of ctx.req.iterator({ destroyOnReturn: false })) {
      if (size === 0) refuseOtherTypes(ctx)
      size += chunk.length
      if (size > most) throw tooLarge(most)
      place.take(chunk.length)
      scan.take(chunk)
      if (size - scan.recordingBytes > bodyBytes) throw tooLarge(bodyBytes)
      chunks.push(chunk)
    }
  } catch (error) {
    throw error instanceof AppError ? error : brokenOff(error)
  } finally {
    // What is still to come is read and dropped, so that the client gets to read its answer.
    ctx.req.resume()
  }
  return Buffer.concat(chunks, size)
}

function refuseOtherTypes(ctx: Context): void {
  const [type = ''] = ctx.get('Content-Type').split(';')
  if (type.trim().toLowerCase() !== 'application/json') {
    throw new UnsupportedTypeError('Send JSON, with the header `Content-Type: application/json`.')
  }
  const { charset } = ctx.request
  if (charset && !/^utf-?8$/i.test(charset)) {
    throw new UnsupportedTypeError('Send the JSON in UTF-8: no other charset is read.')
  }
}

function parseJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new InvalidRequestError('The body is empty. Send a JSON object.')
  if (!isUtf8(bytes)) throw new InvalidRequestError('The body is not valid UTF-8.')
  const text = bytes.toString()
  try {
    const body: unknown = JSON.parse(text)
    return ODD_ESCAPE.test(text) ? withOrdinaryText(body) : body
  } catch {
    throw new InvalidRequestError('The body is not valid JSON.')
  }
}

/** One half of a surrogate pair, maybe without the other, or NUL. Neither can be written in UTF-8 JSON otherwise. */
const ODD_ESCAPE = /\\u(0000|[dD][89a-fA-F])/

/** Neither can be shown in a page, put into an address, or sent to every model. */
function withOrdinaryText(value: unknown): unknown {
  if (typeof value === 'string') return ordinary(value)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withOrdinaryText)
  const entries = Object.entries(value)
  return Object.fromEntries(entries.map(([key, it]) => [ordinary(key), withOrdinaryText(it)]))
}

const ordinary = (text: string) => text.toWellFormed().replaceAll('\0', '\uFFFD')

const isTranscription = (body: unknown) =>
  typeof body === 'object' && body !== null && 'type' in body && body.type === 'input.transcribe'

const tooLarge = (bytes: number) =>
  new TooLargeError('The request', `${Math.floor(bytes / 1024)} KB`)
const brokenOff = (error: unknown) =>
  new InvalidRequestError('The request broke off. Send it again.', error)

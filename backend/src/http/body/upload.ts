/** Files that come in: written to disk as they arrive, so that one of any size takes next to no memory. */
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { Busboy, type BusboyInstance } from '@fastify/busboy'
import type { Context } from 'koa'
import { AppError, InvalidRequestError, TooLargeError } from '../../errors.ts'
import { whenGone } from '../client-gone.ts'
import type { Spool } from './spool.ts'
import type { UploadSlots } from './upload-slots.ts'

/** Lives on disk, and counts as an upload, until it is disposed of. */
export type ReceivedFile = AsyncDisposable & { filename: string; blob: Blob }

export interface Uploads {
  /** The whole body as one file, without a name. @throws {AppError} */
  receiveBody(ctx: Context, maxBytes: number): Promise<ReceivedFile>
  /** The field `file` of a multipart form. @throws {AppError} */
  receiveForm(ctx: Context, maxBytes: number): Promise<ReceivedFile>
}

/** For the other fields of a form, and for what stands between them. */
const FORM_OVERHEAD_BYTES = 16 * 1024
const LONGEST_NAME = 255
/** The end of a form has only to be parsed by then, not to be received. */
const FORM_END_MS = 5_000

export function createUploads({ spool, slots }: { spool: Spool; slots: UploadSlots }): Uploads {
  async function receive(ctx: Context, pieces: AsyncIterable<Uint8Array>) {
    await using stack = new AsyncDisposableStack()
    stack.use(await slots.take(whenGone(ctx)))
    const { blob } = stack.use(await spool.save(pieces))
    const kept = stack.move()
    return { blob, [Symbol.asyncDispose]: () => kept.disposeAsync() }
  }

  return {
    async receiveBody(ctx, maxBytes) {
      refuseAnnounced(ctx, maxBytes, maxBytes)
      const received = await receive(ctx, bodyOf(ctx.req, maxBytes, maxBytes))
      return { ...received, filename: '' }
    },

    async receiveForm(ctx, maxBytes) {
      const most = maxBytes + FORM_OVERHEAD_BYTES
      refuseAnnounced(ctx, most, maxBytes)
      const form = new FileForm(ctx.get('Content-Type'), maxBytes)
      const body = bodyOf(ctx.req, most, maxBytes)
      const received = await receive(ctx, form.file(body, whenGone(ctx)))
      return { ...received, filename: form.filename }
    },
  }
}

/** The request stays whole when this ends early: its answer still has to go out. */
async function* bodyOf(req: IncomingMessage, most: number, maxBytes: number) {
  let size = 0
  try {
    for await (const chunk of req.iterator({ destroyOnReturn: false })) {
      size += chunk.length
      if (size > most) throw tooLarge(maxBytes)
      yield chunk as Buffer // a request has no encoding unless one is set
    }
  } catch (error) {
    throw error instanceof AppError ? error : brokenOff(error)
  }
}

/** The parser of a form, as the bytes of its one file. */
class FileForm {
  filename = ''
  readonly #parser: BusboyInstance
  readonly #maxBytes: number
  #pieces: Buffer[] = []
  #failure: Error | undefined

  constructor(contentType: string, maxBytes: number) {
    this.#maxBytes = maxBytes
    this.#parser = parserOf(contentType)
    this.#parser
      .on('error', (error: Error) => {
        this.#failure = error
      })
      .on('file', (field, stream, filename) => {
        // The parser fails as well, and that is what counts.
        stream.on('error', () => {})
        if (field !== 'file' || !filename || this.filename) return stream.resume()
        this.filename = filename
        stream.on('data', (piece: Buffer) => this.#pieces.push(piece))
      })
  }

  /** @throws {AppError} */
  async *file(body: AsyncIterable<Buffer>, left: AbortSignal): AsyncGenerator<Buffer> {
    let size = 0
    for await (const pieces of this.#parsed(body, left)) {
      if (this.filename.length > LONGEST_NAME) throw longName()
      for (const piece of pieces) {
        size += piece.length
        if (size > this.#maxBytes) throw tooLarge(this.#maxBytes)
        yield piece
      }
    }
    if (!this.filename) throw noFile()
  }

  /** What each chunk of the body holds of the file. */
  async *#parsed(body: AsyncIterable<Buffer>, left: AbortSignal): AsyncGenerator<Buffer[]> {
    try {
      for await (const chunk of body) {
        this.#parser.write(chunk)
        if (this.#failure) throw this.#failure
        if (this.#parser.writableNeedDrain) await once(this.#parser, 'drain', { signal: left })
        yield this.#pieces.splice(0)
      }
      const end = once(this.#parser, 'finish', { signal: AbortSignal.timeout(FORM_END_MS) })
      this.#parser.end()
      await end
    } catch (error) {
      throw error instanceof AppError ? error : noForm(error)
    }
    yield this.#pieces
  }
}

function parserOf(contentType: string): BusboyInstance {
  if (!/^multipart\/form-data\b/i.test(contentType)) throw noForm()
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      limits: { parts: 30, headerPairs: 20, headerSize: 4 * 1024 },
    })
  } catch (error) {
    throw noForm(error)
  }
}

function refuseAnnounced(ctx: Context, most: number, maxBytes: number): void {
  if ((ctx.request.length ?? 0) > most) throw tooLarge(maxBytes)
}

const tooLarge = (maxBytes: number) =>
  new TooLargeError('The file', `${Math.round(maxBytes / 1024 / 1024)} MB`)
const brokenOff = (error: unknown) =>
  new InvalidRequestError('The upload broke off. Try again.', error)
const noForm = (error?: unknown) =>
  new InvalidRequestError('This is no complete multipart/form-data body.', error)
const noFile = () =>
  new InvalidRequestError('Send the file as multipart/form-data in a field named `file`.')
const longName = () =>
  new InvalidRequestError(
    `The name of the file is longer than ${LONGEST_NAME} characters. Rename it.`,
  )

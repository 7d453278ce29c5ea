/** Files that come in: spooled to disk as they arrive, so that one of any size takes next to no memory. */
import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { Busboy } from '@fastify/busboy'
import type { Context } from 'koa'
import { InvalidRequestError, TooLargeError } from '../errors.ts'

/** Lives on disk until it is disposed of. */
export type ReceivedFile = AsyncDisposable & { filename: string; blob: Blob }

/** The whole body as one file, without a name. @throws {TooLargeError | InvalidRequestError} */
export async function receiveBody(ctx: Context, maxBytes: number): Promise<ReceivedFile> {
  refuseAnnounced(ctx, maxBytes)
  return spool(ctx.req, '', maxBytes)
}

/** The field `file` of a multipart form. @throws {TooLargeError | InvalidRequestError} */
export async function receiveForm(ctx: Context, maxBytes: number): Promise<ReceivedFile> {
  refuseAnnounced(ctx, maxBytes + FORM_OVERHEAD_BYTES)
  const parser = parserOf(ctx.get('Content-Type'), maxBytes)
  const { promise, resolve, reject } = Promise.withResolvers<ReceivedFile>()
  let received: Promise<ReceivedFile> | undefined

  parser.on('file', (field, stream, filename) => {
    if (field !== 'file' || !filename || received) return stream.resume()
    received = spool(stream, filename, maxBytes)
    received.catch(reject)
  })
  parser.on('finish', () => (received ? received.then(resolve, reject) : reject(noFile())))
  parser.on('error', (error) => reject(noForm(error)))
  ctx.req.once('error', (error) => reject(brokenOff(error)))
  ctx.req.pipe(parser)
  try {
    return await promise
  } finally {
    ctx.req.unpipe(parser)
  }
}

const FORM_OVERHEAD_BYTES = 16 * 1024

function parserOf(contentType: string, maxBytes: number) {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      // One byte more than fits is enough to see that it does not.
      limits: { files: 1, fields: 20, fileSize: maxBytes + 1 },
    })
  } catch (error) {
    throw noForm(error)
  }
}

async function spool(source: Readable, filename: string, maxBytes: number): Promise<ReceivedFile> {
  const path = join(tmpdir(), `coaching-hub-${randomUUID()}`)
  const remove = () => rm(path, { force: true })
  try {
    const file = await open(path, 'wx', 0o600)
    try {
      let size = 0
      // The request stays whole when this ends early: its answer still has to go out.
      for await (const chunk of source.iterator({ destroyOnReturn: false })) {
        size += chunk.length
        if (size > maxBytes) throw tooLarge(maxBytes)
        await file.appendFile(chunk)
      }
    } finally {
      await file.close()
    }
    return { filename, blob: await openAsBlob(path), [Symbol.asyncDispose]: remove }
  } catch (error) {
    await remove()
    throw error instanceof TooLargeError ? error : brokenOff(error)
  }
}

function refuseAnnounced(ctx: Context, maxBytes: number): void {
  if ((ctx.request.length ?? 0) > maxBytes) throw tooLarge(maxBytes)
}

const tooLarge = (maxBytes: number) =>
  new TooLargeError('The file', `${Math.round(maxBytes / 1024 / 1024)} MB`)
const brokenOff = (error: unknown) =>
  new InvalidRequestError('The upload broke off. Try again.', error)
const noForm = (error: unknown) =>
  new InvalidRequestError('This is no multipart/form-data body.', error)
const noFile = () =>
  new InvalidRequestError('Send the file as multipart/form-data in a field named `file`.')

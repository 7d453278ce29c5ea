import type { Context } from 'koa'
import getRawBody from 'raw-body'
import { InvalidRequestError, TooLargeError } from '../errors.ts'

export type UploadedFile = { filename: string; type: string; bytes: Uint8Array }

/** The whole body, as bytes. @throws {TooLargeError} */
export async function readBytes(ctx: Context, maxBytes: number): Promise<Uint8Array> {
  try {
    return await getRawBody(ctx.req, { limit: maxBytes, length: ctx.request.length ?? null })
  } catch (error) {
    const tooLarge = error instanceof Error && 'type' in error && error.type === 'entity.too.large'
    if (tooLarge) throw new TooLargeError('The file', `${Math.round(maxBytes / 1024 / 1024)} MB`)
    throw new InvalidRequestError('The upload broke off. Try again.', error)
  }
}

/** The field `file` of a multipart form. @throws {TooLargeError | InvalidRequestError} */
export async function readFormFile(ctx: Context, maxBytes: number): Promise<UploadedFile> {
  const body = await readBytes(ctx, maxBytes + FORM_OVERHEAD_BYTES)
  const file = (await parseForm(body, ctx.get('Content-Type'))).get('file')
  if (!(file instanceof File) || !file.name) {
    throw new InvalidRequestError('Send the file as multipart/form-data in a field named `file`.')
  }
  return { filename: file.name, type: file.type, bytes: await file.bytes() }
}

const FORM_OVERHEAD_BYTES = 16 * 1024

async function parseForm(body: Uint8Array, contentType: string): Promise<FormData> {
  try {
    // The platform's own parser; the copy makes sure of a plain ArrayBuffer.
    const response = new Response(new Uint8Array(body), {
      headers: { 'Content-Type': contentType },
    })
    return await response.formData()
  } catch (error) {
    throw new InvalidRequestError('This is no multipart/form-data body.', error)
  }
}

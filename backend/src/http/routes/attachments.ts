import type { Context } from 'koa'
import type { Attachments } from '../../library/attachments.ts'
import type { Uploads } from '../body/upload.ts'
import { queryOf } from '../middleware/request-target.ts'
import type { PublicOrigin } from '../public-origin.ts'

/** `PUT` or `POST /attachments/:id` at a signed address: the bytes, raw or as multipart `file`. */
export function putAttachment(
  attachments: Attachments,
  uploads: Uploads,
  { maxBytes, originOf }: { maxBytes: number; originOf: PublicOrigin },
) {
  return async (ctx: Context) => {
    const session = attachments.verify('upload', ctx.params.id, queryOf(ctx))
    const origin = originOf(ctx)
    await using file = ctx.is('multipart/form-data')
      ? await uploads.receiveForm(ctx, maxBytes)
      : await uploads.receiveBody(ctx, maxBytes)
    const received = await attachments.receive(session, ctx.params.id, file.blob)
    ctx.body = attachments.presenter({ session, origin })(received)
  }
}

/** `GET /attachments/:id` at a signed address: a picture, for its owner's page. */
export function getAttachment(attachments: Attachments) {
  return async (ctx: Context) => {
    const session = attachments.verify('preview', ctx.params.id, queryOf(ctx))
    const { bytes, attachment } = await attachments.read(session, ctx.params.id)
    ctx.type = attachment.mime_type
    ctx.set({
      'Cache-Control': 'private, max-age=3600',
      'Content-Disposition': 'inline',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cross-Origin-Resource-Policy': 'cross-origin',
    })
    ctx.body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  }
}

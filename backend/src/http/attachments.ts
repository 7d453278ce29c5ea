import type { Context } from 'koa'
import type { Attachments } from '../library/attachments.ts'
import { receiveBody, receiveForm } from './upload.ts'

/** `PUT` or `POST /attachments/:id` at a signed address: the bytes, raw or as multipart `file`. */
export function putAttachment(attachments: Attachments, maxBytes: number) {
  return async (ctx: Context) => {
    const session = attachments.verify('upload', ctx.params.id, ctx.URL.searchParams)
    const receive = ctx.is('multipart/form-data') ? receiveForm : receiveBody
    await using file = await receive(ctx, maxBytes)
    const received = await attachments.receive(session, ctx.params.id, file.blob)
    ctx.body = attachments.presenter({ session, origin: ctx.URL.origin })(received)
  }
}

/** `GET /attachments/:id` at a signed address: a picture, for its owner's page. */
export function getAttachment(attachments: Attachments) {
  return async (ctx: Context) => {
    const session = attachments.verify('preview', ctx.params.id, ctx.URL.searchParams)
    const { bytes, attachment } = await attachments.read(session, ctx.params.id)
    ctx.type = attachment.mime_type
    ctx.set({
      'Cache-Control': 'private, max-age=3600',
      'Content-Disposition': 'inline',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'X-Content-Type-Options': 'nosniff',
    })
    ctx.body = Buffer.from(bytes)
  }
}

/** `/admin/library/files`: the permanent library for its owner, as `npm run library` has it. */
import type { Context } from 'koa'
import { AppError, UpstreamError } from '../../errors.ts'
import { USE_DOCUMENT } from '../../file-text/readable.ts'
import { contentType, unreadable } from '../../library/content-type.ts'
import type { Added, PermanentLibrary, Source } from '../../library/permanent-library.ts'
import type { Uploads } from '../body/upload.ts'

export function listPermanentFiles(library: PermanentLibrary) {
  return async (ctx: Context) => {
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { data: await library.list() }
  }
}

/** Multipart `file`; an unchanged one is left as it is, a changed one of the same name is replaced. */
export function addPermanentFile(library: PermanentLibrary, uploads: Uploads, maxBytes: number) {
  return async (ctx: Context) => {
    await using received = await uploads.receiveForm(ctx, maxBytes)
    const { filename, blob } = received
    const content = await contentType(blob, filename)
    if (content?.kind !== 'document' || blob.size === 0) {
      throw await unreadable(blob, filename, USE_DOCUMENT)
    }
    const file = new File([blob], filename, { type: content.mime })
    const added = await addOne(library, { path: filename, file })
    ctx.status = added.outcome === 'unchanged' ? 200 : 201
    ctx.body = added
  }
}

async function addOne(library: PermanentLibrary, source: Source): Promise<Added> {
  const { promise, resolve } = Promise.withResolvers<Added>()
  await library.add([source], resolve)
  const added = await promise
  if (added.outcome !== 'failed') return added
  if (added.cause instanceof AppError) throw added.cause
  throw new UpstreamError(`“${source.path}” was not added: ${added.error}`, added.cause)
}

export function removePermanentFile(library: PermanentLibrary) {
  return async (ctx: Context) => {
    await library.remove(ctx.params.id)
    ctx.status = 204
  }
}

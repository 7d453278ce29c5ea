import type { Context } from 'koa'
import { TooLargeError, UnsupportedTypeError, VectorStoreNotConfiguredError } from '../errors.ts'
import { contentType, READABLE } from '../library/content-type.ts'
import type { Library } from '../library/library.ts'
import type { Memory } from '../memory/memory.ts'
import { readFormFile } from './upload.ts'

/** `GET /library/files`: what this session's coach can read. */
export function listFiles(library: Library) {
  return async (ctx: Context) => {
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { data: await library.list(ctx.state.session) }
  }
}

/** `POST /library/files`, multipart `file`: a document for this session alone. */
export function addFile(
  library: Library,
  memory: Memory,
  limits: { libraryFileBytes: number; fileBytesPerSession: number },
) {
  return async (ctx: Context) => {
    if (!library.writable) throw new VectorStoreNotConfiguredError()
    const { filename, bytes } = await readFormFile(ctx, limits.libraryFileBytes)
    const content = await contentType(bytes, filename)
    if (content?.kind !== 'document' || bytes.length === 0) {
      throw new UnsupportedTypeError(`“${filename}” cannot be read. ${READABLE}`)
    }
    const { session } = ctx.state
    const used = await memory.session(session).countBytes()
    if (used + bytes.length > limits.fileBytesPerSession) {
      throw new TooLargeError(`All your files with “${filename}”`, 'the room for one session')
    }
    const file = { filename, bytes, type: content.mime, kind: 'file' as const }
    const { id, status } = await library.add(session, file)
    ctx.status = 201
    ctx.body = { id, filename, bytes: bytes.length, status, shared: false }
  }
}

/** `DELETE /library/files/:id`: one of the session's own. */
export function removeFile(library: Library) {
  return async (ctx: Context) => {
    await library.remove(ctx.state.session, ctx.params.id)
    ctx.status = 204
  }
}

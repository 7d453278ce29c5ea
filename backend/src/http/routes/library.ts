import type { Context } from 'koa'
import { VectorStoreNotConfiguredError } from '../../errors.ts'
import { USE_DOCUMENT } from '../../file-text/readable.ts'
import { contentType, unreadable } from '../../library/content-type.ts'
import type { Library } from '../../library/library.ts'
import { addOwnFile } from '../../library/own-files.ts'
import { roomFor, type SessionLimits } from '../../library/room.ts'
import type { Memory } from '../../memory/memory.ts'
import type { LibraryFile, LibraryFiles } from '../../protocol/routes.ts'
import type { Uploads } from '../body/upload.ts'

/** `GET /library/files`: what this session's coach can read. */
export function listFiles(library: Library) {
  return async (ctx: Context) => {
    ctx.set('Cache-Control', 'no-store')
    ctx.body = { data: await library.list(ctx.state.session) } satisfies LibraryFiles
  }
}

/** `POST /library/files`, multipart `file`: a document for this session alone. */
export function addFile(
  library: Library,
  memory: Memory,
  uploads: Uploads,
  limits: SessionLimits & { libraryFileBytes: number },
) {
  const room = roomFor(limits)
  return async (ctx: Context) => {
    if (!library.writable) throw new VectorStoreNotConfiguredError()
    await using received = await uploads.receiveForm(ctx, limits.libraryFileBytes)
    const { filename, blob } = received
    const content = await contentType(blob, filename)
    if (content?.kind !== 'document' || blob.size === 0) {
      throw await unreadable(blob, filename, USE_DOCUMENT)
    }
    const { session } = ctx.state
    const file = { filename, blob, type: content.mime, kind: 'file' as const }
    const { id, status } = await addOwnFile({ library, memory, room }, session, file)
    ctx.status = 201
    ctx.body = { id, filename, bytes: blob.size, status, shared: false } satisfies LibraryFile
  }
}

/** `DELETE /library/files/:id`: one of the session's own. */
export function removeFile(library: Library) {
  return async (ctx: Context) => {
    await library.remove(ctx.state.session, ctx.params.id)
    ctx.status = 204
  }
}

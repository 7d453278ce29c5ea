/** Files in messages: announced by the protocol, brought in beside it by a signed address, kept in memory. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import pLimit from 'p-limit'
import {
  type AppError,
  InvalidRequestError,
  NotFoundError,
  TooLargeError,
  UnsupportedTypeError,
  VectorStoreNotConfiguredError,
} from '../errors.ts'
import { USE_DOCUMENT_OR_IMAGE } from '../file-text/readable.ts'
import type { Memory, SessionMemory, StoredAttachment, StoredFile } from '../memory/memory.ts'
import { newId } from '../protocol/ids.ts'
import type { Attachment, Params } from '../protocol/schemas.ts'
import { contentType, unreadable } from './content-type.ts'
import type { Library } from './library.ts'
import { megabytes, requireRoom, roomFor, type SessionLimits } from './room.ts'

export type Requester = {
  session: string
  /** This request's public origin, for the addresses of uploads and previews. */
  origin: string
}

/** Makes, shows and removes attachments; the bytes come in beside the protocol. */
export interface AttachmentStore {
  createAttachment(params: Params<'attachments.create'>, context: Requester): Promise<Attachment>
  presenter(context: Requester): (stored: Pick<StoredAttachment, 'attachment'>) => Attachment
}

export interface Attachments extends AttachmentStore {
  /** Takes the bytes in; a document goes on into the library. */
  receive(session: string, id: string, blob: Blob): Promise<StoredAttachment>
  /** @throws {NotFoundError} */
  read(session: string, id: string): Promise<{ bytes: Uint8Array; attachment: Attachment }>
  /** The session that a signed address stands for. @throws {NotFoundError} if it is wrong or expired. */
  verify(purpose: Purpose, id: string, query: URLSearchParams): string
}

type Purpose = 'upload' | 'preview'

const UPLOAD_MINUTES = 15
/** An upload that has begun in time may take as long again. */
const AWAITED_MS = 2 * UPLOAD_MINUTES * 60_000
const PREVIEW_HOURS = 24
/** Each is in memory as a whole on its way into the store, and out of it. */
const PICTURES_AT_ONCE = 2

export function createAttachments(parts: {
  memory: Memory
  library: Library
  secret: string
  limits: SessionLimits & { attachmentBytes: number }
}): Attachments {
  const { memory, library, limits } = parts
  const room = roomFor(limits)
  const onePicture = pLimit(PICTURES_AT_ONCE)

  const sign = (purpose: Purpose, id: string, session: string, expires: string) =>
    createHmac('sha256', parts.secret)
      .update([purpose, id, session, expires].join('\n'))
      .digest('base64url')

  /** The address carries the session's key, which is a hash and opens nothing by itself. */
  const signedUrl = (purpose: Purpose, id: string, expires: number, context: Requester) => {
    const url = new URL(`/attachments/${id}`, context.origin)
    const { session } = context
    url.search = new URLSearchParams({
      session,
      expires: String(expires),
      signature: sign(purpose, id, session, String(expires)),
    }).toString()
    return url.href
  }

  const presenter = (context: Requester) => (stored: Pick<StoredAttachment, 'attachment'>) => {
    const { attachment } = stored
    if (attachment.type === 'file') return attachment
    // Rounded, so that an address stays the same for a while and the browser's cache can serve it.
    const hour = 3_600_000
    const expires = Math.ceil(Date.now() / hour) * hour + PREVIEW_HOURS * hour
    return { ...attachment, preview_url: signedUrl('preview', attachment.id, expires, context) }
  }

  return {
    presenter,

    async createAttachment({ name, size, mime_type }, context) {
      if (size > limits.attachmentBytes) {
        throw new TooLargeError(`“${name}”`, megabytes(limits.attachmentBytes))
      }
      const type = announcedType(mime_type)
      if (type === 'file' && !library.writable) throw new VectorStoreNotConfiguredError()

      const id = newId('atc')
      const fields = { id, name, mime_type }
      const attachment: Attachment =
        type === 'image' ? { ...fields, type, preview_url: '' } : { ...fields, type }
      const stored = { attachment, size, uploaded: false }
      const session = memory.session(context.session)
      requireRoom(await session.announceAttachment(stored, room, AWAITED_MS), name, room)

      const expires = Date.now() + UPLOAD_MINUTES * 60_000
      const url = signedUrl('upload', id, expires, context)
      return {
        ...presenter(context)(stored),
        upload_descriptor: { url, method: 'PUT', headers: {} },
      }
    },

    async receive(sessionKey, id, blob) {
      const session = memory.session(sessionKey)
      const stored = await requireAwaited(session, id)
      const { kind, mime } = await checkContent(blob, stored)
      const attachment = { ...stored.attachment, mime_type: mime }
      const received: StoredAttachment = {
        ...stored,
        attachment,
        size: blob.size,
        uploaded: true,
      }
      if (kind === 'image') {
        const isKept = await onePicture(async () =>
          session.receiveAttachment(received, { bytes: await blob.bytes() }),
        )
        if (!isKept) throw await refusal(session, id)
        return received
      }
      const { name } = attachment
      const document = { filename: name, blob, type: mime, kind: 'attachment' as const }
      // The store takes its time: meanwhile it may have been removed, or have come a second time.
      const keep = (file: StoredFile) => session.receiveAttachment(received, { file })
      const file = await library.add(sessionKey, document, keep)
      if (!file) throw await refusal(session, id)
      return { ...received, fileId: file.id }
    },

    async read(sessionKey, id) {
      const session = memory.session(sessionKey)
      const stored = await session.loadAttachment(id)
      const bytes = await onePicture(() => session.loadAttachmentBytes(id))
      if (!stored || !bytes) throw new NotFoundError('This attachment')
      return { bytes, attachment: stored.attachment }
    },

    verify(purpose, id, query) {
      const session = query.get('session') ?? ''
      const expires = query.get('expires') ?? ''
      const given = Buffer.from(query.get('signature') ?? '')
      const right = Buffer.from(sign(purpose, id, session, expires))
      const valid = given.length === right.length && timingSafeEqual(given, right)
      if (!valid || Number(expires) < Date.now()) throw new NotFoundError('This address')
      return session
    },
  }
}

async function requireAwaited(session: SessionMemory, id: string): Promise<StoredAttachment> {
  const stored = await session.loadAttachment(id)
  if (!stored) throw new NotFoundError('This attachment')
  if (stored.uploaded) throw takenAlready()
  return stored
}

/** Why it was not taken, which is known only after the attempt. */
async function refusal(session: SessionMemory, id: string): Promise<AppError> {
  const stored = await session.loadAttachment(id)
  return stored?.uploaded ? takenAlready() : new NotFoundError('This attachment')
}

const takenAlready = () => new InvalidRequestError('This file has been uploaded already.')

/** The name's promise; whether the content keeps it is seen when it arrives. */
function announcedType(mime: string): Attachment['type'] {
  // Browsers take TypeScript for a kind of video.
  if (/^(audio|video|font)\//.test(mime) && mime !== 'video/mp2t')
    throw new UnsupportedTypeError(USE_DOCUMENT_OR_IMAGE)
  return mime.startsWith('image/') ? 'image' : 'file'
}

async function checkContent(blob: Blob, { attachment, size }: StoredAttachment) {
  if (blob.size === 0) throw new InvalidRequestError(`“${attachment.name}” is empty.`)
  if (blob.size > size) {
    throw new InvalidRequestError(`“${attachment.name}” is larger than announced. Attach it again.`)
  }
  const content = await contentType(blob, attachment.name)
  const announced = attachment.type === 'image' ? 'image' : 'document'
  if (!content) throw await unreadable(blob, attachment.name, USE_DOCUMENT_OR_IMAGE)
  if (content.kind !== announced) {
    throw new UnsupportedTypeError(
      `“${attachment.name}” is ${content.kind === 'image' ? 'a picture' : 'no picture'}, other than announced. Attach it again.`,
    )
  }
  return content
}

/** What a file is, told by its content rather than by its name. */
import { fileTypeFromBlob } from 'file-type'
import { type AppError, UnsupportedTypeError } from '../errors.ts'
import { isUtf16, looksLikeText } from '../file-text/plain/unicode.ts'
import { documents, images, TELLING_BYTES, whyUnreadable } from '../file-text/readable.ts'

export type ContentType = { kind: 'image' | 'document'; mime: string }

/** Made of letters, yet nobody could read it: layout or cipher. */
const coded = new Set(['application/rtf', 'application/postscript', 'application/pgp-encrypted'])

/** The name's ending says which kind of text it is, and nothing more. */
const textTypes: Record<string, string> = {
  md: 'text/markdown',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  html: 'text/html',
  htm: 'text/html',
  xml: 'application/xml',
  json: 'application/json',
  css: 'text/css',
  js: 'text/javascript',
}

/** `undefined` where the coach has no way to read it. */
export async function contentType(blob: Blob, name: string): Promise<ContentType | undefined> {
  const mime = (await fileTypeFromBlob(blob))?.mime ?? ''
  if (documents.has(mime)) return { kind: 'document', mime }
  // Asked before anything else is believed: “BMW” and “GIF” are how pictures begin, but also words.
  if (!coded.has(mime) && (await isText(blob))) return { kind: 'document', mime: textType(name) }
  return images.has(mime) ? { kind: 'image', mime } : undefined
}

/** @param usable what the place takes instead, such as `USE_DOCUMENT` */
export async function unreadable(blob: Blob, name: string, usable: string): Promise<AppError> {
  if (blob.size === 0) return new UnsupportedTypeError(`“${name}” is empty.`)
  const head = await blob.slice(0, TELLING_BYTES).bytes()
  return new UnsupportedTypeError(`“${name}” ${whyUnreadable(head, name, usable)}`)
}

function textType(name: string): string {
  const extension = name.split('.').at(-1)?.toLowerCase() ?? ''
  return textTypes[extension] ?? 'text/plain'
}

/** Read piece by piece: it may be large. What is no text shows it within the first piece. */
async function isText(blob: Blob): Promise<boolean> {
  if (isUtf16(await blob.slice(0, 65_536).bytes())) return true
  for await (const piece of blob.stream()) if (!looksLikeText(piece)) return false
  return true
}

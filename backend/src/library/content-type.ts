/** What a file is, told by its content rather than by its name. */
import { fileTypeFromBuffer } from 'file-type'

export type ContentType = { kind: 'image' | 'document'; mime: string }

const images = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp'])
const documents = new Set([
  'application/pdf',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
])
const textTypes: Record<string, string> = {
  md: 'text/markdown',
  csv: 'text/csv',
  html: 'text/html',
  json: 'application/json',
}

export const READABLE = 'Use an image (PNG, JPEG, GIF, WebP), a PDF, a Word file or a text file.'

/** `undefined` where the coach has no way to read it. */
export async function contentType(
  bytes: Uint8Array,
  name: string,
): Promise<ContentType | undefined> {
  const mime = (await fileTypeFromBuffer(bytes))?.mime
  if (mime && images.has(mime)) return { kind: 'image', mime }
  if (mime && documents.has(mime)) return { kind: 'document', mime }
  if (mime || !isText(bytes)) return undefined
  const extension = name.split('.').at(-1)?.toLowerCase() ?? ''
  return { kind: 'document', mime: textTypes[extension] ?? 'text/plain' }
}

function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** What a file is, told by its content rather than by its name. */
import { fileTypeFromBlob } from 'file-type'

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
export async function contentType(blob: Blob, name: string): Promise<ContentType | undefined> {
  const mime = (await fileTypeFromBlob(blob))?.mime
  if (mime && images.has(mime)) return { kind: 'image', mime }
  if (mime && documents.has(mime)) return { kind: 'document', mime }
  if (mime || !(await isText(blob))) return undefined
  const extension = name.split('.').at(-1)?.toLowerCase() ?? ''
  return { kind: 'document', mime: textTypes[extension] ?? 'text/plain' }
}

/** Read piece by piece: it may be large. */
async function isText(blob: Blob): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const piece of blob.stream()) {
      if (piece.includes(0)) return false
      decoder.decode(piece, { stream: true })
    }
    decoder.decode()
    return true
  } catch {
    return false
  }
}

export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp'
export type DetectedType = ImageType | 'heic' | 'pdf' | 'zip' | 'old-office' | 'text' | 'unknown'

/** So many bytes from its beginning tell what a file is. */
export const HEAD_BYTES = 4_100

/** What a file is by its first bytes, whatever its name. The API looks at the whole of it, and decides. */
export function detectType(head: Uint8Array): DetectedType {
  const start = String.fromCharCode(...head.subarray(0, 12))
  const signed = SIGNATURES.find(([signature]) => start.startsWith(signature))
  if (signed) return signed[1]
  if (start.startsWith('RIFF') && start.endsWith('WEBP')) return 'image/webp'
  if (HEIC_BRAND.test(start.slice(4))) return 'heic'
  return isText(head) ? 'text' : 'unknown'
}

export function isImage(kind: DetectedType): kind is ImageType {
  return kind.startsWith('image/')
}

const SIGNATURES: [string, DetectedType][] = [
  ['\x89PNG\r\n\x1a\n', 'image/png'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['GIF87a', 'image/gif'],
  ['GIF89a', 'image/gif'],
  ['%PDF-', 'pdf'],
  ['PK\x03\x04', 'zip'],
  ['PK\x05\x06', 'zip'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'old-office'],
  // Sound and layout that begin with letters.
  ['ID3', 'unknown'],
  ['{\\rtf', 'unknown'],
]

const HEIC_BRAND = /^ftyp(hei[cxms]|hev[cxms]|mif1|msf1)/

/** In any common encoding; which one it is, the API finds out. */
function isText(head: Uint8Array) {
  const mark = head[0] === 0xff ? head[1] === 0xfe : head[0] === 0xfe && head[1] === 0xff
  return mark || !head.some(isControl) || isUtf16(head)
}

/** Without a mark: its letters are all letters, and some of them spaces or signs. */
function isUtf16(head: Uint8Array) {
  const whole = head.subarray(0, head.length - (head.length % 2))
  return head.includes(0) && ['utf-16le', 'utf-16be'].some((order) => isStrictly(order, whole))
}

function isStrictly(order: string, bytes: Uint8Array) {
  try {
    const text = new TextDecoder(order, { fatal: true }).decode(bytes, { stream: true })
    return /[\n -~\u3001\u3002]/.test(text) && !/(?![\b-\r\u0085])\p{Cc}|[\p{Co}\p{Cn}]/u.test(text)
  } catch {
    return false
  }
}

const ESCAPE = 0x1b
/** Bytes below a space that stand in no text; from tab to return they do, and logs hold escapes. */
const isControl = (byte: number) => byte < 0x20 && (byte < 0x08 || byte > 0x0d) && byte !== ESCAPE

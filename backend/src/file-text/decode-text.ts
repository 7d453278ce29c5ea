/** What Windows saves where it does not save Unicode, as Excel does with CSV in the West. */
const FALLBACK = 'windows-1252'

const HEAD = 65_536

/** Text of every common encoding; `undefined` where these bytes are no text. */
export function decodeText(content: Uint8Array): string | undefined {
  return decode(content)?.replace(/\r\n?/g, '\n')
}

function decode(content: Uint8Array): string | undefined {
  const encoding = unicodeEncoding(content)
  try {
    if (!looksLikeText(content.subarray(0, HEAD))) return undefined
    return new TextDecoder(encoding, { fatal: true }).decode(content)
  } catch {
    const isOneByte = encoding === 'utf-8' && looksLikeText(content)
    return isOneByte ? new TextDecoder(FALLBACK).decode(content) : undefined
  }
}

/** Any piece of a file will do, as long as the file has no mark of UTF-16, in which zeros are letters. */
export function looksLikeText(piece: Uint8Array): boolean {
  return hasUtf16Mark(piece) || !piece.some(isControl)
}

export function hasUtf16Mark(content: Uint8Array): boolean {
  return unicodeEncoding(content) !== 'utf-8'
}

function unicodeEncoding([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  return 'utf-8'
}

const ESCAPE = 0x1b
/** Bytes below a space that stand in no text; from tab to return they do, and logs hold escapes. */
const isControl = (byte: number) => byte < 0x20 && (byte < 0x08 || byte > 0x0d) && byte !== ESCAPE

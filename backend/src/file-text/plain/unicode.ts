/** Text in UTF-8 or UTF-16, and what tells it from other bytes. */

const HEAD = 65_536

/** `undefined` where these bytes are in no form of Unicode. */
export function decodeUnicode(content: Uint8Array): string | undefined {
  const order = utf16Order(content.subarray(0, HEAD))
  if (order) return decodeUtf16(content, order)
  if (!looksLikeText(content.subarray(0, HEAD)) || hasIso2022(content)) return undefined
  return decodeUtf8(content)
}

/** Any piece of a file will do, as long as the file is not in UTF-16, in which zeros are parts of letters. */
export function looksLikeText(piece: Uint8Array): boolean {
  return !piece.some(isControl)
}

/** @param content of a file, or its beginning */
export function isUtf16(content: Uint8Array): boolean {
  return utf16Order(content.subarray(0, HEAD)) !== undefined
}

/** Lines end in `\n` alone. */
export const withPlainBreaks = (text: string) => text.replace(/\r\n?/g, '\n')

type Utf16 = 'utf-16le' | 'utf-16be'

function utf16Order(head: Uint8Array): Utf16 | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  return utf16WithoutMark(head)
}

/** Of fewer bytes nothing can be said. */
const SHORTEST = 16

/** In UTF-16 spaces and signs have bytes that stand in no other text, and the other order makes no signs of them. */
function utf16WithoutMark(head: Uint8Array): Utf16 | undefined {
  if (head.length < SHORTEST || looksLikeText(head) || isAsciiWithStrays(head)) return undefined
  const big = shareOfSigns(decodeUtf16(head, 'utf-16be', { stream: true }))
  const little = shareOfSigns(decodeUtf16(head, 'utf-16le', { stream: true }))
  if (Math.max(big, little) < 0.01) return undefined
  if (little > 4 * big) return 'utf-16le'
  return big > 4 * little ? 'utf-16be' : undefined
}

/** Such bytes, two by two, would be rare letters of Chinese. */
function isAsciiWithStrays(head: Uint8Array): boolean {
  const zeros = head.filter((byte) => byte === 0).length
  const others = head.filter((byte) => byte > 0x7e || (byte > 0 && byte < 0x20)).length
  return zeros < head.length / 4 && others < head.length / 20
}

/** Of ASCII, of the signs and syllables of Japanese, and of the full-width signs of Chinese. */
const shareOfSigns = (text = '') =>
  count(text, /[\t\n\r -~\u3001\u3002\u3041-\u30ff\uff01-\uff5e]/g) / Math.max(text.length, 1)

/** What no text holds: control characters, halves of letters, and what stands for no letter. */
const NO_LETTER = /(?![\b-\r\u0085])\p{Cc}|[\p{Co}\p{Cn}]/u

/** @param options with `stream` the last letter may be cut */
function decodeUtf16(content: Uint8Array, order: Utf16, options?: { stream: boolean }) {
  try {
    const text = new TextDecoder(order, { fatal: true }).decode(content, options)
    return NO_LETTER.test(text) ? undefined : text
  } catch {
    return undefined
  }
}

/** A letter or two may be broken, as where a program cut a line in the middle of one; they stay as `�`. */
function decodeUtf8(content: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    const text = new TextDecoder('utf-8').decode(content)
    const broken = count(text, /\ufffd/g)
    // Letters that stand whole by chance are rare in any other encoding.
    return count(text, /(?!\ufffd)\P{ASCII}/gu) >= 4 * broken ? text : undefined
  }
}

const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0

/** Japanese in seven bits, as mail has it: it would pass for UTF-8. */
function hasIso2022(content: Uint8Array): boolean {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength)
  return bytes.includes('\x1b$B') || bytes.includes('\x1b$@')
}

const ESCAPE = 0x1b
/** Bytes below a space that stand in no text; from tab to return they do, and logs hold escapes. */
const isControl = (byte: number) => byte < 0x20 && (byte < 0x08 || byte > 0x0d) && byte !== ESCAPE

/** The text of a new file, as far as it can be had at once: it goes along with questions until a search finds it. */
import type { LimitFunction } from 'p-limit'
import type { FileText } from '../file-text/file-text.ts'
import { decodeUnicode, isUtf16, withPlainBreaks } from '../file-text/plain/unicode.ts'
import { withTimeout } from '../lib/with-timeout.ts'
import type { StoredFile } from '../memory/memory.ts'

/** Reads the text out of a document such as a PDF. */
export type ExtractText = (bytes: Uint8Array, filename: string) => Promise<FileText>

/** The longest that an upload waits for it. */
const TIMEOUT_MS = 3_000
/** Characters; more than a model is given of it in any script. */
const MOST = 100_000
/** As many bytes as so many characters can have. */
const MOST_BYTES = 4 * MOST
/** Reading a document takes all of it into memory; of a larger one questions wait for the index. */
const LARGEST_DOCUMENT = 8 * 1024 * 1024

/** @param limit of work that holds a whole file in memory */
export async function readInlineText(
  { blob, type, filename }: { blob: Blob; type: string; filename: string },
  extractText: ExtractText,
  limit: LimitFunction,
): Promise<StoredFile['inlineText']> {
  let isGivenUp = false
  const extract = (bytes: Uint8Array) =>
    limit(async () => {
      if (isGivenUp) return undefined
      const read = await extractText(bytes, filename)
      return 'text' in read ? read.text : undefined
    })
  const reading = isPlainText(type) ? readText(blob, extract) : readDocument(blob, extract)
  const text = await withTimeout(reading, TIMEOUT_MS, () => undefined).catch(() => undefined)
  isGivenUp = true
  if (!text?.trim()) return undefined
  const isWhole = text.length <= MOST && (blob.size <= MOST_BYTES || !isPlainText(type))
  return { text: text.slice(0, MOST).toWellFormed(), isWhole }
}

type Extract = (bytes: Uint8Array) => Promise<string | undefined>

const isPlainText = (type: string) =>
  (type.startsWith('text/') && type !== 'text/html') || type === 'application/json'

/** By a worker, which takes its time, only where its encoding has to be found out. */
async function readText(blob: Blob, extract: Extract) {
  const bytes = await blob.slice(0, MOST_BYTES).bytes()
  const whole = blob.size > MOST_BYTES ? untilLastLetter(bytes) : bytes
  const text = decodeUnicode(whole)
  return text === undefined ? extract(whole) : withPlainBreaks(text)
}

const LINE_FEED = 0x0a

/** Cut in the middle of a letter, it would be no text. Where a line ends, a letter does in every encoding. */
function untilLastLetter(bytes: Uint8Array): Uint8Array {
  if (isUtf16(bytes)) return bytes
  const line = bytes.lastIndexOf(LINE_FEED)
  const end =
    line > MOST_BYTES / 2 ? line : bytes.findLastIndex((byte) => byte < 0x80 || byte >= 0xc0)
  return bytes.subarray(0, end)
}

async function readDocument(blob: Blob, extract: Extract) {
  return blob.size > LARGEST_DOCUMENT ? undefined : extract(await blob.bytes())
}

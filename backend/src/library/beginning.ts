/** The text of a new file, as far as it can be had at once: it goes along with questions until a search finds it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeText, hasUtf16Mark } from '../file-text/decode-text.ts'
import type { FileText } from '../file-text/file-text.ts'
import type { StoredFile } from '../memory/memory.ts'
import type { Turns } from './turns.ts'

/** Reads the text out of a document such as a PDF. */
export type ExtractText = (bytes: Uint8Array, filename: string) => Promise<FileText>

/** Whoever uploads waits so long for it at most. */
const PATIENCE_MS = 3_000
/** Characters; more than a model is given of it in any script. */
const MOST = 100_000
/** As many bytes as so many characters can have. */
const MOST_BYTES = 4 * MOST
/** Reading a document takes all of it into memory; of a larger one questions wait for the index. */
const LARGEST_DOCUMENT = 8 * 1024 * 1024

/** @param turns of work that holds a whole file in memory */
export async function readBeginning(
  { blob, type, filename }: { blob: Blob; type: string; filename: string },
  extractText: ExtractText,
  turns: Turns,
): Promise<StoredFile['beginning']> {
  let isGivenUp = false
  const read = () => (isGivenUp ? undefined : readDocument(blob, filename, extractText))
  const reading = isPlainText(type) ? readText(blob) : turns.take(read)
  const text = await Promise.race([reading, giveUp()]).catch(() => undefined)
  isGivenUp = true
  if (!text?.trim()) return undefined
  const isWhole = text.length <= MOST && (blob.size <= MOST_BYTES || !isPlainText(type))
  return { text: text.slice(0, MOST).toWellFormed(), isWhole }
}

const isPlainText = (type: string) =>
  (type.startsWith('text/') && type !== 'text/html') || type === 'application/json'

/** Not by a worker, which would take its time, and without a limit to how long it may be. */
async function readText(blob: Blob) {
  const bytes = await blob.slice(0, MOST_BYTES).bytes()
  return decodeText(blob.size > MOST_BYTES ? untilLastLetter(bytes) : bytes)
}

/** Cut in the middle of a letter, it would be no text. */
function untilLastLetter(bytes: Uint8Array): Uint8Array {
  if (hasUtf16Mark(bytes)) return bytes
  return bytes.subarray(
    0,
    bytes.findLastIndex((byte) => byte < 0x80 || byte >= 0xc0),
  )
}

async function readDocument(blob: Blob, filename: string, extractText: ExtractText) {
  if (blob.size > LARGEST_DOCUMENT) return undefined
  const read = await extractText(await blob.bytes(), filename)
  return 'text' in read ? read.text : undefined
}

const giveUp = () => sleep(PATIENCE_MS, undefined, { ref: false })

/** The text of a new file, as far as it can be had at once: it goes along with questions until a search finds it. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FileText } from '../file-text/file-text.ts'
import type { StoredFile } from '../memory/memory.ts'

/** Reads the text out of a document such as a PDF. */
export type ExtractText = (bytes: Uint8Array, filename: string) => Promise<FileText>

/** Whoever uploads waits so long for it at most. */
const PATIENCE_MS = 3_000
/** Characters; more than a model is given of it in any script. */
const MOST = 100_000
/** In UTF-8, a character has no more bytes. */
const BYTES_A_CHARACTER = 4

export async function readBeginning(
  { blob, type, filename }: { blob: Blob; type: string; filename: string },
  extractText: ExtractText,
): Promise<StoredFile['beginning']> {
  if (isPlainText(type)) return readText(blob)
  const reading = blob.bytes().then((bytes) => extractText(bytes, filename))
  const read = await Promise.race([reading, giveUp()]).catch(() => undefined)
  return read && 'text' in read && read.text.trim() ? beginningOf(read.text) : undefined
}

const isPlainText = (type: string) =>
  (type.startsWith('text/') && type !== 'text/html') || type === 'application/json'

/** No more of it than is needed: it may be large. */
async function readText(blob: Blob): Promise<StoredFile['beginning']> {
  const start = blob.slice(0, MOST * BYTES_A_CHARACTER)
  const text = new TextDecoder().decode(await start.bytes(), { stream: true })
  const beginning = beginningOf(text)
  return { ...beginning, isWhole: beginning.isWhole && start.size === blob.size }
}

const beginningOf = (text: string) => ({
  text: text.slice(0, MOST).toWellFormed(),
  isWhole: text.length <= MOST,
})

const giveUp = () => sleep(PATIENCE_MS, undefined, { ref: false })

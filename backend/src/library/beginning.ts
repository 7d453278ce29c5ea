/** The text of a new file, as far as it can be had at once: it goes along with questions until a search finds it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { decodeText } from '../file-text/decode-text.ts'
import type { FileText } from '../file-text/file-text.ts'
import type { StoredFile } from '../memory/memory.ts'

/** Reads the text out of a document such as a PDF. */
export type ExtractText = (bytes: Uint8Array, filename: string) => Promise<FileText>

/** Whoever uploads waits so long for it at most. */
const PATIENCE_MS = 3_000
/** Characters; more than a model is given of it in any script. */
const MOST = 100_000

export async function readBeginning(
  { blob, type, filename }: { blob: Blob; type: string; filename: string },
  extractText: ExtractText,
): Promise<StoredFile['beginning']> {
  const reading = isPlainText(type) ? readText(blob) : readDocument(blob, filename, extractText)
  const text = await Promise.race([reading, giveUp()]).catch(() => undefined)
  if (!text?.trim()) return undefined
  return { text: text.slice(0, MOST).toWellFormed(), isWhole: text.length <= MOST }
}

const isPlainText = (type: string) =>
  (type.startsWith('text/') && type !== 'text/html') || type === 'application/json'

/** Not by a worker, which would take its time, and without a limit to how long it may be. */
const readText = async (blob: Blob) => decodeText(await blob.bytes())

async function readDocument(blob: Blob, filename: string, extractText: ExtractText) {
  const read = await extractText(await blob.bytes(), filename)
  return 'text' in read ? read.text : undefined
}

const giveUp = () => sleep(PATIENCE_MS, undefined, { ref: false })

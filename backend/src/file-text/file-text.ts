/** The words in a file, as Markdown where the kind of file has structure. */
import { extractInWorker, type Task } from './extract-in-worker.ts'
import { kindOf } from './kinds.ts'
import { decodeUnicode, withPlainBreaks } from './plain/unicode.ts'
import { USE_DOCUMENT, whyUnreadable } from './readable.ts'

export type FileText =
  | { text: string }
  | { error: { code: 'unsupported_file' | 'invalid_file'; message: string } }

const EXTRACTION_SECONDS = 20
/** About 150,000 words, which take well under a second to index. */
const LONGEST_TEXT = 1_000_000

/** Reads the text of a file; what cannot be read comes back as an error in plain words. */
export async function readFileText(
  content: Uint8Array,
  filename: string,
  seconds = EXTRACTION_SECONDS,
): Promise<FileText> {
  if (content.byteLength === 0) return invalid(`${filename} is empty.`)
  const kind = kindOf(content, filename)
  if (kind === 'binary') return unsupported(content, filename)
  // No letter takes more than four bytes. Of what only has to be decoded, that is all there is to know.
  const isOnlyText = kind === 'text' || kind === 'csv'
  if (isOnlyText && content.byteLength > 4 * LONGEST_TEXT) return tooLong(filename)
  const outcome =
    kind === 'text'
      ? await decodeFileText(content, filename, seconds)
      : await extract({ kind, content }, filename, seconds)
  return 'text' in outcome ? checked(withoutHiddenBreaks(outcome.text), filename) : outcome
}

/** The text of a file as it is, be it a page or a table; what cannot be decoded comes back as an error. */
export async function decodeFileText(
  content: Uint8Array,
  filename: string,
  seconds = EXTRACTION_SECONDS,
): Promise<FileText> {
  const text = decodeUnicode(content)
  if (text !== undefined) return { text: withPlainBreaks(text) }
  return extract({ kind: 'text', content }, filename, seconds)
}

async function extract(task: Task, filename: string, seconds: number): Promise<FileText> {
  const outcome = await extractInWorker(task, seconds)
  return 'reason' in outcome ? invalid(`${filename} ${outcome.reason}`) : outcome
}

/** Where a word may be broken: nobody sees these, and a search would find only half a word. */
const withoutHiddenBreaks = (text: string) => text.replace(/\u00ad\n?|[\u200b\u2060\ufeff]/g, '')

function checked(text: string, filename: string): FileText {
  if (text.trim() === '') return invalid(`${filename} holds no text.`)
  if (text.length > LONGEST_TEXT) return tooLong(filename)
  return { text }
}

function tooLong(filename: string): FileText {
  const millions = LONGEST_TEXT / 1_000_000
  return invalid(
    `${filename} holds more than ${millions} million characters. Split it and upload the parts.`,
  )
}

function unsupported(content: Uint8Array, filename: string): FileText {
  const message = `${filename} ${whyUnreadable(content, filename, USE_DOCUMENT)}`
  return { error: { code: 'unsupported_file', message } }
}

const invalid = (message: string): FileText => ({ error: { code: 'invalid_file', message } })

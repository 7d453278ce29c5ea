/** Reads one file in a thread of its own, and says how it went. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Outcome, Task } from './extract-in-worker.ts'
import { decodeText } from './plain/decode-text.ts'
import { isUtf16, looksLikeText, withPlainBreaks } from './plain/unicode.ts'
import { UNKNOWN_ENCODING, UnreadableError } from './unreadable.ts'

const { kind, content } = workerData as Task

type Reader = { name: string; read(): Promise<string> }

/** Each loads the library of its kind alone: all of them take half a second. */
const readers: Record<Task['kind'], Reader> = {
  pdf: {
    name: 'PDF',
    read: async () => (await import('./pdf/pdf.ts')).textOfPdf(content),
  },
  docx: {
    name: 'Word document',
    read: async () => (await import('./office/word.ts')).textOfWord(content),
  },
  pptx: {
    name: 'PowerPoint presentation',
    read: async () => (await import('./office/powerpoint.ts')).textOfPowerPoint(content),
  },
  xlsx: {
    name: 'Excel file',
    read: async () => (await import('./office/spreadsheet.ts')).textOfSpreadsheet(content),
  },
  opendocument: {
    name: 'OpenDocument file',
    read: async () => (await import('./office/open-document.ts')).textOfOpenDocument(content),
  },
  epub: {
    name: 'EPUB book',
    read: async () => (await import('./office/epub.ts')).textOfEpub(content),
  },
  html: {
    name: 'web page',
    read: async () => (await import('./html.ts')).textOfHtml(await requireText()),
  },
  csv: {
    name: 'CSV file',
    read: async () => (await import('./plain/csv.ts')).textOfCsv(await requireText()),
  },
  text: {
    name: 'text',
    read: requireText,
  },
}

async function requireText(): Promise<string> {
  const text = await decodeText(content)
  if (text !== undefined) return withPlainBreaks(text)
  if (!isUtf16(content) && !looksLikeText(content))
    throw new UnreadableError('looks like text at its beginning, but is not.')
  throw new UnreadableError(UNKNOWN_ENCODING)
}

async function outcome(): Promise<Outcome> {
  const { name, read } = readers[kind]
  try {
    return { text: await read() }
  } catch (error) {
    if (error instanceof UnreadableError) return { reason: error.message }
    return { reason: `is a damaged ${name}.` }
  }
}

parentPort?.postMessage(await outcome())

import { Worker } from 'node:worker_threads'
import type { LastError } from './uploads.ts'

export type FileText = { text: string } | { error: LastError }

export type FileKind = WorkerKind | 'text' | 'binary'

/** Kinds that take a parser, and so a worker. */
export type WorkerKind = 'pdf' | 'docx' | 'html'

/** Pages of a PDF are kept apart by this character, so that a passage can name its page. */
export const PAGE_BREAK = '\f'

const EXTRACTION_SECONDS = 20
/** About 150,000 words, which take well under a second to index. */
const LONGEST_TEXT = 1_000_000

/** Reads the text of a file; what cannot be read comes back as an error in plain words. */
export async function readFileText(
  content: Uint8Array,
  filename: string,
  seconds = EXTRACTION_SECONDS,
): Promise<FileText> {
  const kind = kindOf(content)
  if (content.byteLength === 0) return failed('invalid_file', `${filename} is empty.`)
  if (kind === 'binary') return unsupported(content, filename)
  if (kind === 'text') return checked(decodeText(content, filename), filename)
  return checked(await extractInWorker(kind, content, filename, seconds), filename)
}

/** Goes by what the file holds: names lie, and hostile names lie on purpose. */
export function kindOf(content: Uint8Array): FileKind {
  const head = Buffer.from(content.subarray(0, 1024)).toString('latin1')
  if (head.includes('%PDF-')) return 'pdf'
  if (head.startsWith('PK\u0003\u0004')) return isWordFile(content) ? 'docx' : 'binary'
  if (!looksLikeText(content)) return 'binary'
  return isHtml(content) ? 'html' : 'text'
}

function isWordFile(content: Uint8Array): boolean {
  const { buffer, byteOffset, byteLength } = content
  return Buffer.from(buffer, byteOffset, byteLength).includes('word/document.xml')
}

function looksLikeText(content: Uint8Array): boolean {
  if (hasUtf16Mark(content)) return true
  return !content.subarray(0, 8192).includes(0)
}

function hasUtf16Mark(content: Uint8Array): boolean {
  const [first, second] = content
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)
}

function decodeText(content: Uint8Array, filename: string): FileText {
  try {
    const text = new TextDecoder(encodingOf(content), { fatal: true }).decode(content)
    return { text: text.replaceAll('\r\n', '\n') }
  } catch {
    return failed(
      'unsupported_file',
      `${filename} is neither UTF-8 text nor a PDF or Word document.`,
    )
  }
}

function encodingOf(content: Uint8Array): string {
  if (!hasUtf16Mark(content)) return 'utf-8'
  return content[0] === 0xff ? 'utf-16le' : 'utf-16be'
}

function isHtml(content: Uint8Array): boolean {
  const head = Buffer.from(content.subarray(0, 1024)).toString('latin1')
  return /^[^<]{0,16}<(!doctype html|html|head|body)\b/i.test(head)
}

/** A worker of its own for each file: a hostile document can exhaust it, and nothing else. */
function extractInWorker(
  kind: WorkerKind,
  content: Uint8Array,
  filename: string,
  seconds: number,
): Promise<FileText> {
  const worker = new Worker(new URL('./file-text-worker.ts', import.meta.url), {
    workerData: { kind, content },
    // Options of the parent process, such as a test runner's loaders, are not for the worker.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 64 },
    stdout: true,
    stderr: true,
  })
  const unreadable = failed('invalid_file', `${filename} could not be read: it seems damaged.`)
  return new Promise<FileText>((resolve) => {
    const deadline = setTimeout(() => resolve(tooSlow(filename, seconds)), seconds * 1000)
    deadline.unref()
    worker.once('message', (outcome: { text: string } | { reason: string }) =>
      resolve(
        'text' in outcome ? outcome : failed('invalid_file', `${filename} ${outcome.reason}`),
      ),
    )
    worker.once('error', () => resolve(unreadable))
    worker.once('exit', () => {
      clearTimeout(deadline)
      resolve(unreadable)
    })
  }).finally(() => worker.terminate())
}

function checked(outcome: FileText, filename: string): FileText {
  if ('error' in outcome) return outcome
  const { text } = outcome
  if (text.trim() === '') return failed('invalid_file', `${filename} holds no text.`)
  if (text.length > LONGEST_TEXT) return tooLong(filename)
  return { text }
}

function tooLong(filename: string): FileText {
  const millions = LONGEST_TEXT / 1_000_000
  return failed(
    'invalid_file',
    `${filename} holds more than ${millions} million characters. Split it and upload the parts.`,
  )
}

function tooSlow(filename: string, seconds: number): FileText {
  return failed(
    'invalid_file',
    `Reading ${filename} took longer than ${seconds} seconds. Try a smaller part of it.`,
  )
}

function unsupported(content: Uint8Array, filename: string): FileText {
  const head = Buffer.from(content.subarray(0, 12)).toString('latin1')
  const isImage = /^(\x89PNG|\xff\xd8\xff|GIF8|RIFF....WEBP)/.test(head)
  const what = isImage
    ? 'is a picture; only text can be searched'
    : 'is not a kind this coach reads'
  return failed(
    'unsupported_file',
    `${filename} ${what}. Use PDF, Word (.docx), Markdown, plain text, CSV, JSON or HTML.`,
  )
}

function failed(code: LastError['code'], message: string): FileText {
  return { error: { code, message } }
}

import { parentPort, workerData } from 'node:worker_threads'
import mammoth from 'mammoth'
import { extractText, getDocumentProxy } from 'unpdf'
import type { WorkerKind } from './file-text.ts'

type Outcome = { text: string } | { reason: string }

const { kind, content } = workerData as { kind: WorkerKind; content: Uint8Array }

async function readPdf(): Promise<Outcome> {
  try {
    const document = await getDocumentProxy(new Uint8Array(content))
    const { text } = await extractText(document, { mergePages: false })
    if (text.some((page) => page.trim() !== '')) return { text: text.join('\f') }
    return {
      reason: 'has no text in it: it looks like scanned pages. Run text recognition on it first.',
    }
  } catch (cause) {
    const isLocked = cause instanceof Error && cause.name === 'PasswordException'
    return { reason: isLocked ? 'is locked with a password.' : 'is a damaged PDF.' }
  }
}

const LARGEST_UNPACKED = 200_000_000

async function readWord(): Promise<Outcome> {
  if (unpackedSize(Buffer.from(content)) > LARGEST_UNPACKED)
    return { reason: 'unpacks to far more than a document holds, so it was left closed.' }
  try {
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(content) })
    return { text: textOfHtml(value) }
  } catch {
    return { reason: 'is a damaged Word document.' }
  }
}

/** The sizes that a zip's directory declares: small files made to fill the memory are caught here. */
function unpackedSize(zip: Buffer): number {
  const entry = Buffer.from('PK\u0001\u0002', 'latin1')
  let total = 0
  for (
    let at = zip.indexOf(entry);
    at >= 0 && at + 28 <= zip.length;
    at = zip.indexOf(entry, at + 4)
  )
    total += zip.readUInt32LE(at + 24)
  return total
}

async function readHtml(): Promise<Outcome> {
  return { text: textOfHtml(new TextDecoder().decode(content)) }
}

const entities: Record<string, string> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
  nbsp: ' ',
}

/** Headings and lists become Markdown, so that passages can follow them; other tags go. */
function textOfHtml(html: string): string {
  return html
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<(script|style|head)\b[\s\S]*?<\/\1>/gi, '')
    .replace(/\s+/g, ' ')
    .replace(/<h([1-6])\b[^>]*>/gi, (_, level) => `\n\n${'#'.repeat(Number(level))} `)
    .replace(/<li\b[^>]*>/gi, '\n- ')
    .replace(/<\/t[dh]>/gi, ' ')
    .replace(/<(\/h[1-6]|\/?p|\/?div|br|\/tr|\/?ul|\/?ol|\/?section)\b[^>]*>/gi, '\n\n')
    .replace(/<[^>]*>/g, '')
    .replace(/&(#?\w+);/g, (whole, name) => entities[name] ?? whole)
    .replace(/\n\s*\n\s*/g, '\n\n')
    .trim()
}

const readers = { pdf: readPdf, docx: readWord, html: readHtml }

parentPort?.postMessage(await readers[kind]())

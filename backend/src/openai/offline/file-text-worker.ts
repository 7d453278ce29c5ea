import { parentPort, workerData } from 'node:worker_threads'
import mammoth from 'mammoth'
import { extractText, getDocumentProxy } from 'unpdf'
import type { WorkerKind } from './file-text.ts'

type Outcome = { text: string } | { reason: string }

const { kind, content } = workerData as { kind: WorkerKind; content: Uint8Array }
const readers = { pdf: readPdf, docx: readWord, html: readHtml }

parentPort?.postMessage(await readers[kind]())

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

async function readWord(): Promise<Outcome> {
  try {
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(content) })
    return { text: textOfHtml(value) }
  } catch {
    return { reason: 'is a damaged Word document.' }
  }
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

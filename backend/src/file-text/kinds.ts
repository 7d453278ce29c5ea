/** What a file is by what it holds: names lie, and hostile names lie on purpose. */
import { decodeText, looksLikeText } from './decode-text.ts'
import { entryNames } from './unzip.ts'

/** Kinds that take a parser, and so a worker. */
export type ParsedKind = 'pdf' | 'docx' | 'pptx' | 'xlsx' | 'html' | 'csv'

export type FileKind = ParsedKind | 'text' | 'binary'

const HEAD = 1024

/** Texts alone are told apart by their names too: a list of names is CSV only where it says so. */
export function kindOf(content: Uint8Array, filename: string): FileKind {
  const head = Buffer.from(content.subarray(0, HEAD)).toString('latin1')
  if (head.startsWith('%PDF-')) return 'pdf'
  if (head.startsWith('PK\u0003\u0004')) return officeKind(content)
  if (looksLikeText(content.subarray(0, HEAD))) return textKind(content, filename)
  // Some programs write a few bytes before the mark.
  return head.includes('%PDF-') ? 'pdf' : 'binary'
}

function officeKind(content: Uint8Array): FileKind {
  const folders = new Set(entryNames(content).map((name) => name.split('/', 1)[0]))
  if (folders.has('word')) return 'docx'
  if (folders.has('ppt')) return 'pptx'
  return folders.has('xl') ? 'xlsx' : 'binary'
}

function textKind(content: Uint8Array, filename: string): FileKind {
  const head = decodeText(content.subarray(0, HEAD)) ?? ''
  if (/^[^<]{0,16}<(!doctype html|html|head|body)\b/i.test(head)) return 'html'
  return /\.(csv|tsv)$/i.test(filename) ? 'csv' : 'text'
}

/** What a file is by what it holds: names lie, and hostile names lie on purpose. */

import { decodeUnicode, isUtf16, looksLikeText } from './plain/unicode.ts'
import { documents } from './readable.ts'
import { entryNames } from './unzip.ts'

/** Kinds that take a parser, and so a worker. */
export type ParsedKind = 'pdf' | 'docx' | 'pptx' | 'xlsx' | 'opendocument' | 'epub' | 'html' | 'csv'

export type FileKind = ParsedKind | 'text' | 'binary'

const HEAD = 1024
/** The comment at the beginning of a page may be a licence. */
const TEXT_HEAD = 16_384

/** Texts alone are told apart by their names too: a list of names is CSV only where it says so. */
export function kindOf(content: Uint8Array, filename: string): FileKind {
  const head = Buffer.from(content.subarray(0, HEAD)).toString('latin1')
  if (head.startsWith('%PDF-')) return 'pdf'
  if (head.startsWith('PK\u0003\u0004')) return officeKind(content)
  if (isUtf16(content) || looksLikeText(content.subarray(0, HEAD)))
    return textKind(content, filename)
  // Some programs write a few bytes before the mark.
  return head.includes('%PDF-') ? 'pdf' : 'binary'
}

/** OpenDocument and EPUB say first what they are. */
const DECLARED = /^PK.{28}mimetype(application\/[\w.+-]+)/s

function officeKind(content: Uint8Array): FileKind {
  const head = Buffer.from(content.subarray(0, HEAD)).toString('latin1')
  const kind = documents.get(DECLARED.exec(head)?.[1]?.replace(/PK$/, '') ?? '')
  if (kind === 'OpenDocument') return 'opendocument'
  if (kind === 'EPUB') return 'epub'
  const folders = new Set(entryNames(content).map((name) => name.split('/', 1)[0]))
  if (folders.has('word')) return 'docx'
  if (folders.has('ppt')) return 'pptx'
  return folders.has('xl') ? 'xlsx' : 'binary'
}

/** Before the first tag of a page may stand a declaration of XML and comments, as of the browser that saved it. */
const PAGE =
  /^[^<]{0,16}(<\?xml\b[^>]*>\s*|<!--(?:(?!-->)[\s\S])*-->\s*)*<(!doctype html|html|head|body)\b/i
const FRAGMENT = /<(h[1-6]|p|div|table|ul|ol|br|a|span|article|section|main)\b/i

function textKind(content: Uint8Array, filename: string): FileKind {
  const start = content.subarray(0, TEXT_HEAD)
  // What tells a page is ASCII in every encoding but UTF-16.
  const head = (isUtf16(content) && decodeUnicode(start)) || Buffer.from(start).toString('latin1')
  if (PAGE.test(head) || (/\.x?html?$/i.test(filename) && FRAGMENT.test(head))) return 'html'
  return /\.(csv|tsv)$/i.test(filename) ? 'csv' : 'text'
}

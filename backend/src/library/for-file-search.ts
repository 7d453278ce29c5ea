/** OpenAI's file search knows a file by its name's ending, and takes neither tables nor OpenDocument. */
import type { LimitFunction } from 'p-limit'
import { UnsupportedTypeError } from '../errors.ts'
import { decodeFileText, type FileText, readFileText } from '../file-text/file-text.ts'
import { declareUtf8 } from '../file-text/plain/declared-encoding.ts'
import { DOCX, EPUB, ODP, ODS, ODT, PPTX, XLSX } from '../file-text/readable.ts'
import { contentType } from './content-type.ts'

const converted = new Set([XLSX, 'text/csv', 'text/tab-separated-values', ODT, ODP, ODS, EPUB])

const extensions: Record<string, string> = {
  'application/pdf': 'pdf',
  [DOCX]: 'docx',
  [PPTX]: 'pptx',
  'text/markdown': 'md',
  'text/html': 'html',
  'application/json': 'json',
}
const documents = new Set(['pdf', 'docx', 'pptx'])
/** Of code it takes these; all else goes as plain text. */
const codes = new Set('c cpp css go java js php py rb tex ts'.split(' '))

/** Each may hold a whole file in memory, and a hostile document as much as its worker may have. */
export const CONVERSIONS_AT_ONCE = 2
/** A conversion holds all of a text in memory, about ten times its size. */
const LARGEST_CONVERTED = 8 * 1024 * 1024

/**
 * The file as OpenAI's file search can take it in: tables become Markdown whose rows name their
 * columns, other documents Markdown too, text becomes UTF-8, and a name that it would refuse gets an ending more.
 * @param limit of work that holds a whole file in memory
 * @throws {UnsupportedTypeError} for a table or a text that cannot be read, and for a large text that is not in UTF-8
 */
export async function forFileSearch(file: File, limit: LimitFunction): Promise<File> {
  const mime = file.type || ((await contentType(file, file.name))?.mime ?? '')
  if (converted.has(mime)) return limit(() => asMarkdown(file))
  const ending = endingOf(file.name)
  const extension = extensions[mime] ?? (codes.has(ending) ? ending : 'txt')
  const name = withEnding(file.name, extension)
  const isFine = documents.has(extension) || (await isUtf8(file))
  const content = isFine ? file : await limit(() => inUtf8(file))
  return new File([content], name, { type: mime })
}

async function inUtf8(file: File): Promise<string> {
  if (file.size > LARGEST_CONVERTED) {
    throw new UnsupportedTypeError(
      `“${file.name}” is too large to be read in its encoding. Save it as UTF-8 and add it again.`,
    )
  }
  const text = requireText(await decodeFileText(await file.bytes(), file.name))
  return declaresItself(file) ? declareUtf8(text) : text
}

/** A page in UTF-8 that names its old encoding would be read in that. */
const declaresItself = ({ name, type }: File) =>
  type === 'text/html' || /\.(x?html?|xml)$/i.test(name)

/** Read piece by piece: it may be large. */
async function isUtf8(file: File): Promise<boolean> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const piece of file.stream()) decoder.decode(piece, { stream: true })
    decoder.decode()
    return true
  } catch {
    return false
  }
}

async function asMarkdown(file: File): Promise<File> {
  const text = requireText(await readFileText(await file.bytes(), file.name))
  return new File([text], `${file.name}.md`, { type: 'text/markdown' })
}

function requireText(outcome: FileText): string {
  if ('error' in outcome) throw new UnsupportedTypeError(outcome.error.message)
  return outcome.text
}

/** The name that its owner knows, of a file that went as Markdown. */
export const shownName = (name: string) =>
  name.replace(/\.(xlsx|csv|tsv|odt|odp|ods|epub)\.md$/i, '.$1')

const endingOf = (name: string) => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ''

/** Capitals in an ending are refused too. */
function withEnding(name: string, extension: string): string {
  if (endingOf(name) !== extension) return `${name}.${extension}`
  return name.slice(0, -extension.length) + extension
}

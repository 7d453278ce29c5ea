import { fileURLToPath } from 'node:url'
import { getDocumentProxy } from 'unpdf'
import { PAGE_BREAK } from '../page-break.ts'
import { tableOfRows } from '../table.ts'
import { UnreadableError } from '../unreadable.ts'
import { type Block, blocksOf } from './blocks.ts'
import { type Annotation, isWritten, noteOf, placeNotes } from './notes.ts'
import { layoutOf, piecesOf } from './pieces.ts'
import { wordJoiner } from './word-joiner.ts'

/** What the codes of Chinese, Japanese and Korean fonts stand for, where a document does not say so itself. */
const CMAPS = fileURLToPath(new URL('../../../cmaps/', import.meta.url))

export async function textOfPdf(content: Uint8Array): Promise<string> {
  const document = await open(content)
  await requirePages(document)
  const pages: Page[] = []
  // One after the other: what pdf.js keeps of a page can go before the next one.
  for (let number = 1; number <= document.numPages; number++)
    pages.push(await readPage(document, number))
  if (!pages.some(({ hasText }) => hasText))
    throw new UnreadableError(`has no text in it: it looks like scanned pages. ${RECOGNISE}`)
  const text = textOfPages(pages.map(({ blocks }) => blocks))
  if (isGarbled(text))
    throw new UnreadableError(`does not say which letters its fonts show. ${RECOGNISE}`)
  return text
}

const RECOGNISE = 'Run text recognition on it first.'

/** Where a font does not say which letters it shows, its codes are all there is. */
function isGarbled(text: string): boolean {
  const codes = text.match(/(?!\s)[\p{Cc}\p{Co}\p{Cn}\ufffd]/gu)?.length ?? 0
  return codes > (text.match(/\S/g)?.length ?? 0) / 6
}

type Document = Awaited<ReturnType<typeof getDocumentProxy>>

async function open(content: Uint8Array): Promise<Document> {
  try {
    return await getDocumentProxy(new Uint8Array(content), { cMapUrl: CMAPS, verbosity: 0 })
  } catch (cause) {
    const isLocked = cause instanceof Error && cause.name === 'PasswordException'
    if (!isLocked) throw cause
    throw new UnreadableError('is locked with a password. Save it without one first.', { cause })
  }
}

type Info = { IsXFAPresent?: boolean; IsAcroFormPresent?: boolean }

/** Some forms are pages only where Adobe Reader draws them, and a plea to wait for it everywhere else. */
async function requirePages(document: Document): Promise<void> {
  const { IsXFAPresent, IsAcroFormPresent }: Info = (await document.getMetadata()).info
  if (IsXFAPresent && !IsAcroFormPresent && document.numPages === 1)
    throw new UnreadableError(
      'is a form that only Adobe Reader shows (XFA). Print it to a PDF there and add that one.',
    )
}

type Page = { blocks: Block[]; hasText: boolean }

async function readPage(document: Document, number: number): Promise<Page> {
  const page = await document.getPage(number)
  const content = await page.getTextContent()
  const layout = layoutOf(content, page.getViewport({ scale: 1 }).transform)
  const pieces = piecesOf(content, layout)
  const annotations: Annotation[] = await page.getAnnotations()
  const notes = annotations.flatMap((annotation) => noteOf(annotation, layout) ?? [])
  page.cleanup()
  const hasText = pieces.length > 0 || notes.some(isWritten)
  return { blocks: blocksOf(placeNotes(pieces, notes)), hasText }
}

/** A word broken at the end of a line is judged by the words of the whole document. */
function textOfPages(pages: Block[][]): string {
  const join = wordJoiner(
    pages.flat().flatMap((block) => ('rows' in block ? block.rows.flat() : block.text)),
  )
  const textOf = (block: Block) =>
    'rows' in block
      ? `\n${tableOfRows(block.rows.map((row) => row.map(join)))}\n`
      : join(block.text)
  return pages.map((blocks) => tidy(blocks.map(textOf).join('\n'))).join(PAGE_BREAK)
}

const tidy = (page: string) => page.replace(/\n{3,}/g, '\n\n').trim()

import { AnnotationMode, getDocument, OPS, PasswordException, type PDFPageProxy } from 'unpdf/pdfjs'

export type PdfFindings = 'text' | 'no-text' | 'locked' | 'unknown'

/** How many pages may be without words until the whole document is taken to be. */
const PAGES = 10

/** Whether a PDF has words in it, or only pictures of words. */
export async function findText(data: Uint8Array): Promise<PdfFindings> {
  // Pictures, which take long to decode, are left out.
  const task = getDocument({ data, maxImageSize: 1, disableFontFace: true, verbosity: 0 })
  try {
    const pdf = await task.promise
    let findings: PdfFindings = 'no-text'
    for (const number of pagesToLookAt(pdf.numPages)) {
      const page = await pdf.getPage(number)
      const commands = await commandsOf(page)
      if (commands.includes(OPS.showText) || (await hasNotes(page))) return 'text'
      // pdf.js leaves out the rest of a page on which it fails, and does not say so.
      if (commands.includes(OPS.beginText)) findings = 'unknown'
    }
    return findings
  } catch (error) {
    return error instanceof PasswordException ? 'locked' : 'unknown'
  } finally {
    await task.destroy()
  }
}

/** The first ones, and some from all over the rest: words may begin after a long run of pictures. */
export function pagesToLookAt(count: number): number[] {
  const first = Math.min(count, PAGES / 2)
  const others = Math.min(count - first, PAGES - first)
  const step = (count - first) / others
  return [
    ...Array.from({ length: first }, (_, at) => at + 1),
    ...Array.from({ length: others }, (_, at) => first + Math.round((at + 1) * step)),
  ]
}

/** What the page draws: the letters themselves may be in a code that only a large table could tell. */
async function commandsOf(page: PDFPageProxy) {
  // What is drawn of a form may be the sign in a ticked box.
  const { fnArray } = await page.getOperatorList({ annotationMode: AnnotationMode.DISABLE })
  return fnArray
}

/** As pdf.js has it, of which much depends on the kind. */
type Annotation = {
  subtype?: string
  annotationFlags?: number
  contentsObj?: { str: string }
  richText?: { str: string | null } | null
  textContent?: string[]
  fieldType?: string | null
  fieldValue?: unknown
  password?: boolean
}

/** Answers in a form and comments, which the API reads too (its `pdf-notes.ts`). */
async function hasNotes(page: PDFPageProxy) {
  const annotations: Annotation[] = await page.getAnnotations()
  return annotations.some((annotation) => wordsOf(annotation).some((words) => words.trim() !== ''))
}

/** Hidden, or not shown on a screen. */
const UNSEEN = 2 | 32

function wordsOf(annotation: Annotation): string[] {
  const { subtype, annotationFlags = 0, contentsObj, richText, textContent = [] } = annotation
  if (annotationFlags & UNSEEN || subtype === 'Popup' || subtype === 'Link') return []
  if (subtype === 'Widget') return answersIn(annotation)
  return [contentsObj?.str ?? '', richText?.str ?? '', ...textContent]
}

function answersIn({ fieldType, fieldValue, password }: Annotation): string[] {
  const isAnswer = (fieldType === 'Tx' || fieldType === 'Ch') && !password
  return isAnswer ? [fieldValue].flat().filter((value) => typeof value === 'string') : []
}

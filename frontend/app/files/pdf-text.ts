import { getDocument, OPS, PasswordException, type PDFDocumentProxy } from 'unpdf/pdfjs'

export type PdfFindings = 'text' | 'no-text' | 'locked' | 'unknown'

/** How many pages may be without words until the whole document is taken to be. */
const PAGES = 10

/** Whether a PDF has words in it, or only pictures of words. */
export async function findText(data: Uint8Array): Promise<PdfFindings> {
  // Pictures, which take long to decode, are left out.
  const task = getDocument({ data, maxImageSize: 1, disableFontFace: true, verbosity: 0 })
  try {
    const pdf = await task.promise
    for (const page of pagesToLookAt(pdf.numPages)) if (await hasText(pdf, page)) return 'text'
    return 'no-text'
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

/** By what the page draws: the letters themselves may be in a code that only a large table could tell. */
async function hasText(pdf: PDFDocumentProxy, number: number) {
  const page = await pdf.getPage(number)
  const { fnArray } = await page.getOperatorList()
  return fnArray.includes(OPS.showText)
}

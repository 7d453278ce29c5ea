/** PDF files with text at given places, fonts of East Asia, forms and comments. */
import { pdfFile } from './file-samples.ts'

/** A line of Helvetica in 12 points that begins there, counted from the lower left corner of a page of 612 to 792 points. */
export type Line = [left: number, base: number, text: string]

export const drawn = (...lines: Line[]) =>
  lines.map(([x, y, text]) => `BT /F1 12 Tf ${x} ${y} Td (${text}) Tj ET`).join('\n')

/** Lines below each other, as a paragraph has them. */
export const paragraph = (top: number, lines: string[]) =>
  drawn(...lines.map((text, at): Line => [72, top - 14 * at, text]))

/** Rows with 30 points between them, of cells that begin at these places. */
export const grid = (top: number, places: number[], rows: string[][]) =>
  drawn(
    ...rows.flatMap((row, y) =>
      row.flatMap((text, x): Line[] => (text ? [[places[x] ?? 0, top - 30 * y, text]] : [])),
    ),
  )

type Page = {
  content: string
  /** Dictionaries without their brackets. */
  annotations?: string[]
  /** `/Encoding` of a font `/F2`, whose character collection is that of Adobe. */
  cmap?: { encoding: string; collection: 'GB1' | 'CNS1' | 'Japan1' | 'Korea1' }
  rotate?: number
}

export function pdfPage({ content, annotations = [], cmap, rotate = 0 }: Page): Buffer {
  const notes = annotations.map((each) => `<< /Type /Annot /F 4 ${each} >>`)
  const { encoding, collection } = cmap ?? { encoding: 'UniGB-UCS2-H', collection: 'GB1' }
  return pdfFile([
    `<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [${notes.map((_, at) => `${8 + at} 0 R`).join(' ')}] /NeedAppearances true >> >>`,
    '<< /Type /Pages /Kids [6 0 R] /Count 1 >>',
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    `<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /${encoding} /DescendantFonts [5 0 R] >>`,
    `<< /Type /Font /Subtype /CIDFontType0 /BaseFont /Song /CIDSystemInfo << /Registry (Adobe) /Ordering (${collection}) /Supplement 2 >> >>`,
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Rotate ${rotate} /Contents 7 0 R /Annots [${notes.map((_, at) => `${8 + at} 0 R`).join(' ')}] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> >>`,
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ...notes,
  ])
}

type Rect = [left: number, bottom: number, right: number, top: number]

const place = (rect: Rect) => `/Rect [${rect.join(' ')}]`

export const textField = (rect: Rect, value: string, more = '') =>
  `/Subtype /Widget /FT /Tx /T (t${rect.join('')}) /V (${value}) ${place(rect)} ${more}`

/** @param options what is stored and what is shown */
export const choiceField = (rect: Rect, value: string, options: [string, string][]) =>
  `/Subtype /Widget /FT /Ch /T (c${rect.join('')}) /Ff 131072 /V (${value}) /Opt [${options.map(([stored, shown]) => `[(${stored}) (${shown})]`).join(' ')}] ${place(rect)}`

export const checkBox = (rect: Rect, isTicked: boolean, more = '') =>
  `/Subtype /Widget /FT /Btn /T (b${rect.join('')}) /V /${isTicked ? 'Yes' : 'Off'} /AS /${isTicked ? 'Yes' : 'Off'} /AP << /N << /Yes null /Off null >> >> ${place(rect)} ${more}`

export const comment = (kind: string, rect: Rect, text: string, author = '') =>
  `/Subtype /${kind} /Contents (${text}) ${author && `/T (${author})`} ${place(rect)} /QuadPoints [${rect[0]} ${rect[3]} ${rect[2]} ${rect[3]} ${rect[0]} ${rect[1]} ${rect[2]} ${rect[1]}] /DA (/F1 12 Tf)`

/** Small files of every kind that the API tells apart by content. */

export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

export const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')

export const ZIP = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex')

export const NOTES = Buffer.from('# Pottery course\n\nThe kiln Zephyrine fires at 1240 degrees.\n')

/** A PDF with one line of text. */
export const PDF = pdfOf('The kiln Zephyrine fires at 1240 degrees.')

/** A PDF of these pages, a line on each; one without text stands for a scan. */
export function pdfOf(...lines: string[]): Buffer {
  const contents = lines.map((line) => line && `BT /F1 12 Tf 72 720 Td (${line}) Tj ET`)
  const kids = lines.map((_, at) => `${4 + at * 2} 0 R`).join(' ')
  return pdfFile([
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${lines.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...contents.flatMap((content, at) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${5 + at * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ]),
  ])
}

/** Its objects as they are numbered, the catalogue first; one byte a letter. @param trailer more of it */
export function pdfFile(objects: string[], trailer = ''): Buffer {
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = body.length
    body += `${at + 1} 0 obj\n${object}\nendobj\n`
    return String(offset).padStart(10, '0')
  })
  const rows = offsets.map((offset) => `${offset} 00000 n \n`).join('')
  const size = objects.length + 1
  const file = `${body}xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R ${trailer}>>\nstartxref\n${body.length}\n%%EOF\n`
  return Buffer.from(file, 'latin1')
}

import { expect, onTestFinished, test } from 'vitest'
import { findText, pagesToLookAt } from './pdf-text'

const WORDS = 'BT /F1 12 Tf 72 720 Td (The kiln fires at 1240 degrees.) Tj ET'
const PICTURE = 'q 612 0 0 792 0 0 cm /I1 Do Q'

test('a page with words has text', async () => {
  expect(await findText(pdf([WORDS]))).toBe('text')
})

test('pages that only show pictures have none', async () => {
  expect(await findText(pdf([PICTURE, PICTURE]))).toBe('no-text')
})

test('words after many pictures are found', async () => {
  expect(await findText(pdf([...Array(30).fill(PICTURE), ...Array(10).fill(WORDS)]))).toBe('text')
})

test('Chinese words in a code that needs a table are words', async () => {
  expect(await findText(pdf(['BT /F2 12 Tf 72 720 Td <4F60597D> Tj ET']))).toBe('text')
})

test('a password is noticed', async () => {
  const key = `<${'00'.repeat(32)}>`
  const locked = `/Encrypt << /Filter /Standard /V 1 /R 2 /O ${key} /U ${key} /P -4 >> /ID [<01> <01>]`

  expect(await findText(pdf([WORDS], locked))).toBe('locked')
})

test('of a broken file nothing is known', async () => {
  expect(await findText(new TextEncoder().encode('%PDF-1.4 and no more'))).toBe('unknown')
})

test('of pages that pdf.js cannot read nothing is known', async () => {
  const { transferToFixedLength } = ArrayBuffer.prototype
  Reflect.deleteProperty(ArrayBuffer.prototype, 'transferToFixedLength')
  onTestFinished(() => {
    ArrayBuffer.prototype.transferToFixedLength = transferToFixedLength
  })

  expect(await findText(pdf([WORDS]))).toBe('unknown')
})

test('of a long document ten pages are looked at, the last among them', () => {
  expect(pagesToLookAt(0)).toEqual([])
  expect(pagesToLookAt(7)).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(pagesToLookAt(10)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  expect(pagesToLookAt(105)).toEqual([1, 2, 3, 4, 5, 25, 45, 65, 85, 105])
})

/** A document of these pages, each as the drawing commands on it. */
function pdf(pages: string[], trailer = '') {
  const fonts = '/F1 3 0 R /F2 4 0 R'
  const pageAt = (at: number) => 7 + 2 * at
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Count ${pages.length} /Kids [${pages.map((_, at) => `${pageAt(at)} 0 R`).join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    '<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>',
    '<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>',
    stream(
      '/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray /BitsPerComponent 8',
      '~~~~',
    ),
    ...pages.flatMap((drawing, at) => [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents ${pageAt(at) + 1} 0 R /Resources << /Font << ${fonts} >> /XObject << /I1 6 0 R >> >> >>`,
      stream('', drawing),
    ]),
  ]
  let body = '%PDF-1.4\n'
  const offsets = objects.map((object, at) => {
    const offset = body.length
    body += `${at + 1} 0 obj\n${object}\nendobj\n`
    return String(offset).padStart(10, '0')
  })
  const rows = offsets.map((offset) => `${offset} 00000 n \n`).join('')
  const size = objects.length + 1
  const end = `trailer\n<< /Size ${size} /Root 1 0 R ${trailer} >>\nstartxref\n${body.length}\n%%EOF\n`
  return new TextEncoder().encode(`${body}xref\n0 ${size}\n0000000000 65535 f \n${rows}${end}`)
}

function stream(about: string, content: string) {
  return `<< ${about} /Length ${content.length} >>\nstream\n${content}\nendstream`
}

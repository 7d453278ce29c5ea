import { deflateSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { pdfFile, pdfOf } from '../../test/samples/file-samples.ts'
import {
  BILLION_LAUGHS,
  declaringSizes,
  excelFile,
  powerPointFile,
  shape,
  wordFile,
  wordParagraph,
} from '../../test/samples/office-samples.ts'
import { drawn, type Line, pdfPage, textField } from '../../test/samples/pdf-samples.ts'
import { readFileText } from './file-text.ts'
import { declareUtf8 } from './plain/declared-encoding.ts'

const read = (content: string | Uint8Array, name = 'file', seconds?: number) =>
  readFileText(Buffer.from(content), name, seconds)

const refusedFor = (reason: string) => ({
  error: { code: 'invalid_file', message: expect.stringContaining(reason) },
})

const bomb = () => wordFile(wordParagraph('x'.repeat(110_000_000)))

test('a zip that unpacks to far more than a document holds is left closed', async () => {
  expect(await read(bomb())).toMatchObject(refusedFor('unpacks'))
})

test('a zip that lies about its sizes is judged by what comes out of it', async () => {
  const honest = wordFile(wordParagraph('We open in May.'))

  expect(await read(declaringSizes(bomb(), 10))).toMatchObject(refusedFor('unpacks'))
  expect(await read(declaringSizes(honest, 4_000_000_000))).toEqual({ text: 'We open in May.' })
})

test('a zip whose directory points nowhere is damaged', async () => {
  const file = Buffer.from(wordFile(wordParagraph('x')))
  file.writeUInt32LE(0xfffffff0, file.lastIndexOf('PK\u0001\u0002') + 42)

  expect(await read(file)).toMatchObject(refusedFor('damaged'))
})

test('entities that would grow to gigabytes stay as they are', async () => {
  const word = wordFile(wordParagraph('&l9;'), BILLION_LAUGHS)
  const slides = powerPointFile([{ shapes: shape(['Ha &l9;']) }], BILLION_LAUGHS)

  expect(await read(word)).toMatchObject(refusedFor('damaged'))
  expect(await read(slides)).toEqual({ text: '# Slide 1\n\nHa &l9;' })
})

test('a page nested 100,000 deep is refused', async () => {
  expect(await read(`<html>${'<div>'.repeat(100_000)}x`)).toMatchObject(refusedFor('nested'))
})

test('an old page that closes none of its tags is read', async () => {
  expect(await read(`<html>${'<font>'.repeat(3000)}Hello`)).toEqual({ text: 'Hello' })
})

test('a sheet of 20 MB is refused with what to do', async () => {
  const row = Array.from({ length: 10 }, () => 'word '.repeat(400))
  const file = excelFile({ Big: Array.from({ length: 1000 }, () => row) })

  expect(await read(file, 'big.xlsx')).toMatchObject(refusedFor('Split it'))
})

test('a PDF that unpacks to gigabytes is given up at its bound of memory or of time', async () => {
  const content = deflateSync(deflateSync(Buffer.alloc(700_000_000, ' '), { level: 1 })).toString(
    'latin1',
  )
  const file = pdfFile([
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>',
    `<< /Length ${content.length} /Filter [/FlateDecode /FlateDecode] >>\nstream\n${content}\nendstream`,
  ])

  // Which of the two it meets first depends on how busy the machine is.
  expect(await read(file, 'file', 5)).toEqual({
    error: {
      code: 'invalid_file',
      message: expect.stringMatching(
        /^file (takes too much memory to be read\.|took longer than 5 seconds to read\.)/,
      ),
    },
  })
})

test('a PDF whose pages hold themselves ends', async () => {
  const loop = pdfOf('x').toString('latin1').replace('/Kids [4 0 R]', '/Kids [2 0 R]')

  expect(await read(Buffer.from(loop, 'latin1'))).toMatchObject({ error: { code: 'invalid_file' } })
})

test('a page of a PDF with 20,000 pieces and 5,000 fields is read', async () => {
  const placeOf = (at: number) => [60 * (at % 10), 780 - 0.3 * Math.floor(at / 10)] as const
  const pieces = Array.from({ length: 20_000 }, (_, at): Line => [...placeOf(at), `c${at}.`])
  const annotations = Array.from({ length: 5_000 }, (_, at) => {
    const [left, base] = placeOf(at)
    return textField([left + 40, base - 5, left + 55, base + 10], `f${at}.`)
  })

  const outcome = await read(pdfPage({ content: drawn(...pieces), annotations }))

  const text = 'text' in outcome ? outcome.text : ''
  expect(text).toContain('c19999.')
  expect(text).toContain('f4999.')
})

test('a Word form of 10,000 fields in each other is refused or read', async () => {
  const open = '<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>'
  const fields = open.repeat(10_000) + wordParagraph('x') + '</w:sdtContent></w:sdt>'.repeat(10_000)

  expect(await read(wordFile(wordParagraph('We open in May.') + fields))).toEqual({
    text: 'We open in May.',
  })
})

test('a damaged PDF fails alone', async () => {
  expect(await read(`%PDF-1.7\n${'x'.repeat(5000)}`)).toMatchObject(refusedFor('damaged PDF'))
})

test.each([
  ['comments, of which none is before a page', '<!---->'.repeat(2_000)],
  ['comments that do not end', '<!--'.repeat(4_000)],
  ['declarations of XML', '<?xml '.repeat(2_000)],
  ['tags that do not end', '<meta '.repeat(100_000)],
  ['declarations without an encoding', `${'<meta charset='.repeat(50)}${' '.repeat(3_300)}`],
])('a text that begins with %s is read at once, in any encoding', async (_, beginning) => {
  const latin = Buffer.from(
    `${beginning}\nDie Öfen stehen für alle offen, die übrigen Räume nicht.`,
    'latin1',
  )

  const began = process.cpuUsage()
  expect(await read(latin, 'old.txt')).toMatchObject({ text: expect.stringContaining('Öfen') })
  declareUtf8(latin.toString('latin1'))
  const { user } = process.cpuUsage(began)

  expect(user / 1_000).toBeLessThan(5_000)
})

test('a file that takes too long is given up', async () => {
  const rows = Array.from({ length: 200_000 }, () => '"a,b')

  expect(await read(rows.join('\n'), 'slow.csv', 0.01)).toMatchObject(refusedFor('longer than'))
})

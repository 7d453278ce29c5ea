import { expect, test } from 'vitest'
import { readFileText } from './file-text.ts'
import { sampleDocx, samplePdf } from './test-kit.ts'

const read = (content: string | Uint8Array, name = 'file', seconds?: number) =>
  readFileText(Buffer.from(content), name, seconds)

test('plain text is read as it is, whatever its name says', async () => {
  expect(await read('Café\r\nau lait', 'photo.png')).toEqual({ text: 'Café\nau lait' })
})

test('text with a UTF-16 mark is read too', async () => {
  expect(await read(Buffer.from('\ufeffHello', 'utf16le'))).toEqual({ text: 'Hello' })
})

test('the pages of a PDF stay apart', async () => {
  const outcome = await read(samplePdf(['First page here', 'Second page there']))

  expect(outcome).toEqual({ text: 'First page here\fSecond page there' })
})

test('a scanned PDF says that it has no text', async () => {
  expect(await read(samplePdf(['']), 'scan.pdf')).toMatchObject({
    error: { code: 'invalid_file', message: expect.stringContaining('scanned') },
  })
})

test('a Word document gives its paragraphs', async () => {
  const outcome = await read(sampleDocx(['We open in May.', 'Fish &amp; chips']))

  expect(outcome).toEqual({ text: 'We open in May.\n\nFish & chips' })
})

test('a web page gives its words, headings and lists, without scripts', async () => {
  const page = '<html><script>x()</script><h2>Prices</h2><ul><li>Ten</li></ul></html>'

  expect(await read(page)).toEqual({ text: '## Prices\n\n- Ten' })
})

test('a picture is refused in plain words', async () => {
  const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0', 'latin1')

  expect(await read(png, 'me.png')).toMatchObject({
    error: { code: 'unsupported_file', message: expect.stringContaining('picture') },
  })
})

test('an empty file is refused', async () => {
  expect(await read('', 'empty.txt')).toMatchObject({ error: { code: 'invalid_file' } })
})

test('a damaged PDF fails alone', async () => {
  expect(await read(`%PDF-1.7\n${'x'.repeat(5000)}`)).toMatchObject({
    error: { code: 'invalid_file' },
  })
})

test('a document that would unpack to gigabytes is left closed', async () => {
  expect(await read(sampleDocx(['tiny'], 2_000_000_000))).toMatchObject({
    error: { code: 'invalid_file', message: expect.stringContaining('unpacks') },
  })
})

test('a file made to be read for ever is given up in time', async () => {
  const endless = `<html>${'<!--'.repeat(400_000)}`

  expect(await read(endless, 'trap.html', 1)).toMatchObject({
    error: { message: expect.stringContaining('longer than 1 seconds') },
  })
})

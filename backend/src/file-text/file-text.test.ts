import { expect, test } from 'vitest'
import { pdfOf } from '../../test/samples/file-samples.ts'
import {
  excelFile,
  powerPointFile,
  shape,
  slideTable,
  wordFile,
  wordParagraph,
  wordTable,
} from '../../test/samples/office-samples.ts'
import { readFileText } from './file-text.ts'

const read = (content: string | Uint8Array, name = 'file') =>
  readFileText(Buffer.from(content), name)

test('plain text is read as it is, whatever its name says', async () => {
  expect(await read('Café\r\nau lait', 'photo.png')).toEqual({ text: 'Café\nau lait' })
})

test('code and data are text too', async () => {
  const yaml = 'kiln:\n  top: 1240\n'

  expect(await read(yaml, 'kiln.yaml')).toEqual({ text: yaml })
  expect(await read('{"top":1240}', 'kiln.json')).toEqual({ text: '{"top":1240}' })
  expect(await read('<?xml version="1.0"?><kiln/>', 'kiln.xml')).toEqual({
    text: '<?xml version="1.0"?><kiln/>',
  })
})

test('text in the encodings of Windows is read too', async () => {
  expect(await read(Buffer.from('\ufeffHello', 'utf16le'))).toEqual({ text: 'Hello' })
  expect(await read(Buffer.from('Caf\xe9, 5 \x80', 'latin1'))).toEqual({ text: 'Café, 5 €' })
})

test('the pages of a PDF stay apart', async () => {
  const outcome = await read(pdfOf('First page here', 'Second page there'))

  expect(outcome).toEqual({ text: 'First page here\fSecond page there' })
})

test('a scanned PDF says that it has no text', async () => {
  expect(await read(pdfOf(''), 'scan.pdf')).toMatchObject({
    error: { code: 'invalid_file', message: expect.stringContaining('scanned') },
  })
})

test('a Word document gives its headings, paragraphs and tables', async () => {
  const prices = wordTable([
    ['Item', 'Price'],
    ['Cup', '12'],
  ])
  const body = wordParagraph('Prices', 'Heading1') + wordParagraph('Fish &amp; chips') + prices

  expect(await read(wordFile(body))).toEqual({
    text: '# Prices\n\nFish & chips\n\n| Item | Price |\n| --- | --- |\n| Cup | 12 |',
  })
})

test('each slide is a page with its title, in the order of the show, with what its speaker noted', async () => {
  const file = powerPointFile([
    {
      shapes:
        shape(['Welcome'], 'ctrTitle') + shape(['One', 'Two'], 'body') + shape(['3'], 'sldNum'),
      notes: 'Smile &amp; wave',
    },
    {
      shapes:
        shape(['Fire slowly.']) +
        slideTable([
          ['Hour', 'Heat'],
          ['1', '80'],
        ]),
    },
  ])

  expect(await read(file)).toEqual({
    text:
      '# Welcome\n\n- One\n- Two\n\nSpeaker notes: Smile & wave' +
      '\f# Slide 2\n\nFire slowly.\n\n| Hour | Heat |\n| --- | --- |\n| 1 | 80 |',
  })
})

test('each sheet is a page whose rows name their columns, with readable dates and without empty rows', async () => {
  const file = excelFile({
    Courses: [
      ['Spring 2026'],
      [],
      ['Course', 'Starts', 'Fee'],
      ['Bowls', new Date('2026-03-14'), 0.1 + 0.2],
      ['Glazes', new Date('2026-04-02T09:30Z'), 12.5],
    ],
    Nothing: [],
    Rooms: [
      ['Room', 'Seats'],
      ['Attic', 8],
    ],
  })

  expect(await read(file)).toEqual({
    text:
      '# Courses\n\nSpring 2026\n\n- Course: Bowls; Starts: 2026-03-14; Fee: 0.3\n' +
      '- Course: Glazes; Starts: 2026-04-02 09:30; Fee: 12.5' +
      '\f# Rooms\n\n- Room: Attic; Seats: 8',
  })
})

test('a web page gives its words, headings, lists and tables, without scripts', async () => {
  const page = `<html><head><title>x</title></head><body><script>x()</script><h2>Our <b>prices</b></h2>
    <ul><li>Ten<ul><li>Eleven</li></ul></li></ul>
    <table><tr><th>Cup</th><th>Fee</th></tr><tr><td>A|B</td><td><p>5</p><p>euros</p></td></tr></table></body></html>`

  expect(await read(page)).toEqual({
    text: '## Our prices\n\n- Ten\n  - Eleven\n\n| Cup | Fee |\n| --- | --- |\n| A\\|B | 5 euros |',
  })
})

test('a table whose rows begin with their names has a line for each', async () => {
  const page = '<html><table><tr><th>Name<td>Ann</tr><tr><th>Born<td>May</tr></table></html>'

  expect(await read(page)).toEqual({ text: '- Name: Ann\n- Born: May' })
})

test('a table that only lays out a page is read cell by cell', async () => {
  const page =
    '<html><table><tr><td>Menu</td><td><table><tr><td>Words</td></tr></table></td></tr></table>'

  expect(await read(page)).toEqual({ text: 'Menu\n\nWords' })
})

test('a CSV file gives lines that name their columns, whatever parts its fields', async () => {
  const rows = { text: '- Name: Ann; B.; Note: said "hi" there\n- Note: none' }

  expect(await read('Name;Note\n"Ann; B.";"said ""hi""\nthere"\n;none\n', 'a.csv')).toEqual(rows)
  expect(await read('Name\tNote\nAnn; B.\tsaid "hi" there\n\tnone', 'a.tsv')).toEqual(rows)
})

test('every piece of a long table begins with its head', async () => {
  const rows = Array.from({ length: 200 }, (_, at) => `<tr><td>Person ${at}<td>Town ${at}`)
  const page = `<html><table><tr><th>Name<th>Town${rows.join('')}</table>`

  const outcome = await read(page)

  const pieces = 'text' in outcome ? outcome.text.split('\n\n') : []
  expect(pieces.length).toBeGreaterThan(5)
  for (const piece of pieces)
    expect(piece).toMatch(/^\| Name \| Town \|\n\| --- \| --- \|\n\| Person/)
  expect(pieces.at(-1)).toContain('| Person 199 | Town 199 |')
})

test('a picture is refused in plain words', async () => {
  const png = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0', 'latin1')

  expect(await read(png, 'me.png')).toMatchObject({
    error: { code: 'unsupported_file', message: expect.stringContaining('picture') },
  })
})

test('an old or locked Office file is refused in plain words', async () => {
  const old = Buffer.from('d0cf11e0a1b11ae10000', 'hex')

  expect(await read(old, 'old.doc')).toMatchObject({
    error: { code: 'unsupported_file', message: expect.stringContaining('old Office') },
  })
})

test('an empty file is refused', async () => {
  expect(await read('', 'empty.txt')).toMatchObject({ error: { code: 'invalid_file' } })
})

import { expect, test } from 'vitest'
import { pdfOf } from '../../../test/samples/file-samples.ts'
import {
  declaredFile,
  officeFile,
  powerPointFile,
  shape,
  wordFile,
  zip,
} from '../../../test/samples/office-samples.ts'
import { contentType } from '../../library/content-type.ts'
import { readFileText } from '../file-text.ts'
import { EPUB, ODP, ODS, ODT } from '../readable.ts'

const read = (content: Uint8Array | string, name = 'file') =>
  readFileText(Buffer.from(content), name)

const openDocument = (mime: string, body: string) =>
  declaredFile(mime, {
    'content.xml': `<office:document-content><office:body>${body}</office:body></office:document-content>`,
  })

test('an OpenDocument text gives its headings, lists and tables, without what was deleted', async () => {
  const cell = (text: string) => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`
  const row = (...cells: string[]) =>
    `<table:table-row>${cells.map(cell).join('')}</table:table-row>`
  const file = openDocument(
    ODT,
    `<office:text><text:tracked-changes><text:p>Gone</text:p></text:tracked-changes>
     <text:h text:outline-level="2">Prices</text:h><text:p>Fish<text:s/>&amp; <text:span>chips</text:span></text:p>
     <text:list><text:list-item><text:p>One</text:p></text:list-item></text:list>
     <table:table>${row('Item', 'Price')}${row('Cup', '12')}</table:table></office:text>`,
  )

  expect(await read(file)).toEqual({
    text: '## Prices\n\nFish & chips\n\n- One\n\n| Item | Price |\n| --- | --- |\n| Cup | 12 |',
  })
})

test('an OpenDocument presentation is read slide by slide', async () => {
  const slide = (text: string) =>
    `<draw:page draw:name="page1"><draw:frame><draw:text-box><text:p>${text}</text:p></draw:text-box></draw:frame></draw:page>`
  const file = openDocument(
    ODP,
    `<office:presentation>${slide('Hello')}${slide('Bye')}</office:presentation>`,
  )

  expect(await read(file)).toEqual({ text: '# Slide 1\n\nHello\f# Slide 2\n\nBye' })
})

test('an OpenDocument sheet gives its cells as shown, in their columns', async () => {
  const cell = (text: string, times = 1) =>
    `<table:table-cell table:number-columns-repeated="${times}">${text && `<text:p>${text}</text:p>`}</table:table-cell>`
  const row = (cells: string) => `<table:table-row>${cells}</table:table-row>`
  const file = openDocument(
    ODS,
    `<office:spreadsheet><table:table table:name="Costs">
     ${row(cell('Item') + cell('Fee') + cell('Share') + cell('', 16_000))}
     ${row(cell('Cup') + cell('') + cell('12 %') + cell('', 16_000))}
     ${row(cell('5', 3))}</table:table></office:spreadsheet>`,
  )

  expect(await read(file)).toEqual({
    text: '# Costs\n\n- Item: Cup; Share: 12 %\n- Item: 5; Fee: 5; Share: 5',
  })
})

test('a book in EPUB is read in the order of its chapters', async () => {
  const chapter = (text: string) => `<html><body><h1>${text}</h1></body></html>`
  const file = declaredFile(EPUB, {
    'META-INF/container.xml':
      '<container><rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>',
    'OPS/book.opf':
      '<package><manifest><item id="b" href="text/two%20.xhtml"/><item id="a" href="text/one.xhtml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>',
    'OPS/text/one.xhtml': chapter('One'),
    'OPS/text/two .xhtml': chapter('Two'),
  })

  expect(await read(file)).toEqual({ text: '# One\n\n# Two' })
})

test.each([ODT, ODP, ODS, EPUB])('%s is taken for what it is', async (mime) => {
  const file = new Blob([Buffer.from(declaredFile(mime, { 'content.xml': '<a/>' }))])

  expect(await contentType(file, 'notes.txt')).toEqual({ kind: 'document', mime })
})

test('a presentation with absolute targets, other prefixes and a missing slide is read as far as it goes', async () => {
  const file = officeFile('ppt/presentation.xml', {
    'ppt/presentation.xml':
      '<x:presentation xmlns:rel="r"><x:sldIdLst><x:sldId id="256" rel:id="a"/><x:sldId id="257" rel:id="b"/></x:sldIdLst></x:presentation>',
    'ppt/_rels/presentation.xml.rels':
      '<Relationships><Relationship Id="a" Type="x/slide" Target="/ppt/slides/gone.xml"/><Relationship Id="b" Type="x/slide" Target="/ppt/slides/here.xml"/></Relationships>',
    'ppt/slides/here.xml': `<x:sld>${shape(['Here'], 'title')}</x:sld>`,
  })

  expect(await read(file)).toEqual({ text: '# Slide 1\f# Here' })
})

test('a shape that a slide has in two forms is read once', async () => {
  const shapes = `<mc:AlternateContent><mc:Choice>${shape(['Once'])}</mc:Choice><mc:Fallback>${shape(['Once'])}</mc:Fallback></mc:AlternateContent>${shape(['After'])}`

  expect(await read(powerPointFile([{ shapes }]))).toEqual({ text: '# Slide 1\n\nOnce\n\nAfter' })
})

test('boxes that are ticked in Word are told from those that are not', async () => {
  const box = (checked: number) =>
    `<w:sdt><w:sdtPr><w14:checkbox xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"><w14:checked w14:val="${checked}"/></w14:checkbox></w:sdtPr><w:sdtContent><w:r><w:t>☒</w:t></w:r></w:sdtContent></w:sdt>`
  const words = (text: string) => `<w:r><w:t xml:space="preserve"> ${text} </w:t></w:r>`

  expect(
    await read(wordFile(`<w:p>${box(1)}${words('Yes')}${box(0)}${words('No')}</w:p>`)),
  ).toEqual({ text: '[x] Yes [ ] No' })
})

test('durations, shares, prices and units are read as the sheet shows them', async () => {
  const formats = [
    'General',
    '[h]:mm',
    '0.0%',
    '#,##0.00 &quot;€&quot;',
    '[$$-409]#,##0',
    '0 &quot;kg&quot;',
    'h:mm',
    '0.00',
  ]
  const values = [7, 1.25, 0.125, 1234.5, 90, 3, 0.5, 1.005]
  const file = officeFile('xl/workbook.xml', {
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><sheets><sheet name="A" r:id="s"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="s" Type="x/worksheet" Target="/xl/a.xml"/><Relationship Id="f" Type="x/styles" Target="styles.xml"/><Relationship Id="t" Type="x/sharedStrings" Target="texts.xml"/></Relationships>',
    'xl/styles.xml': `<styleSheet><numFmts>${formats.map((code, at) => `<numFmt numFmtId="${200 + at}" formatCode="${code}"/>`).join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${formats.map((_, at) => `<xf numFmtId="${200 + at}"/>`).join('')}</cellXfs></styleSheet>`,
    'xl/texts.xml':
      '<sst><si><r><t>東</t></r><r><t>京</t></r><rPh><t>トウキョウ</t></rPh></si></sst>',
    'xl/a.xml': `<worksheet><sheetData><row>${values.map((value, at) => `<c s="${at}"><v>${value}</v></c>`).join('')}<c t="s"><v>0</v></c></row></sheetData></worksheet>`,
  })

  expect(await read(file)).toEqual({
    text: '# A\n\n7, 30:00, 12.5%, 1,234.50 €, $90, 3 kg, 12:00, 1.005, 東京',
  })
})

test.each([
  ['a comment', '<!-- saved from url=(0014)about:internet -->\n<!DOCTYPE html><p>Hi</p>'],
  [
    'the declaration of XML',
    '<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"><body><p>Hi</p></body></html>',
  ],
  ['both', `<?xml version="1.0"?><!--${'x'.repeat(3000)}--><!-- y --><html><p>Hi</p></html>`],
])('a page that begins with %s is a page', async (_, page) => {
  expect(await read(page, 'page')).toEqual({ text: 'Hi' })
})

test('a piece of a page is read as one where its name says so', async () => {
  expect(await read('<p>Hi <b>there</b></p>', 'piece.html')).toEqual({ text: 'Hi there' })
})

test('hidden breaks within words are left out, whatever the file', async () => {
  expect(await read('Kera\u00admik\u200b, Ton\u00ad\nerde')).toEqual({ text: 'Keramik, Tonerde' })
  expect(await read('<html><p>Kera&shy;mik</p></html>')).toEqual({ text: 'Keramik' })
})

test('words that a PDF breaks at the end of a line are whole, others keep their hyphen', async () => {
  const lines = ['The kiln is pre-', 'heated slowly, see Table-', 'A and page 3-', '4 below.']
  const drawn = lines.map((line) => `(${line}) Tj 0 -14 Td`).join(' ')
  const pdf = pdfOf('X')
    .toString('latin1')
    .replace('(X) Tj', drawn)
    .replace(/Length \d+/, `Length ${drawn.length + 31}`)

  expect(await read(Buffer.from(pdf, 'latin1'))).toEqual({
    text: 'The kiln is preheated slowly, see Table-\nA and page 3-\n4 below.',
  })
})

test.each([
  ['files.zip', 'is an archive', 'unpack it'],
  ['letter.pages', 'is a Pages document', 'Export it as Word or PDF'],
  ['costs.numbers', 'is a Numbers sheet', 'Export it as Excel or CSV'],
  ['talk.key', 'is a Keynote presentation', 'Export it as PowerPoint or PDF'],
])('%s is refused with what to do', async (name, what, advice) => {
  const { error } = (await read(zip({ 'Index/Document.iwa': 'x' }), name)) as {
    error: { code: string; message: string }
  }

  expect(error.code).toBe('unsupported_file')
  expect(error.message).toContain(`${name} ${what}`)
  expect(error.message).toContain(advice)
})

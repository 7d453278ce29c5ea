/** Office files of the smallest kind, and some that mean harm. */
import { deflateRawSync } from 'node:zlib'
import { strToU8, Zip, ZipPassThrough } from 'fflate'

const SCHEMAS = 'http://schemas.openxmlformats.org'
const DOCUMENT = 'application/vnd.openxmlformats-officedocument'
const MAIN = {
  'word/document.xml': `${DOCUMENT}.wordprocessingml.document.main+xml`,
  'ppt/presentation.xml': `${DOCUMENT}.presentationml.presentation.main+xml`,
  'xl/workbook.xml': `${DOCUMENT}.spreadsheetml.sheet.main+xml`,
}

export type Relation = { id: string; type: string; target: string }

/** A Word document whose body is this XML. */
export function wordFile(body: string, doctype = ''): Uint8Array {
  const xml = `${doctype}<w:document xmlns:w="${SCHEMAS}/wordprocessingml/2006/main"><w:body>${body}</w:body></w:document>`
  return officeFile('word/document.xml', { 'word/document.xml': xml })
}

export const wordParagraph = (text: string, style = '') =>
  `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}<w:r><w:t>${text}</w:t></w:r></w:p>`

export const wordTable = (rows: string[][]) =>
  `<w:tbl>${rows.map((row) => `<w:tr>${row.map((cell) => `<w:tc>${wordParagraph(cell)}</w:tc>`).join('')}</w:tr>`).join('')}</w:tbl>`

export type Slide = { shapes: string; notes?: string }

/** A presentation; the last of its slides has the first file name. */
export function powerPointFile(slides: Slide[], doctype = ''): Uint8Array {
  const fileOf = (at: number) => `slide${slides.length - at}.xml`
  const ids = slides.map((_, at) => `<p:sldId id="${256 + at}" r:id="rId${at}"/>`).join('')
  const parts: Record<string, string> = {
    'ppt/presentation.xml': slideXml('presentation', `<p:sldIdLst>${ids}</p:sldIdLst>`),
    'ppt/_rels/presentation.xml.rels': relations(
      slides.map((_, at) => ({ id: `rId${at}`, type: 'slide', target: `slides/${fileOf(at)}` })),
    ),
  }
  for (const [at, { shapes, notes }] of slides.entries()) {
    const tree = `<p:cSld><p:spTree>${shapes}</p:spTree></p:cSld>`
    parts[`ppt/slides/${fileOf(at)}`] = doctype + slideXml('sld', tree)
    if (!notes) continue
    const target = `../notesSlides/notes${at}.xml`
    parts[`ppt/slides/_rels/${fileOf(at)}.rels`] = relations([
      { id: 'n', type: 'notesSlide', target },
    ])
    const noted = shape(['7'], 'sldNum') + shape([notes], 'body')
    parts[`ppt/notesSlides/notes${at}.xml`] = slideXml('notes', noted)
  }
  return officeFile('ppt/presentation.xml', parts)
}

/** A shape of paragraphs; with a placeholder it is the title, the body, … of its slide. */
export const shape = (paragraphs: string[], placeholder?: string) =>
  `<p:sp><p:nvSpPr><p:nvPr>${placeholder ? `<p:ph type="${placeholder}"/>` : ''}</p:nvPr></p:nvSpPr><p:txBody>${paragraphs.map((text) => `<a:p><a:r><a:t>${text}</a:t></a:r></a:p>`).join('')}</p:txBody></p:sp>`

export const slideTable = (rows: string[][]) =>
  `<p:graphicFrame><a:graphic><a:tbl>${rows.map((row) => `<a:tr>${row.map((cell) => `<a:tc><a:txBody><a:p><a:r><a:t>${cell}</a:t></a:r></a:p></a:txBody></a:tc>`).join('')}</a:tr>`).join('')}</a:tbl></a:graphic></p:graphicFrame>`

/** A number is a number; a `Date` is what Excel makes of it: days since 1900, shown as a date. */
export type Cell = string | number | Date | null

export function excelFile(sheets: Record<string, Cell[][]>): Uint8Array {
  const names = Object.keys(sheets)
  const listed = names.map(
    (name, at) => `<sheet name="${name}" sheetId="${at + 1}" r:id="rId${at}"/>`,
  )
  const parts: Record<string, string> = {
    'xl/workbook.xml': sheetXml('workbook', `<sheets>${listed.join('')}</sheets>`),
    'xl/_rels/workbook.xml.rels': relations([
      ...names.map((_, at) => ({
        id: `rId${at}`,
        type: 'worksheet',
        target: `worksheets/${at}.xml`,
      })),
      { id: 'styles', type: 'styles', target: 'styles.xml' },
    ]),
    'xl/styles.xml': sheetXml(
      'styleSheet',
      '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
    ),
  }
  for (const [at, rows] of Object.values(sheets).entries()) {
    const xml = rows.map(
      (row, y) => `<row r="${y + 1}">${row.map((cell, x) => cellXml(cell, x, y)).join('')}</row>`,
    )
    parts[`xl/worksheets/${at}.xml`] = sheetXml(
      'worksheet',
      `<sheetData>${xml.join('')}</sheetData>`,
    )
  }
  return officeFile('xl/workbook.xml', parts)
}

function cellXml(cell: Cell, x: number, y: number): string {
  if (cell === null) return ''
  const address = `${String.fromCharCode(65 + x)}${y + 1}`
  if (typeof cell === 'number') return `<c r="${address}"><v>${cell}</v></c>`
  if (cell instanceof Date) return `<c r="${address}" s="1"><v>${daysSince1900(cell)}</v></c>`
  return `<c r="${address}" t="inlineStr"><is><t>${cell}</t></is></c>`
}

const daysSince1900 = (date: Date) => date.getTime() / 86_400_000 + 25_569

/** A document type that grows to gigabytes where its entities are expanded: write `&l9;`. */
export const BILLION_LAUGHS = `<!DOCTYPE x [<!ENTITY l0 "laugh">${Array.from({ length: 9 }, (_, at) => `<!ENTITY l${at + 1} "${`&l${at};`.repeat(10)}">`).join('')}]>`

/** The same zip, whose directory declares every size as this one. */
export function declaringSizes(zip: Uint8Array, size: number): Uint8Array {
  const lying = Buffer.from(zip)
  const entry = 'PK\u0001\u0002'
  for (let at = lying.indexOf(entry); at >= 0; at = lying.indexOf(entry, at + 4))
    lying.writeUInt32LE(size, at + 24)
  return lying
}

export function officeFile(main: keyof typeof MAIN, parts: Record<string, string>): Uint8Array {
  const types = `<Types xmlns="${SCHEMAS}/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${main}" ContentType="${MAIN[main]}"/></Types>`
  const files = {
    '[Content_Types].xml': types,
    '_rels/.rels': relations([{ id: 'main', type: 'officeDocument', target: main }]),
    ...parts,
  }
  return zip(files)
}

/** An OpenDocument file or an EPUB, which say first what they are. */
export const declaredFile = (mime: string, parts: Record<string, string>) =>
  zip({ mimetype: mime, ...parts }, new Set(['mimetype']))

/** By Node's own deflate: what takes no time to unpack should take none to make. */
class Deflated extends ZipPassThrough {
  override compression = 8
  protected override process(chunk: Uint8Array, isLast: boolean) {
    this.ondata(null, deflateRawSync(chunk), isLast)
  }
}

export function zip(files: Record<string, string>, stored = new Set<string>()): Uint8Array {
  const pieces: Uint8Array[] = []
  const archive = new Zip((_, piece) => pieces.push(piece))
  for (const [name, xml] of Object.entries(files)) {
    const file = stored.has(name) ? new ZipPassThrough(name) : new Deflated(name)
    archive.add(file)
    file.push(strToU8(xml), true)
  }
  archive.end()
  return Buffer.concat(pieces)
}

function relations(list: Relation[]): string {
  const office = `${SCHEMAS}/officeDocument/2006/relationships`
  const each = list.map(
    ({ id, type, target }) =>
      `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`,
  )
  return `<Relationships xmlns="${SCHEMAS}/package/2006/relationships">${each.join('')}</Relationships>`
}

const slideXml = (root: string, inner: string) =>
  `<p:${root} xmlns:p="${SCHEMAS}/presentationml/2006/main" xmlns:a="${SCHEMAS}/drawingml/2006/main" xmlns:r="${SCHEMAS}/officeDocument/2006/relationships">${inner}</p:${root}>`

const sheetXml = (root: string, inner: string) =>
  `<${root} xmlns="${SCHEMAS}/spreadsheetml/2006/main" xmlns:r="${SCHEMAS}/officeDocument/2006/relationships">${inner}</${root}>`

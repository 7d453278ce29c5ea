/** What the parts of a workbook hold: sheets, the texts they share, and the formats of their numbers. */
import { getFormatFromId } from 'numfmt'
import { type Parts, relationId, relationsOf } from './relations.ts'
import { readXml } from './xml.ts'

export type Cell = {
  /** As the file has it: `s` for a shared text, `n` for a number, … */
  type: string
  value: string
  /** Its place in the list of formats. */
  style: number
}

export type Workbook = {
  sheets: { name: string; path: string }[]
  texts: string[]
  formats: string[]
  isFrom1904: boolean
}

const WORKBOOK = 'xl/workbook.xml'

export function readWorkbook(parts: Parts): Workbook {
  const relations = relationsOf(parts, WORKBOOK)
  const workbook = parts.get(WORKBOOK)
  if (!workbook) throw new Error('The workbook lacks its list of sheets.')
  const sheets: Workbook['sheets'] = []
  let isFrom1904 = false
  readXml(workbook, {
    open: (element, attributes) => {
      const { name = '', date1904 } = attributes
      if (element === 'workbookPr') isFrom1904 = date1904 === '1' || date1904 === 'true'
      const relation = relations.find(({ id }) => id === relationId(attributes))
      if (element === 'sheet' && relation) sheets.push({ name, path: relation.target })
    },
  })
  const partOf = (kind: string) =>
    parts.get(relations.find(({ type }) => type.endsWith(`/${kind}`))?.target ?? '')
  const texts = readTexts(partOf('sharedStrings'))
  return { sheets, texts, formats: readFormats(partOf('styles')), isFrom1904 }
}

function readTexts(part: Uint8Array | undefined): string[] {
  const texts: string[] = []
  let isText = false
  let isReading = true
  if (!part) return texts
  readXml(part, {
    open: (name) => {
      if (name === 'si') texts.push('')
      if (name === 'rPh') isReading = false // how it is pronounced
      isText = name === 't'
    },
    text: (words) => {
      if (isText && isReading) texts.push((texts.pop() ?? '') + words)
    },
    close: (name) => {
      if (name === 'rPh') isReading = true
      isText = false
    },
  })
  return texts
}

/** The pattern of each style that a cell may have. */
function readFormats(part: Uint8Array | undefined): string[] {
  const own = new Map<number, string>()
  const formats: string[] = []
  let isOfCells = false
  if (!part) return formats
  readXml(part, {
    open: (name, { numFmtId = '0', formatCode = '' }) => {
      const id = Number(numFmtId)
      if (name === 'numFmt') own.set(id, formatCode)
      if (name === 'cellXfs') isOfCells = true
      if (name === 'xf' && isOfCells) formats.push(own.get(id) ?? getFormatFromId(id) ?? 'General')
    },
    close: (name) => {
      if (name === 'cellXfs') isOfCells = false
    },
  })
  return formats
}

/** Widest that Excel has; an address beyond it is a lie. */
const MOST_COLUMNS = 16_384

export function readCells(part: Uint8Array): (Cell | undefined)[][] {
  const rows: (Cell | undefined)[][] = []
  let cell: Cell | undefined
  let isValue = false
  readXml(part, {
    open: (name, { r = '', t = 'n', s = '0' }) => {
      if (name === 'row') rows.push([])
      if (name === 'c') {
        cell = { type: t, value: '', style: Number(s) }
        const row = rows.at(-1)
        if (row) row[columnOf(r) ?? row.length] = cell
      }
      isValue = name === 'v' || name === 't'
    },
    text: (words) => {
      if (cell && isValue) cell.value += words
    },
    close: (name) => {
      if (name === 'c') cell = undefined
      isValue = false
    },
  })
  return rows
}

/** `AB12` is column 27, counted from 0. */
function columnOf(address: string): number | undefined {
  const letters = /^[A-Z]{1,3}/.exec(address)?.[0]
  if (!letters) return undefined
  const column = [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0)
  return column <= MOST_COLUMNS ? column - 1 : undefined
}

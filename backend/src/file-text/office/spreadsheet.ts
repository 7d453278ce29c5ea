import { format, isDateFormat } from 'numfmt'
import { PAGE_BREAK } from '../page-break.ts'
import { listOfRows } from '../table.ts'
import { unpackOffice } from './office.ts'
import { type Cell, readCells, readWorkbook, type Workbook } from './workbook.ts'

/** Each sheet is a page: its name as a heading, its rows as lines that name their columns. */
export function textOfSpreadsheet(content: Uint8Array): string {
  const parts = unpackOffice(content)
  const workbook = readWorkbook(parts)
  const pages = workbook.sheets.flatMap(({ name, path }) => {
    const part = parts.get(path)
    const cells = part ? readCells(part) : []
    const rows = listOfRows(cells.map((row) => Array.from(row, (cell) => textOf(cell, workbook))))
    return rows === '' ? [] : [`# ${name}\n\n${rows}`]
  })
  return pages.join(PAGE_BREAK)
}

function textOf(cell: Cell | undefined, { texts, formats, isFrom1904 }: Workbook): string {
  if (!cell || cell.value === '') return ''
  const { type, value, style } = cell
  if (type === 's') return texts[Number(value)] ?? ''
  if (type === 'b') return value === '1' ? 'true' : 'false'
  if (type !== 'n' || !Number.isFinite(Number(value))) return value
  return textOfNumber(Number(value), formats[style] ?? 'General', isFrom1904)
}

/** Sums of time, which may be longer than a day. */
const DURATION = /\[(h+|m+|s+)\]/i
/** Per cent, currencies and units, without which the number means something else. */
const UNIT = /[%$£€¥₩₽₹]|"[^"]*\p{L}|\[\$/u
const DAYS_UNTIL_1904 = 1462

function textOfNumber(value: number, pattern: string, isFrom1904: boolean): string {
  if (DURATION.test(pattern)) return shown(pattern, value)
  if (isDateFormat(pattern))
    return textOfDate(value < 1 || !isFrom1904 ? value : value + DAYS_UNTIL_1904)
  if (UNIT.test(pattern)) return shown(pattern, value)
  // 0.1 + 0.2 is 0.3 in the sheet.
  return String(Number(value.toPrecision(15)))
}

function shown(pattern: string, value: number): string {
  try {
    return format(pattern, value, { locale: 'en' }).trim()
  } catch {
    return String(Number(value.toPrecision(15)))
  }
}

const DAYS_UNTIL_1970 = 25_569
const DAY_MS = 86_400_000

/** A day, a time of day (which Excel counts from its day 0), or both. */
function textOfDate(days: number): string {
  // Excel keeps fractions of a day, in which 9:30 is a little less.
  const whole = new Date(Math.round((days - DAYS_UNTIL_1970) * (DAY_MS / 1000)) * 1000)
  if (Number.isNaN(whole.getTime())) return ''
  const [day = '', time = ''] = whole.toISOString().slice(0, 16).split('T')
  if (days < 1) return time
  return time === '00:00' ? day : `${day} ${time}`
}

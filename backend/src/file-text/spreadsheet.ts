import readSheets from 'read-excel-file/universal'
import { repackOffice } from './office.ts'
import { PAGE_BREAK } from './page-break.ts'
import { listOfRows } from './table.ts'

/** Each sheet is a page: its name as a heading, its rows as lines that name their columns. */
export async function textOfSpreadsheet(content: Uint8Array): Promise<string> {
  const sheets = await readSheets(repackOffice(content).buffer)
  const pages = sheets
    // A sheet that is nothing but a chart comes without rows, whatever its type says.
    .map(({ sheet, data = [] }) => ({
      sheet,
      rows: listOfRows(data.map((row) => row.map(textOfCell))),
    }))
    .filter(({ rows }) => rows !== '')
  return pages.map(({ sheet, rows }) => `# ${sheet}\n\n${rows}`).join(PAGE_BREAK)
}

function textOfCell(value: unknown): string {
  if (value instanceof Date) return textOfDate(value)
  // As the sheet shows it: 0.1 + 0.2 is 0.3 there.
  if (typeof value === 'number') return String(Number(value.toPrecision(15)))
  return value === null || value === undefined ? '' : String(value)
}

/** A day, a time of day (which Excel counts from its day 0), or both. */
function textOfDate(date: Date): string {
  if (Number.isNaN(date.getTime())) return ''
  // Excel keeps fractions of a day, in which 9:30 is a little less.
  const whole = new Date(Math.round(date.getTime() / 1000) * 1000)
  const [day = '', time = ''] = whole.toISOString().slice(0, 16).split('T')
  if (date.getUTCFullYear() < 1900) return time
  return time === '00:00' ? day : `${day} ${time}`
}

import { readXml } from './xml.ts'

export type Sheet = { name: string; rows: string[][] }

/** Widest that any program has. */
const MOST_COLUMNS = 16_384
const REPEATED = 'table:number-columns-repeated'

/** The cells of a workbook as they are shown; none of another document. */
export function readSheets(xml: Uint8Array): Sheet[] {
  const sheets: Sheet[] = []
  let isWorkbook = false
  let cell: { text: string; times: number } | undefined
  let isParagraph = false
  let comments = 0
  // Only what follows shows whether empty cells part others or fill the row to its end.
  let gap = 0

  const endCell = ({ text, times }: { text: string; times: number }) => {
    const row = sheets.at(-1)?.rows.at(-1)
    if (!row || text === '') {
      gap += times
      return
    }
    const room = MOST_COLUMNS - row.length
    row.push(...Array(Math.min(gap, room)).fill(''))
    row.push(...Array(Math.min(times, Math.max(room - gap, 0))).fill(text))
    gap = 0
  }

  readXml(xml, {
    open: (name, attributes) => {
      if (name === 'spreadsheet') isWorkbook = true
      if (!isWorkbook) return
      if (name === 'annotation') comments++
      if (name === 'table') sheets.push({ name: attributes['table:name'] ?? '', rows: [] })
      if (name === 'table-row') {
        sheets.at(-1)?.rows.push([])
        gap = 0
      }
      if (name === 'table-cell' || name === 'covered-table-cell')
        cell = { text: '', times: Number(attributes[REPEATED] ?? 1) || 1 }
      isParagraph ||= name === 'p'
      if (cell && (name === 's' || name === 'tab' || name === 'line-break')) cell.text += ' '
    },
    text: (words) => {
      if (cell && isParagraph && comments === 0) cell.text += words
    },
    close: (name) => {
      if (name === 'annotation' && isWorkbook) comments--
      if (name === 'p') {
        isParagraph = false
        if (cell?.text) cell.text += '\n'
      }
      if ((name === 'table-cell' || name === 'covered-table-cell') && cell) {
        endCell({ ...cell, text: cell.text.trim() })
        cell = undefined
      }
    },
  })
  return sheets
}

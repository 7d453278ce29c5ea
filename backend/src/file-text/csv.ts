/** Comma, semicolon or tab separated values, as RFC 4180 and the spreadsheets of Europe have them. */
import { listOfRows } from './table.ts'

/** A line for each row, with the names of its columns. */
export function textOfCsv(csv: string): string {
  return listOfRows(readCsv(csv))
}

const SEPARATORS = [',', ';', '\t']

function readCsv(csv: string, separator = separatorOf(csv)): string[][] {
  // A field, quoted or not, and what ends it. A quote that is never closed is a letter like others.
  const field = new RegExp(
    `(?:"([^"]*(?:""[^"]*)*)"|([^${separator}\\n]*))(${separator}|\\n|$)`,
    'y',
  )
  const rows: string[][] = [[]]
  while (field.lastIndex < csv.length) {
    const [, quoted, bare = '', end] = field.exec(csv) ?? []
    if (end === undefined) break
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? bare)
    if (end === '\n') rows.push([])
  }
  return rows
}

/** Whichever the first line has most of, outside quotes. */
function separatorOf(csv: string): string {
  const head =
    csv
      .slice(0, 10_000)
      .replace(/"[^"]*"/g, '')
      .split('\n', 1)[0] ?? ''
  const count = (separator: string) => head.split(separator).length
  return SEPARATORS.reduce((best, each) => (count(each) > count(best) ? each : best))
}

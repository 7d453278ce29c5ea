/** Comma, semicolon or tab separated values, as RFC 4180 and the spreadsheets of Europe have them. */
import { parse } from 'csv-parse/sync'
import { listOfRows } from '../table.ts'

/** A line for each row, with the names of its columns. */
export function textOfCsv(csv: string): string {
  return listOfRows(readCsv(csv))
}

const SEPARATORS = [',', ';', '\t']

function readCsv(csv: string): string[][] {
  const options = {
    delimiter: separatorOf(csv),
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  }
  try {
    return parse(csv, options)
  } catch {
    // A quote that is never closed is a letter like others.
    return parse(csv, { ...options, quote: null })
  }
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

/** Tables in the texts of files, and what their cells are worth. */

export type Table = { columns: string[]; rows: string[][] }

/** A line `- Name: Ann; Price: 3`, as spreadsheets are kept; what looks like a name goes up to the colon. */
const FIELD = /; (?=[^:;]{1,80}: )/
const RULE = /^[\s:|-]+$/
/** With more, it is no table that anybody reads, and its empty cells alone would fill the memory. */
const MOST_COLUMNS = 200
/** No number is longer. */
const LONGEST_NUMBER = 40

/** The tables of a text, in order; pieces of one table, each with its head, are put together again. */
export function readTables(text: string): Table[] {
  const tables: Table[] = []
  for (const block of text.split(/\n\s*\n|\f/)) {
    const lines = block.split('\n')
    const table = lines.some(isRule) ? asForm(markdownTable(lines)) : listedTable(lines)
    if (!table) continue
    const last = tables.at(-1)
    if (last?.columns.join('\n') === table.columns.join('\n'))
      last.rows = last.rows.concat(table.rows)
    else tables.push(table)
  }
  return tables
}

const isRule = (line: string) => line.includes('|') && line.includes('-') && RULE.test(line)

/** The table of a block of lines, if it has one. */
export function markdownTable(lines: string[]): Table | undefined {
  const rule = lines.findIndex(isRule)
  const head = lines[rule - 1]
  if (!head) return undefined
  const rows = lines.slice(rule + 1).filter((line) => line.includes('|'))
  return { columns: cellsOf(head), rows: rows.map(cellsOf) }
}

/** A form has no head: each row has its own name first. */
function asForm(table: Table | undefined): Table | undefined {
  if (table?.columns.length !== 2 || isNumeric(table, 0) || isNumeric(table, 1)) return table
  return { columns: ['', ''], rows: [table.columns, ...table.rows] }
}

const cellsOf = (line: string) =>
  line
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim())

function listedTable(lines: string[]): Table | undefined {
  const records = lines
    .filter((line) => line.startsWith('- '))
    .map((line) => new Map(line.slice(2).split(FIELD).map(fieldOf)))
  const names = new Map<string, number>()
  for (const name of records.flatMap((record) => [...record.keys()])) {
    names.set(name, (names.get(name) ?? 0) + 1)
  }
  const columns = [...names].flatMap(([name, count]) => (name && count > 1 ? [name] : []))
  if (columns.length < 2 || columns.length > MOST_COLUMNS) return undefined
  return { columns, rows: records.map((each) => columns.map((name) => each.get(name) ?? '')) }
}

function fieldOf(text: string): [string, string] {
  const colon = text.indexOf(': ')
  return colon < 0 ? ['', text] : [text.slice(0, colon), text.slice(colon + 2)]
}

/** Columns without names are a form's: what is asked, and what was filled in. */
export function tableMarkdown({ columns, rows }: Table): string {
  if (columns.every((name) => name === '')) {
    return rows.map(([name, ...values]) => `- **${name}:** ${values.join(', ') || '–'}`).join('\n')
  }
  return [columns, columns.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n')
}

/** What a row is called: its first cells that are no numbers. */
export function labelOf(table: Table, row: string[]): string {
  const words = row.filter((cell, at) => cell && !isNumeric(table, at))
  return words.slice(0, 3).join(', ') || (row.find((cell) => cell) ?? '')
}

/** Whether nearly all cells of a column that are filled are numbers or dates. */
export function isNumeric({ rows }: Table, column: number): boolean {
  const filled = rows.map((row) => row[column] ?? '').filter((cell) => cell !== '')
  const numbers = filled.filter((cell) => numberIn(cell) !== undefined)
  return filled.length > 0 && numbers.length >= 0.8 * filled.length
}

/** Whether a column numbers its rows. */
export function isCounter({ rows }: Table, column: number): boolean {
  const values = rows.map((row) => numberIn(row[column] ?? '') ?? Number.NaN)
  const isNext = (value: number, at: number) => at === 0 || value === (values[at - 1] ?? 0) + 1
  return rows.length > 2 && values.every(isNext)
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}/
const DAY_FIRST = /^(\d{1,2})[./](\d{1,2})[./](\d{4})$/
const NUMBER = /^[^\d\p{L}+-]*([+-]?\d[\d.,' \u00a0\u202f]*)\s*[%\p{Sc}\p{L}/]{0,12}\.?$/u
const CURRENCY = /^\p{Lu}{3} /u
const LONE_SEPARATOR = /^(\d{1,3})[.,](\d{3})$/

export const isDate = (cell: string) =>
  (ISO_DATE.test(cell) || DAY_FIRST.test(cell)) && numberIn(cell) !== undefined

/** A number, as in `€ 1.234,50`, or a date in milliseconds. */
export function numberIn(cell: string): number | undefined {
  if (cell.length > LONGEST_NUMBER) return undefined
  const value = ISO_DATE.test(cell) ? Date.parse(cell.slice(0, 10)) : otherNumber(cell)
  return Number.isNaN(value) ? undefined : value
}

function otherNumber(cell: string): number {
  const [, day, month, year] = DAY_FIRST.exec(cell) ?? []
  if (year) return Date.UTC(Number(year), Number(month) - 1, Number(day))
  const [, digits] = NUMBER.exec(cell.replace(CURRENCY, '')) ?? []
  return digits ? Number(withPoint(digits.replace(/[' \u00a0\u202f]/g, ''))) : Number.NaN
}

/** The last separator parts the decimals, unless it parts thousands. */
function withPoint(digits: string): string {
  const lone = LONE_SEPARATOR.exec(digits)
  if (lone) return `${lone[1]}${lone[2]}`
  const last = Math.max(digits.lastIndexOf('.'), digits.lastIndexOf(','))
  if (last < 0) return digits
  return `${digits.slice(0, last).replace(/[.,]/g, '')}.${digits.slice(last + 1)}`
}

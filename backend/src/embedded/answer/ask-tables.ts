/** What tables say to a question: the rows that it names, and what is counted over a column. */
import { sharedTerms, termsOf, wordsOf } from '../search/terms.ts'
import { isCounter, isDate, isNumeric, labelOf, numberIn, type Table } from './table.ts'

/** By the words that ask for them; the first that a table can do is done. */
const operations = {
  count: /\b(?:how many|how often|number of|count)\b/gi,
  average: /\baverage\b/gi,
  sum: /\b(?:total|sum|altogether|overall|in all|how much (?:did|have) (?:i|we))\b/gi,
  newest: /\b(?:latest|newest|most recent)\b|^when\b.{0,30}\blast\b/gi,
  oldest: /\b(?:earliest|oldest)\b|^when\b.{0,30}\bfirst\b/gi,
  most: /\b(?:most|highest|largest|biggest|maximum|max|longest|heaviest)\b/gi,
  least: /\b(?:least|lowest|smallest|minimum|min|cheapest|shortest|fewest)\b/gi,
  empty: /\b(?:missing|empty|blank|unfilled|without|no)\b/gi,
}
type Operation = keyof typeof operations

/** A question without the words that ask for an operation, which no cell has. */
export function withoutOperations(question: string): string {
  return Object.values(operations).reduce((text, words) => text.replaceAll(words, ' '), question)
}

type Result = {
  /** The answer in one line, where there is one. */
  line?: string
  /** The rows that it is about. */
  rows: string[][]
}

export type Finding = Result & {
  table: Table
  /** Which share of the question's words the table has, in names of columns and in these rows. */
  share: number
}

const MOST_FINDINGS = 2
/** Of a row, where the question names no column. */
const MOST_CELLS = 6
const MOST_LABELS = 10

/** What the tables with most of the question say to it. */
export function askTables(tables: Table[], question: string): Finding[] {
  const findings = tables.flatMap((table) => askTable(table, question) ?? [])
  const most = Math.max(...findings.map(({ share }) => share))
  const best = findings.filter(({ share }) => share === most)
  return best.toSorted((a, b) => Number(!a.line) - Number(!b.line)).slice(0, MOST_FINDINGS)
}

type Column = { name: string; at: number }
/** A question put to a table: the columns and the words in cells that it names, and the rows with most of these. */
type Asked = { table: Table; named: Column[]; filters: string[]; rows: string[][] }

function askTable(table: Table, question: string): Finding | undefined {
  const terms = termsOf(withoutOperations(question))
  const columns = table.columns.map((name, at) => ({ name, at }))
  const named = columns.filter(({ name }) => isNamed(name, terms))
  const matching: Asked = { table, named, ...matchingRows(table, terms, named) }
  const isEmptyAsked = question.search(operations.empty) >= 0
  const asked = (!isEmptyAsked && answeredRows(matching, question)) || matching
  const known = terms.filter(
    (term) => asked.filters.includes(term) || named.some(({ name }) => isNamed(name, [term])),
  )
  for (const operation of Object.keys(operations) as Operation[]) {
    if (question.search(operations[operation]) < 0) continue
    const result = apply(operation, asked)
    if (result) return { table, ...result, share: (known.length + 1) / (terms.length + 1) }
  }
  if (asked.filters.length === 0) return undefined
  return { table, ...lookUp(asked), share: known.length / terms.length }
}

const isNamed = (column: string, words: string[]) => sharedTerms(termsOf(column), words).length > 0

/** A word in most rows tells them from no others; a column's name counts for the column. */
function matchingRows({ rows }: Table, terms: string[], named: Column[]) {
  const hits = rows.map((row) => sharedTerms(terms, wordsOf(row.map(spoken).join(' '))))
  const filters = terms.filter((term) => {
    const found = hits.filter((hit) => hit.includes(term)).length
    const isColumn = named.some(({ name }) => isNamed(name, [term]))
    if (isColumn) return found > 0 && found * 2 < rows.length
    return found > 0 && (found < rows.length || rows.length === 1)
  })
  const counts = hits.map((hit) => hit.filter((term) => filters.includes(term)).length)
  const best = counts.reduce((most, each) => Math.max(most, each), 0)
  return { filters, rows: best === 0 ? rows : rows.filter((_, at) => counts[at] === best) }
}

const months = new Intl.DateTimeFormat('en', { month: 'long', timeZone: 'UTC' })

/** A cell with the month of its date, as a question names it. */
const spoken = (cell: string) => (isDate(cell) ? `${cell} ${months.format(numberIn(cell))}` : cell)

const YES = /^(?:yes|y|true|x|✓|ja|oui|sí|si)$/i
const NO = /^(?:no|n|false|nein|non)?$/i
const NOT = /\bnot\b|n['’]t\b/i
const UN = /^un(?=\p{L}{3})/u

/** “How many are (not) paid?”, “unpaid”: the rows with a yes, or without one, in a column of the question. */
function answeredRows({ table, rows }: Asked, question: string): Asked | undefined {
  const words = wordsOf(question)
  const negated = words.filter((word) => UN.test(word)).map((word) => word.replace(UN, ''))
  const isOne = (name: string, column: number) =>
    isNamed(name, [...words, ...negated]) &&
    table.rows.every((row) => YES.test(row[column] ?? '') || NO.test(row[column] ?? ''))
  const at = table.columns.findIndex(isOne)
  const name = table.columns[at]
  if (name === undefined) return undefined
  const isNo = NOT.test(question) || isNamed(name, negated)
  const found = rows.filter((row) => (isNo ? NO : YES).test(row[at] ?? ''))
  return { table, rows: found, named: [], filters: [`${name}: ${isNo ? 'no' : 'yes'}`] }
}

function lookUp({ table, named, filters, rows }: Asked): Result {
  const [row] = rows
  const asked = named.filter(({ name }) => !isNamed(name, filters))
  const label = row && labelOf(table, row)
  const others = table.columns
    .map((name, at) => ({ name, at }))
    .filter(({ at }) => !label?.includes(row?.[at] ?? ''))
  const wanted = asked.length > 0 ? asked : others.slice(0, MOST_CELLS)
  if (rows.length !== 1 || !row || wanted.length === 0) return { rows }
  const values = wanted.map(({ name, at }) => `${name && `${name}: `}**${row[at] || '(empty)'}**`)
  return { line: `${label} – ${values.join(', ')}`, rows }
}

function apply(operation: Operation, asked: Asked): Result | undefined {
  if (operation === 'count') return count(asked)
  if (operation === 'empty') return findEmpty(asked)
  if (operation === 'newest' || operation === 'oldest') {
    const date = asked.table.columns.findIndex((_, at) => isOfDates(asked.table, at))
    const name = asked.table.columns[date]
    if (name === undefined) return undefined
    return compute(operation === 'newest' ? 'most' : 'least', asked, { name, at: date })
  }
  const column = targetOf(asked)
  return column && compute(operation, asked, column)
}

const isOfDates = ({ rows }: Table, at: number) =>
  rows.every((row) => !row[at] || isDate(row[at])) && rows.some((row) => row[at])

function count(asked: Asked): Result | undefined {
  const { table, named, filters, rows } = asked
  // “How many coats does it need?” asks for a cell, or the sum of some, not for a number of rows.
  const column = named.find(({ at }) => isNumeric(table, at))
  if (column) return filters.length > 0 ? compute('sum', asked, column) : undefined
  if (filters.length === 0) {
    return named.length > 0 ? undefined : { line: `There are **${rows.length}** rows.`, rows: [] }
  }
  if (rows.length === 1) return undefined
  return { line: `**${rows.length}** of ${table.rows.length} rows have ${quoted(filters)}.`, rows }
}

function findEmpty({ table, named, rows }: Asked): Result | undefined {
  const isForm = table.columns.every((name) => name === '')
  const columns = isForm ? [{ name: 'The answer', at: 1 }] : named
  const column = columns.find(({ at }) => rows.some((row) => !row[at]))
  if (!column) return undefined
  const empty = rows.filter((row) => !row[column.at])
  const share = `**${empty.length}** of ${rows.length}`
  return {
    line: `${column.name} is empty in ${share} rows: ${labelsOf(table, empty)}`,
    rows: empty,
  }
}

/** The column of numbers that is named; otherwise the one with the largest, as totals are. */
function targetOf({ table, named }: Asked): Column | undefined {
  const isOne = ({ at }: Column) => isNumeric(table, at) && !isCounter(table, at)
  const all = table.columns.map((name, at) => ({ name, at })).filter(isOne)
  const ofNumbers = all.filter(({ at }) => !isOfDates(table, at))
  const sum = ({ at }: Column) =>
    table.rows.reduce((total, row) => total + (numberIn(row[at] ?? '') ?? 0), 0)
  return named.find(isOne) ?? ofNumbers.toSorted((a, b) => sum(b) - sum(a))[0] ?? all[0]
}

function compute(
  operation: 'sum' | 'average' | 'most' | 'least',
  { table, filters, rows }: Asked,
  { name, at }: Column,
): Result | undefined {
  const filled = rows.flatMap((row) => {
    const value = numberIn(row[at] ?? '')
    return value === undefined ? [] : [{ row, value }]
  })
  if (filled.length === 0) return undefined
  const among = filters.length > 0 ? `, of ${rows.length} rows with ${quoted(filters)}` : ''
  const values = filled.map(({ value }) => value)
  if (operation === 'sum' || operation === 'average') {
    // “How much does a candle cost?” asks for a cell.
    if (rows.length === 1) return undefined
    const sum = values.reduce((all, value) => all + value, 0)
    const result = operation === 'sum' ? sum : sum / values.length
    const line = `${name}, ${operation} of ${values.length} values${among}: **${rounded(result)}**`
    return { line, rows: filters.length > 0 ? rows : [] }
  }
  const further = operation === 'most' ? Math.max : Math.min
  const wanted = values.reduce((found, each) => further(found, each))
  const found = filled.filter(({ value }) => value === wanted).map(({ row }) => row)
  const which = operation === 'most' ? 'Highest' : 'Lowest'
  return {
    line: `${which} ${name}${among}: **${found[0]?.[at]}** – ${labelsOf(table, found)}`,
    rows: found,
  }
}

function labelsOf(table: Table, rows: string[][]): string {
  const labels = rows.slice(0, MOST_LABELS).map((row) => labelOf(table, row))
  const left = rows.length - labels.length
  return labels.join('; ') + (left > 0 ? ` and ${left} more` : '')
}

const quoted = (terms: string[]) => terms.map((term) => `“${term}”`).join(' and ')
const rounded = (value: number) => String(Math.round(value * 100) / 100)

import type { AnswerWriter } from './answer.ts'
import type { Ask } from './asking.ts'
import { fillBlanks } from './blanks.ts'
import type { FoundPassage } from './catalogue.ts'
import { chooseItems, isCollection, type Pick } from './items.ts'
import type { List, Table } from './markdown.ts'
import type { Passage } from './passages.ts'
import type { Query } from './query.ts'

/** Items shown of the passage that answers; a table is shown whole. */
const WHOLE = 10

export function writePassage(writer: AnswerWriter, found: FoundPassage, ask: Ask): void {
  writer.paragraph(found.passage.blocks.sentences.slice(0, 2).join(' '), found)
  writeStructure(writer, found, ask, WHOLE)
}

/** The lists and tables of a passage, as far as there is room. */
export function writeStructure(
  writer: AnswerWriter,
  found: FoundPassage,
  ask: Ask,
  most: number,
): void {
  for (const list of found.passage.blocks.lists) writer.list(trimmed(list, ask, most), found)
  for (const table of found.passage.blocks.tables) writer.table(filled(table, ask, most), found)
}

function trimmed({ ordered, items }: List, ask: Ask, most: number): List {
  return { ordered, items: items.slice(0, most).map((item) => fillBlanks(item, ask)) }
}

function filled(table: Table, ask: Ask, most: number): Table {
  const rows = most < WHOLE ? table.rows.slice(0, most) : table.rows
  return { ...table, rows: rows.map((row) => fillBlanks(row, ask)) }
}

/** Where hooks are wanted, advice about hooks is no substitute for the missing ones. */
export function pickable(library: FoundPassage[], { wants }: Ask): FoundPassage[] {
  const collections = library.filter(({ passage }) => isCollection(passage))
  return wants && collections.length > 0 ? collections : library
}

export function writePicks(writer: AnswerWriter, picks: Pick[]): void {
  let start = 1
  for (const [at, { source, items }] of picks.entries()) {
    if (at > 0) writer.subheading(`From “${source.passage.heading}”`)
    writer.list({ ordered: true, items }, source, start)
    start += items.length
  }
}

/** The sentences, list items or rows of a passage that speak most to the question, in their own order. */
export function pickSentences({ passage }: FoundPassage, query: Query, count: number): string[] {
  return chooseItems(statementsOf(passage), query, count)
}

export function statementsOf({ blocks: { sentences, lists, tables } }: Passage): string[] {
  return [...sentences, ...lists.flatMap(({ items }) => items), ...tables.flatMap(rowsOf)]
}

/** Each with the names of its columns, as a row says little without them. */
function rowsOf({ head, rows }: Table): string[] {
  const names = cellsOf(head)
  return rows.map((row) =>
    cellsOf(row)
      .map((cell, i) => (names[i] ? `${names[i]}: ${cell}` : cell))
      .join('; '),
  )
}

const cellsOf = (row: string) =>
  row
    .replace(/^\s*\||\|\s*$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.trim())

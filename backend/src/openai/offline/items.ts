import type { Ask } from './asking.ts'
import { fillBlanks, isGiven } from './blanks.ts'
import type { FoundPassage } from './catalogue.ts'
import { plainText, type Table } from './markdown.ts'
import type { Passage } from './passages.ts'
import type { Query } from './query.ts'
import { termsOf } from './vocabulary.ts'

/** Items taken from one passage. */
export interface Pick {
  source: FoundPassage
  items: string[]
}

/** What a passage can offer when a number of things is asked for: its list items, else its table's rows. */
export function itemsOf({ blocks }: Passage): string[] {
  const items = blocks.lists.flatMap((list) => list.items)
  return items.length > 0 ? items : blocks.tables.flatMap((table) => table.rows.map(rowAsItem))
}

const COLLECTION =
  /\b(templates?|formulas?|ideas|examples|prompts|lines?|replies|emails|fill in|copy|(?:hooks|titles|scripts|stories) for (?!newsletters)|list)\b/i

/** Whether a passage hands things over, ready to use or to fill in, rather than advising on them. */
export function isCollection(passage: Passage): boolean {
  const items = itemsOf(passage)
  return items.length >= 3 && COLLECTION.test(passage.heading)
}

export function rowAsItem(row: string): string {
  const [first = '', ...rest] = row
    .replace(/^\||\|$/g, '')
    .split('|')
    .map((cell) => cell.trim())
  return `**${first.replace(/\*\*/g, '')}:** ${rest.join(' → ')}`
}

/** Whether the thread has had something out of this passage. */
export function isUsed({ passage }: FoundPassage, { given }: Ask): boolean {
  const { sentences } = passage.blocks
  const marks = [...sentences.slice(0, 1), ...itemsOf(passage).slice(0, 1)].map(plainText)
  return marks.some((mark) => given.some((text) => plainText(text).includes(mark)))
}

/** Takes items that the thread has not had, passage after passage, until there are enough. */
export function pickItems(found: FoundPassage[], count: number, ask: Ask): Pick[] {
  const picks: Pick[] = []
  let missing = count
  for (const source of found) {
    if (missing === 0) break
    const fresh = itemsOf(source.passage).filter((item) => !isGiven(item, ask.given))
    const items = fresh.slice(0, missing).map((item) => fillBlanks(item, ask))
    if (items.length > 0) picks.push({ source, items })
    missing -= items.length
  }
  return picks
}

/** The items that speak most to the question, in the order they were written. */
export function chooseItems(items: string[], query: Query, count: number): string[] {
  return items
    .map((item, position) => ({ item, position, score: relevance(item, query) }))
    .sort((a, b) => b.score - a.score || a.position - b.position)
    .slice(0, count)
    .sort((a, b) => a.position - b.position)
    .map(({ item }) => item)
}

export function chooseTable(table: Table, query: Query, rows: number): Table {
  return { ...table, rows: chooseItems(table.rows, query, rows) }
}

export function relevance(text: string, query: Query): number {
  const terms = new Set(termsOf(plainText(text)))
  let score = 0
  for (const { weight, forms } of query.terms) {
    let best = 0
    for (const [form, share] of forms) if (terms.has(form)) best = Math.max(best, share)
    score += weight * best
  }
  for (const extra of query.extras) if (terms.has(extra)) score += 1
  return score
}

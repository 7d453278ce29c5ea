/** What our search is measured against: BM25 as SQLite has it, over the same sections without their ways to ask. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { cutText } from '../../../backend/src/embedded/search/passages.ts'
import type { FoundSection } from './counting.ts'

/** @returns a search for the sections that have any of a question's words, best first */
export function indexPlainly(folder: string) {
  const db = new DatabaseSync(':memory:')
  db.exec(`CREATE VIRTUAL TABLE sections
    USING fts5(file UNINDEXED, heading, body, tokenize = 'porter unicode61')`)
  const insert = db.prepare('INSERT INTO sections VALUES (?, ?, ?)')
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.md'))) {
    // As in the library: what stands above the first section is no answer.
    const pieces = cutText(readFileSync(join(folder, file), 'utf8'))
    for (const { path, text } of pieces.filter(({ path }) => path.length > 1))
      insert.run(file, path.at(-1) ?? '', text)
  }
  const select = db.prepare(
    'SELECT file, heading FROM sections WHERE sections MATCH ? ORDER BY rank LIMIT ?',
  )
  return (question: string, most: number): FoundSection[] => {
    const words = question.match(/[\p{L}\p{N}]+/gu) ?? []
    const anyWord = words.map((word) => `"${word}"`).join(' OR ')
    if (anyWord === '') return []
    return select.all(anyWord, most) as FoundSection[] // as the statement selects
  }
}

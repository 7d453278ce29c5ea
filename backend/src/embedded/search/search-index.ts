/** The index of all files: SQLite FTS5, a row a passage. */
import type { Statements } from '../../sqlite/statements.ts'
import type { Piece } from './passages.ts'
import { fromIndexed, phrase, toIndexed, withoutEnding } from './terms.ts'

export const indexSchema = `
  CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    attachment INTEGER NOT NULL REFERENCES attached_files (position) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    page INTEGER,
    UNIQUE (attachment, position)
  );
  CREATE VIRTUAL TABLE IF NOT EXISTS passage_words
  USING fts5(title, heading, asked, body, tokenize = "porter unicode61 remove_diacritics 2");
  -- What is erased must not stay in the file.
  INSERT INTO passage_words (passage_words, rank) VALUES ('secure-delete', 1);
  CREATE TRIGGER IF NOT EXISTS passage_removed AFTER DELETE ON passages BEGIN
    DELETE FROM passage_words WHERE rowid = old.id;
  END;
`

/** What a word in the title, a heading, a way of asking and the text is worth. */
const COLUMN_WEIGHTS = '1.0, 3.0, 2.0, 1.0'
const FOCUS_WEIGHTS = '1.0, 3.0, 2.0, 0.0'
const LEAST_FOCUS = 1e-3
/** A word in the text alone may belong to an example; one in a heading is what the passage is about. */
const BODY_SHARE = 0.2
/** A rare word of a question may belong to the story around it, so that rarity counts up to here. */
const MOST_WEIGHT = 2.5
/** Among few passages a word weighs what it weighs among so many: most words are rare there too. */
const SMALL = 150
/** A word in more passages of a search than this only orders the best that other words have found. */
const COMMON = 1_000
const MOST_ORDERED = 300
/** Where all words are common, the rarest is looked for in so many passages. */
const MOST_ROWS = 5_000

export type IndexedPassage = Piece & { id: number; attachment: number; position: number }

/** The attachments that a search goes through, and those of them that it may find. */
export type Scope = { attachments: number[]; found: number[] }

/** What a term weighs among the passages of all attachments of a scope. */
export type WeighedTerm = { term: string; weight: number }

export type Match = {
  id: number
  /** By BM25. */
  score: number
  /** The share of the question's weight that the passage has, anywhere and in its headings and ways of asking. */
  coverage: number
  focus: number
  /** The same, of words that no file of the scope has but those that may be found. */
  exclusive: number
}

type Row = { id: number; attachment: number; score: number; focus: number }

/** A query of the index, with how many passages it finds. */
type Counted = { match: string; everywhere: number }
/** On a row of `passages`. */
type Condition = { sql: string; value: string }
const LISTED = 'IN (SELECT value FROM json_each(?))'

export class SearchIndex {
  readonly #sql: Statements

  constructor(sql: Statements) {
    this.#sql = sql
  }

  /** Adds passages of a file from a position on; to be called within a transaction. */
  add(attachment: number, title: string, pieces: Piece[], from = 0): void {
    for (const [at, { path, page, text, asked }] of pieces.entries()) {
      this.#sql.run(
        'INSERT INTO passages (attachment, position, path, page) VALUES (?, ?, ?, ?)',
        attachment,
        from + at,
        JSON.stringify(path),
        page ?? null,
      )
      this.#sql.run(
        'INSERT INTO passage_words (rowid, title, heading, asked, body) VALUES (last_insert_rowid(), ?, ?, ?, ?)',
        toIndexed([title, ...path.slice(0, -1)].join('\n')),
        toIndexed(path.at(-1) ?? ''),
        toIndexed(asked),
        toIndexed(text),
      )
    }
  }

  remove(attachment: number): void {
    this.#sql.run('DELETE FROM passages WHERE attachment = ?', attachment)
  }

  /** The first passage of a file. */
  firstOf(attachment: number): IndexedPassage | undefined {
    return this.#read('attachment = ? ORDER BY position LIMIT 1', [attachment])[0]
  }

  /** The headings of a file, in order, each once. */
  headingsOf(attachment: number): string[] {
    const paths = this.#sql.all<{ path: string }>(
      'SELECT path FROM passages WHERE attachment = ? GROUP BY path ORDER BY min(position)',
      attachment,
    )
    return [...new Set(paths.flatMap(({ path }) => (JSON.parse(path) as string[]).slice(-1)))]
  }

  passages(ids: number[]): IndexedPassage[] {
    return this.#read('passages.id IN (SELECT value FROM json_each(?))', [JSON.stringify(ids)])
  }

  /** The passages that these terms find, best first, and what each term weighs. */
  match(
    terms: string[],
    { attachments, found }: Scope,
  ): { matches: Match[]; terms: WeighedTerm[] } {
    const scope = { sql: `attachment ${LISTED}`, value: JSON.stringify(attachments) }
    const isFound = new Set(found)
    const all = this.#sql.count('SELECT count(*) AS n FROM passages')
    const total = this.#sql.count(
      `SELECT count(*) AS n FROM passages WHERE ${scope.sql}`,
      scope.value,
    )
    const weighed = terms.map((term) => {
      const match = phrase(term)
      const everywhere = this.#count(match)
      const likely = (everywhere * total) / all
      if (likely > COMMON)
        return { term, match, everywhere, rows: undefined, ...weighted(likely, total) }
      const exact = this.#scores({ match, everywhere }, scope, all)
      const rows = exact.length > 0 ? exact : this.#alike(term, scope, all)
      return { term, match, everywhere, rows, ...weighted(rows.length, total) }
    })
    const whole = weighed.reduce((sum, { weight }) => sum + weight, 0)
    const matches = new Map<number, Match>()
    const take = (rows: Row[], weight: number) => {
      const isElsewhere = rows.some(({ attachment }) => !isFound.has(attachment))
      for (const { id, attachment, score, focus } of rows) {
        if (!isFound.has(attachment)) continue
        const match = matches.get(id) ?? { id, score: 0, coverage: 0, focus: 0, exclusive: 0 }
        match.score += weight * (focus + BODY_SHARE * (score - focus))
        match.coverage += weight / whole
        if (focus > LEAST_FOCUS) match.focus += weight / whole
        if (!isElsewhere) match.exclusive += weight / whole
        matches.set(id, match)
      }
    }
    const best = () => [...matches.values()].sort((a, b) => b.score - a.score)

    for (const { rows = [], weight } of weighed) take(rows, weight)
    const common = weighed.filter(({ rows }) => !rows).sort((a, b) => a.count - b.count)
    const [first] = matches.size === 0 ? common.splice(0, 1) : []
    if (first) take(this.#scores(first, scope, all), first.weight)
    const ids = best().slice(0, MOST_ORDERED)
    const among = { sql: `id ${LISTED}`, value: JSON.stringify(ids.map(({ id }) => id)) }
    for (const term of common) {
      if (term.weight > NO_WEIGHT) take(this.#scores(term, among, all), term.weight)
    }
    return { matches: best(), terms: weighed }
  }

  #count(match: string): number {
    return this.#sql.count(
      'SELECT count(*) AS n FROM passage_words WHERE passage_words MATCH ?',
      match,
    )
  }

  /** Passages with what begins like a term that none of them has. */
  #alike(term: string, scope: Condition, all: number): Row[] {
    const stem = withoutEnding(term)
    const match = `${phrase(stem)}*`
    return stem === '' ? [] : this.#scores({ match, everywhere: this.#count(match) }, scope, all)
  }

  /** How much each passage with a term is about it. @param all how many passages there are */
  #scores({ match, everywhere }: Counted, { sql, value }: Condition, all: number): Row[] {
    if (everywhere === 0) return []
    // A join in the other order would query the index once for each passage.
    const rows = this.#sql.all<Row>(
      `SELECT passages.id, attachment, -bm25(passage_words, ${COLUMN_WEIGHTS}) AS score,
         -bm25(passage_words, ${FOCUS_WEIGHTS}) AS focus
       FROM passage_words CROSS JOIN passages ON passages.id = passage_words.rowid
       WHERE passage_words MATCH ? AND passages.${sql} LIMIT ${MOST_ROWS}`,
      match,
      value,
    )
    // FTS5 weighs a term by all files there are; other people's do not count here.
    const weight = weightOf(everywhere, all)
    return rows.map(({ score, focus, ...row }) => ({
      ...row,
      score: score / weight,
      focus: focus / weight,
    }))
  }

  #read(condition: string, values: (string | number)[]): IndexedPassage[] {
    return this.#sql
      .all<PassageRow>(
        `SELECT passages.id, attachment, position, path, page, asked, body
         FROM passages JOIN passage_words ON passage_words.rowid = passages.id WHERE ${condition}`,
        ...values,
      )
      .map(({ path, page, asked, body, ...row }) => ({
        ...row,
        path: JSON.parse(path) as string[], // written by add
        page: page ?? undefined,
        asked: fromIndexed(asked),
        text: fromIndexed(body),
      }))
  }
}

type PassageRow = {
  id: number
  attachment: number
  position: number
  path: string
  page: number | null
  asked: string
  body: string
}

/** FTS5 takes it for a term that is in half of the rows or more. */
const NO_WEIGHT = 1e-6

const weighted = (count: number, total: number) => ({
  count,
  weight: Math.min(weightOf(count, Math.max(total, SMALL)), MOST_WEIGHT),
})

/** As BM25 weighs a term. */
function weightOf(count: number, total: number): number {
  return Math.max(Math.log((total - count + 0.5) / (count + 0.5)), NO_WEIGHT)
}

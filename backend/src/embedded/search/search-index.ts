/** The index of all files: SQLite FTS5, a row a passage. */
import type { Statements } from '../../sqlite/statements.ts'
import type { Piece } from './passages.ts'
import { fromIndexed, phrase, toIndexed, withoutEnding } from './terms.ts'

/** A passage's number is that of its file, and its place in the file in so many bits. */
const PLACE_BITS = 24
const PLACES = 2 ** PLACE_BITS

export const indexSchema = `
  CREATE VIRTUAL TABLE IF NOT EXISTS passages USING fts5(
    path UNINDEXED, page UNINDEXED, title, heading, asked, body,
    tokenize = "porter unicode61 remove_diacritics 2");
  -- What is erased must not stay in the file.
  INSERT INTO passages (passages, rank) VALUES ('secure-delete', 1);
  CREATE TABLE IF NOT EXISTS indexed_files (
    attachment INTEGER PRIMARY KEY REFERENCES attached_files (position) ON DELETE CASCADE,
    passages INTEGER NOT NULL
  );
  CREATE TRIGGER IF NOT EXISTS indexed_file_removed AFTER DELETE ON indexed_files BEGIN
    DELETE FROM passages WHERE rowid >= old.attachment << ${PLACE_BITS}
      AND rowid < (old.attachment + 1) << ${PLACE_BITS};
  END;
  -- The files that the present search goes through.
  CREATE TEMP TABLE IF NOT EXISTS searched (attachment INTEGER PRIMARY KEY);
  -- How often the index has changed since the file was opened, deletion by a foreign key included.
  CREATE TEMP TABLE IF NOT EXISTS index_changes (count INTEGER NOT NULL);
  INSERT INTO index_changes VALUES (0);
  CREATE TEMP TRIGGER IF NOT EXISTS indexed_file_added AFTER INSERT ON main.indexed_files BEGIN
    UPDATE index_changes SET count = count + 1;
  END;
  CREATE TEMP TRIGGER IF NOT EXISTS indexed_file_grown AFTER UPDATE ON main.indexed_files BEGIN
    UPDATE index_changes SET count = count + 1;
  END;
  CREATE TEMP TRIGGER IF NOT EXISTS indexed_file_gone AFTER DELETE ON main.indexed_files BEGIN
    UPDATE index_changes SET count = count + 1;
  END;
`

/** What a word in the title, a heading, a way of asking and the text is worth. */
const COLUMN_WEIGHTS = '0.0, 0.0, 1.0, 3.0, 2.0, 1.0'
const FOCUS_WEIGHTS = '0.0, 0.0, 1.0, 3.0, 2.0, 0.0'
const LEAST_FOCUS = 1e-3
/** A word in the text alone may belong to an example; one in a heading is what the passage is about. */
const BODY_SHARE = 0.2
/** A rare word of a question may belong to the story around it, so that rarity counts up to here. */
const MOST_WEIGHT = 2
/** Among few passages a word weighs what it weighs among so many: most words are rare there too. */
const SMALL = 150
/** Passages that the words of a question find, the rarest word first; the other words order the best of them. */
const MOST_FOUND = 1_000
const MOST_ORDERED = 300
/** Of these words the rarest; what is in still more passages tells nothing. */
const MOST_COMMON = 6
/** Counts of so many terms are kept. */
const MOST_COUNTS = 5_000

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

type Row = { id: number; score: number; focus: number }

/** A query of the index, with how many passages it finds. */
type Counted = { match: string; everywhere: number }

/** Where passages are looked for, and its one value. */
type Place = { from: string; value: string }

const inRanges = (ranges: [first: number, last: number][]): Place => ({
  from: `json_each(?) AS ranges CROSS JOIN passages
    WHERE passages.rowid BETWEEN ranges.value ->> 0 AND ranges.value ->> 1
      AND (passages.rowid >> ${PLACE_BITS}) IN searched`,
  value: JSON.stringify(ranges),
})

/** The plus keeps the index from being queried once for each of them. */
const among = (matches: Match[]): Place => ({
  from: 'passages WHERE +passages.rowid IN (SELECT value FROM json_each(?))',
  value: JSON.stringify(matches.map(({ id }) => id)),
})

/** The index is queried once for each. */
const MOST_RANGES = 3
const attachmentOf = (id: number) => Math.floor(id / PLACES)

export class SearchIndex {
  readonly #sql: Statements
  /** How many passages have a term, as long as the index stays as it is. */
  readonly #counts = new Map<string, number>()
  #countedAt = 0

  constructor(sql: Statements) {
    this.#sql = sql
  }

  /** Adds passages of a file from a position on; to be called within a transaction. */
  add(attachment: number, title: string, pieces: Piece[], from = 0): void {
    for (const [at, { path, page, text, asked }] of pieces.entries()) {
      this.#sql.run(
        'INSERT INTO passages (rowid, path, page, title, heading, asked, body) VALUES (?, ?, ?, ?, ?, ?, ?)',
        attachment * PLACES + from + at,
        JSON.stringify(path),
        page ?? null,
        ...[[title, ...path.slice(0, -1)].join('\n'), path.at(-1) ?? '', asked, text].map(
          toIndexed,
        ),
      )
    }
    this.#sql.run(
      'INSERT INTO indexed_files VALUES (?1, ?2) ON CONFLICT DO UPDATE SET passages = ?2',
      attachment,
      from + pieces.length,
    )
  }

  remove(attachment: number): void {
    this.#sql.run('DELETE FROM indexed_files WHERE attachment = ?', attachment)
  }

  /** The first passage of a file. */
  firstOf(attachment: number): IndexedPassage | undefined {
    return this.passages([attachment * PLACES])[0]
  }

  /** The headings of a file, in order, each once. */
  headingsOf(attachment: number): string[] {
    const rows = this.#sql.all<{ path: string }>(
      'SELECT path FROM passages WHERE rowid >= ? AND rowid < ? ORDER BY rowid',
      attachment * PLACES,
      (attachment + 1) * PLACES,
    )
    const paths = new Set(rows.map(({ path }) => path))
    return [...new Set([...paths].flatMap((path) => (JSON.parse(path) as string[]).slice(-1)))]
  }

  passages(ids: number[]): IndexedPassage[] {
    return this.#sql
      .all<PassageRow>(
        `SELECT passages.rowid AS id, path, page, asked, body FROM passages
         WHERE rowid IN (SELECT value FROM json_each(?))`,
        JSON.stringify(ids),
      )
      .map(({ id, path, page, asked, body }) => ({
        id,
        attachment: attachmentOf(id),
        position: id % PLACES,
        path: JSON.parse(path) as string[], // written by add
        page: page ?? undefined,
        asked: fromIndexed(asked),
        text: fromIndexed(body),
      }))
  }

  /** The passages that these terms find, best first, and what each term weighs. */
  match(
    terms: string[],
    { attachments, found }: Scope,
  ): { matches: Match[]; terms: WeighedTerm[] } {
    const { all, total } = this.#limitTo(attachments)
    const scope = inRanges(rangesOf(attachments))
    const isFound = new Set(found)
    // The rarest words find; those behind them only order what is found once there is enough.
    let room = MOST_FOUND
    const counted = terms.map((term) => ({ term, ...this.#counted(phrase(term)) }))
    counted.sort((a, b) => a.everywhere - b.everywhere)
    const weighed = counted.map((exact) => {
      const likely = (exact.everywhere * total) / all
      if (likely > room) return { ...exact, rows: undefined, ...weighted(likely, total) }
      const same = this.#scores(exact, all, scope)
      const rows = same.length > 0 ? same : this.#alike(exact.term, all, scope)
      room -= rows.length
      return { ...exact, rows, ...weighted(rows.length, total) }
    })
    const rare = weighed.filter(({ rows }) => rows)
    const common = weighed
      .filter(({ rows }) => !rows)
      .sort((a, b) => a.count - b.count)
      .slice(0, MOST_COMMON)
    const whole = [...rare, ...common].reduce((sum, { weight }) => sum + weight, 0)
    const matches = new Map<number, Match>()
    const take = (rows: Row[], weight: number) => {
      const isElsewhere = rows.some(({ id }) => !isFound.has(attachmentOf(id)))
      for (const { id, score, focus } of rows) {
        if (!isFound.has(attachmentOf(id))) continue
        const match = matches.get(id) ?? { id, score: 0, coverage: 0, focus: 0, exclusive: 0 }
        match.score += weight * (focus + BODY_SHARE * (score - focus))
        match.coverage += weight / whole
        if (focus > LEAST_FOCUS) match.focus += weight / whole
        if (!isElsewhere) match.exclusive += weight / whole
        matches.set(id, match)
      }
    }
    const best = () => [...matches.values()].sort((a, b) => b.score - a.score)

    for (const { rows = [], weight } of rare) take(rows, weight)
    const [first] = matches.size === 0 ? common.splice(0, 1) : []
    if (first) take(this.#scores(first, all, scope), first.weight)
    const candidates = among(best().slice(0, MOST_ORDERED))
    for (const term of common.filter(({ weight }) => weight > NO_WEIGHT))
      take(this.#scores(term, all, candidates), term.weight)
    return { matches: best(), terms: weighed }
  }

  /** @returns how many passages there are, and how many of them in these files */
  #limitTo(attachments: number[]): { all: number; total: number } {
    const searched = JSON.stringify(attachments)
    this.#sql.run('DELETE FROM searched')
    this.#sql.run('INSERT INTO searched SELECT value FROM json_each(?)', searched)
    const { all, total, changes } = this.#sql.all<{ all: number; total: number; changes: number }>(
      `SELECT coalesce(sum(passages), 0) AS "all",
         coalesce(sum(passages) FILTER (WHERE attachment IN searched), 0) AS total,
         (SELECT count FROM index_changes) AS changes
       FROM indexed_files`,
    )[0] ?? { all: 0, total: 0, changes: 0 }
    if (changes !== this.#countedAt || this.#counts.size > MOST_COUNTS) this.#counts.clear()
    this.#countedAt = changes
    return { all, total }
  }

  #counted(match: string): Counted {
    const everywhere =
      this.#counts.get(match) ??
      this.#sql.count('SELECT count(*) AS n FROM passages WHERE passages MATCH ?', match)
    this.#counts.set(match, everywhere)
    return { match, everywhere }
  }

  /** Passages with what begins like a term that none of them has. */
  #alike(term: string, all: number, scope: Place): Row[] {
    const stem = withoutEnding(term)
    return stem === '' ? [] : this.#scores(this.#counted(`${phrase(stem)}*`), all, scope)
  }

  /** How much each passage with a term is about it. @param all how many passages there are */
  #scores({ match, everywhere }: Counted, all: number, { from, value }: Place): Row[] {
    if (everywhere === 0) return []
    const rows = this.#sql.all<Row>(
      `SELECT passages.rowid AS id, -bm25(passages, ${COLUMN_WEIGHTS}) AS score,
         -bm25(passages, ${FOCUS_WEIGHTS}) AS focus
       FROM ${from} AND passages MATCH ? LIMIT ${MOST_FOUND}`,
      value,
      match,
    )
    // FTS5 weighs a term by all files there are; other people's do not count here.
    const weight = weightOf(everywhere, all)
    return rows.map((row) => ({ ...row, score: row.score / weight, focus: row.focus / weight }))
  }
}

/** A few ranges of passages that have these files, and as few others as may be. */
function rangesOf(attachments: number[]): [first: number, last: number][] {
  const files = attachments.toSorted((a, b) => a - b)
  const gapBefore = (at: number) => (files[at] ?? 0) - (files[at - 1] ?? 0)
  const widest = [...files.keys()].filter((at) => at > 0 && gapBefore(at) > 1)
  const cuts = widest.sort((a, b) => gapBefore(b) - gapBefore(a)).slice(0, MOST_RANGES - 1)
  const starts = [0, ...cuts.sort((a, b) => a - b), files.length]
  return starts.slice(1).map((end, at) => {
    const [first = 0, last = 0] = [files[starts[at] ?? 0], files[end - 1]]
    return [first * PLACES, (last + 1) * PLACES - 1]
  })
}

type PassageRow = { id: number; path: string; page: number | null; asked: string; body: string }

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

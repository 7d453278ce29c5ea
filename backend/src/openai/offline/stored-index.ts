import type { SQLOutputValue } from 'node:sqlite'
import type { Statements } from '../../sqlite/statements.ts'
import type { IndexedText } from './indexed-text.ts'
import type { Piece } from './passages.ts'
import { INDEX_VERSION } from './term-index.ts'

export const indexSchema = `
  CREATE TABLE IF NOT EXISTS passages (
    attachment INTEGER NOT NULL REFERENCES attached_files (position) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    path TEXT NOT NULL,
    page INTEGER,
    text TEXT NOT NULL,
    UNIQUE (attachment, position)
  );
  CREATE TABLE IF NOT EXISTS term_indexes (
    attachment INTEGER PRIMARY KEY REFERENCES attached_files (position) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    packed BLOB NOT NULL
  );
`

/** What search needs of the uploads, beside them on disk: their passages, and which terms stand where. */
export class StoredIndex {
  readonly #sql: Statements

  constructor(sql: Statements) {
    this.#sql = sql
  }

  /** Replaces what is known of the file; to be called within a transaction. */
  save(attachment: number, { pieces, packed }: IndexedText): void {
    this.remove(attachment)
    for (const [position, { path, page, text }] of pieces.entries()) {
      this.#sql.run(
        'INSERT INTO passages (attachment, position, path, page, text) VALUES (?, ?, ?, ?, ?)',
        attachment,
        position,
        JSON.stringify(path),
        page ?? null,
        text,
      )
    }
    this.#sql.run(
      'INSERT INTO term_indexes (attachment, version, packed) VALUES (?, ?, ?)',
      attachment,
      INDEX_VERSION,
      packed,
    )
  }

  remove(attachment: number): void {
    for (const table of ['passages', 'term_indexes']) {
      this.#sql.run(`DELETE FROM ${table} WHERE attachment = ?`, attachment)
    }
  }

  /** `undefined` where there is none, or one of an earlier version. */
  packed(attachment: number): Uint8Array | undefined {
    const row = this.#sql.get<{ packed: Uint8Array }>(
      'SELECT packed FROM term_indexes WHERE attachment = ? AND version = ?',
      attachment,
      INDEX_VERSION,
    )
    return row?.packed
  }

  piece(attachment: number, position: number): Piece | undefined {
    const row = this.#sql.get<Row>(
      'SELECT path, page, text FROM passages WHERE attachment = ? AND position = ?',
      attachment,
      position,
    )
    return row && toPiece(row)
  }

  /** The headings above each passage, in the order of the file. */
  paths(attachment: number): string[][] {
    return this.#sql
      .all<Pick<Row, 'path'>>(
        'SELECT path FROM passages WHERE attachment = ? ORDER BY position',
        attachment,
      )
      .map(({ path }) => JSON.parse(String(path)) as string[]) // written by save
  }
}

type Row = Record<string, SQLOutputValue>

function toPiece({ path, page, text }: Row): Piece {
  return {
    path: JSON.parse(String(path)) as string[], // written by save
    page: page === null ? undefined : Number(page),
    text: String(text),
  }
}

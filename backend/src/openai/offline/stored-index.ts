import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { IndexedText } from './indexed-text.ts'
import type { Piece } from './passages.ts'
import { INDEX_VERSION } from './term-index.ts'

const schema = `
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
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
    database.exec(schema)
  }

  /** Replaces what is known of the file; to be called within a transaction. */
  save(attachment: number, { pieces, packed }: IndexedText): void {
    this.remove(attachment)
    const insert = this.#database.prepare(
      'INSERT INTO passages (attachment, position, path, page, text) VALUES (?, ?, ?, ?, ?)',
    )
    for (const [position, { path, page, text }] of pieces.entries())
      insert.run(attachment, position, JSON.stringify(path), page ?? null, text)
    this.#database
      .prepare('INSERT INTO term_indexes (attachment, version, packed) VALUES (?, ?, ?)')
      .run(attachment, INDEX_VERSION, packed)
  }

  remove(attachment: number): void {
    for (const table of ['passages', 'term_indexes'])
      this.#database.prepare(`DELETE FROM ${table} WHERE attachment = ?`).run(attachment)
  }

  /** `undefined` where there is none, or one of an earlier version. */
  packed(attachment: number): Uint8Array | undefined {
    const packed = this.#database
      .prepare('SELECT packed FROM term_indexes WHERE attachment = ? AND version = ?')
      .get(attachment, INDEX_VERSION)?.packed
    return packed instanceof Uint8Array ? packed : undefined
  }

  piece(attachment: number, position: number): Piece | undefined {
    const row = this.#database
      .prepare('SELECT path, page, text FROM passages WHERE attachment = ? AND position = ?')
      .get(attachment, position)
    return row && toPiece(row)
  }

  pieces(attachment: number): Piece[] {
    return this.#database
      .prepare('SELECT path, page, text FROM passages WHERE attachment = ? ORDER BY position')
      .all(attachment)
      .map(toPiece)
  }
}

function toPiece({ path, page, text }: Record<string, SQLOutputValue>): Piece {
  return {
    path: JSON.parse(String(path)) as string[], // written by save
    page: page === null ? undefined : Number(page),
    text: String(text),
  }
}

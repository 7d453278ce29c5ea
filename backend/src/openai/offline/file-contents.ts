import type { DatabaseSync } from 'node:sqlite'
import { setImmediate as nextTurn } from 'node:timers/promises'

/** Written, read or removed in about 5 ms. */
const PART_BYTES = 512 * 1024

export const fileContentsSchema = `
  CREATE TABLE IF NOT EXISTS file_parts (
    file_id TEXT NOT NULL,
    part INTEGER NOT NULL,
    content BLOB NOT NULL,
    UNIQUE (file_id, part)
  );
  -- Of uploads and removals that a process has not finished.
  DELETE FROM file_parts WHERE file_id NOT IN (SELECT id FROM files);
`

/** The bytes of uploaded files, in parts between which others have their turn: a file may have 50 MB. */
export class FileContents {
  readonly #database: DatabaseSync

  constructor(database: DatabaseSync) {
    this.#database = database
    database.exec(fileContentsSchema)
  }

  async save(fileId: string, content: AsyncIterable<Uint8Array>): Promise<void> {
    const sql = 'INSERT INTO file_parts (file_id, part, content) VALUES (?, ?, ?)'
    let part = 0
    for await (const bytes of inParts(content)) {
      this.#database.prepare(sql).run(fileId, part++, bytes)
      await nextTurn()
    }
  }

  async load(fileId: string, size: number): Promise<Uint8Array<ArrayBuffer>> {
    const sql = 'SELECT content FROM file_parts WHERE file_id = ? AND part = ?'
    const loaded = new Uint8Array(size)
    for (let part = 0, end = 0; end < size; part++) {
      const content = this.#database.prepare(sql).get(fileId, part)?.content
      if (!(content instanceof Uint8Array)) throw new Error(`Part ${part} of ${fileId} is missing.`)
      loaded.set(content, end)
      end += content.byteLength
      await nextTurn()
    }
    return loaded
  }

  async remove(fileId: string): Promise<void> {
    const sql = 'DELETE FROM file_parts WHERE file_id = ? AND part = ?'
    for (let part = 0; this.#database.prepare(sql).run(fileId, part).changes > 0; part++) {
      await nextTurn()
    }
  }
}

async function* inParts(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of content) {
    pieces.push(piece)
    size += piece.byteLength
    if (size < PART_BYTES) continue
    yield Buffer.concat(pieces, size)
    pieces = []
    size = 0
  }
  if (size > 0) yield Buffer.concat(pieces, size)
}

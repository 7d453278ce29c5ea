/** The files, the vector stores they are attached to, their texts and the index, in one SQLite file. */
import type { Content } from '../../sqlite/blobs.ts'
import { openStore, type SqliteStore } from '../../sqlite/store.ts'
import { type Attributes, type Condition, conditionOf, type Filter } from '../http/filters.ts'
import type { Piece } from '../search/passages.ts'
import { SearchIndex } from '../search/search-index.ts'
import { schema, upgrades } from './schema.ts'

export type StoredFile = {
  id: string
  filename: string
  bytes: number
  purpose: string
  /** Seconds since 1970. */
  createdAt: number
}

export type StoredVectorStore = {
  id: string
  name: string
  metadata: Record<string, string>
  createdAt: number
}

export type LastError = {
  code: 'server_error' | 'unsupported_file' | 'invalid_file'
  message: string
}

/** A file in a vector store. */
export type AttachedFile = {
  /** Number of the attachment, never given twice. */
  attachment: number
  storeId: string
  fileId: string
  filename: string
  bytes: number
  createdAt: number
  status: 'in_progress' | 'completed' | 'failed'
  lastError: LastError | null
  attributes: Attributes
}

export type FilesOptions = {
  /** The largest that the file may become. */
  maxBytes?: number
  /** Hears what could not be tidied up. */
  onError?(error: unknown): void
}

/** What a request may look at: these stores, and in them the files that the filter admits. */
export type Access = {
  storeIds: string[]
  filter?: Filter | null
  /** Of these, only what is shared by all visitors, or only the rest. */
  part?: 'library' | 'own'
  /** Of these, only some. */
  fileIds?: string[]
}

/** Characters that are indexed at once; more would hold up other requests. */
const BATCH_CHARS = 10_000

export class Files {
  readonly index: SearchIndex
  readonly #store: SqliteStore

  /** @param dataFile a file, or `:memory:` @throws {UnusableDatabaseError} */
  constructor(dataFile: string, { maxBytes, onError = () => {} }: FilesOptions = {}) {
    this.#store = openStore(dataFile, { schema, upgrades, overwrites: true, maxBytes, onError })
    this.index = new SearchIndex(this.#store.sql)
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  /** It is there once all of its content is. */
  async addFile(file: StoredFile, content: Content): Promise<void> {
    await this.#store.blobs.write(content, (blob) => {
      this.#store.sql.run(
        'INSERT INTO files (id, filename, bytes, purpose, created_at, blob) VALUES (?, ?, ?, ?, ?, ?)',
        file.id,
        file.filename,
        file.bytes,
        file.purpose,
        file.createdAt,
        blob,
      )
      return true
    })
  }

  /** Newest first. */
  listFiles(): StoredFile[] {
    return this.#store.sql.all(`${FILE_COLUMNS} ORDER BY position DESC`)
  }

  findFile(id: string): StoredFile | undefined {
    return this.#store.sql.get(`${FILE_COLUMNS} WHERE id = ?`, id)
  }

  async fileContent(id: string): Promise<Uint8Array<ArrayBuffer>> {
    const row = this.#store.sql.get<{ blob: number }>('SELECT blob FROM files WHERE id = ?', id)
    if (!row) throw new Error(`${id} has been removed.`)
    return this.#store.blobs.read(row.blob)
  }

  deleteFile(id: string): void {
    this.#store.sql.transaction(() => {
      const [gone] = this.#store.sql.all<{ blob: number }>(
        'DELETE FROM files WHERE id = ? RETURNING blob',
        id,
      )
      if (gone) this.#store.blobs.drop(gone.blob)
    })
    this.#store.upkeep.soon()
  }

  addStore({ id, name, metadata, createdAt }: StoredVectorStore): void {
    this.#store.sql.run(
      'INSERT OR IGNORE INTO vector_stores (id, name, metadata, created_at) VALUES (?, ?, ?, ?)',
      id,
      name,
      JSON.stringify(metadata),
      createdAt,
    )
  }

  listStores(): StoredVectorStore[] {
    return this.#store.sql.all<StoreRow>(`${STORE_COLUMNS} ORDER BY position DESC`).map(toStore)
  }

  findStore(id: string): StoredVectorStore | undefined {
    const row = this.#store.sql.get<StoreRow>(`${STORE_COLUMNS} WHERE id = ?`, id)
    return row && toStore(row)
  }

  deleteStore(id: string): void {
    this.#store.sql.run('DELETE FROM vector_stores WHERE id = ?', id)
    this.#store.upkeep.soon()
  }

  attach(storeId: string, fileId: string, createdAt: number, attributes: Attributes): void {
    this.#store.sql.transaction(() => {
      this.#store.sql.run(
        `INSERT INTO attached_files (vector_store_id, file_id, created_at, status, attributes)
         VALUES (?, ?, ?, 'in_progress', ?)
         ON CONFLICT (vector_store_id, file_id) DO UPDATE
         SET status = 'in_progress', last_error = NULL, text = NULL, attributes = excluded.attributes`,
        storeId,
        fileId,
        createdAt,
        JSON.stringify(attributes),
      )
      const attached = this.findAttached(storeId, fileId)
      if (attached) this.index.remove(attached.attachment)
    })
  }

  detach(storeId: string, fileId: string): void {
    this.#store.sql.run(
      'DELETE FROM attached_files WHERE vector_store_id = ? AND file_id = ?',
      storeId,
      fileId,
    )
    this.#store.upkeep.soon()
  }

  /** Newest first. */
  listAttached(access: Access): AttachedFile[] {
    const { sql, values } = selectAttachments(access)
    return this.#store.sql
      .all<AttachedRow>(
        `${ATTACHED_COLUMNS} WHERE attachment IN (${sql}) ORDER BY attachment DESC`,
        ...values,
      )
      .map(toAttached)
  }

  attachmentsIn(access: Access): number[] {
    const { sql, values } = selectAttachments(access)
    return this.#store.sql.all<{ position: number }>(sql, ...values).map(({ position }) => position)
  }

  findAttached(storeId: string, fileId: string): AttachedFile | undefined {
    const row = this.#store.sql.get<AttachedRow>(
      `${ATTACHED_COLUMNS} WHERE vector_store_id = ? AND file_id = ?`,
      storeId,
      fileId,
    )
    return row && toAttached(row)
  }

  attached(attachments: number[]): AttachedFile[] {
    return this.#store.sql
      .all<AttachedRow>(
        `${ATTACHED_COLUMNS} WHERE attachment IN (SELECT value FROM json_each(?))`,
        JSON.stringify(attachments),
      )
      .map(toAttached)
  }

  /** Attachments whose text was not yet read when the process ended. */
  unfinished(): AttachedFile[] {
    return this.#store.sql
      .all<AttachedRow>(`${ATTACHED_COLUMNS} WHERE status = 'in_progress'`)
      .map(toAttached)
  }

  setAttributes(storeId: string, fileId: string, attributes: Attributes): void {
    this.#store.sql.run(
      'UPDATE attached_files SET attributes = ? WHERE vector_store_id = ? AND file_id = ?',
      JSON.stringify(attributes),
      storeId,
      fileId,
    )
  }

  textOf(attachment: number): string {
    const row = this.#store.sql.get<{ text: string | null }>(
      'SELECT text FROM attached_files WHERE position = ?',
      attachment,
    )
    return row?.text ?? ''
  }

  /** Indexes the text of a file and keeps it, unless the file leaves the store meanwhile. */
  async saveText({ attachment, filename }: AttachedFile, text: string, pieces: Piece[]) {
    const { sql } = this.#store
    const isThere = () =>
      sql.get('SELECT 1 FROM attached_files WHERE position = ?', attachment) !== undefined
    // What an earlier process has left half done.
    this.index.remove(attachment)
    for (let at = 0; at < pieces.length; ) {
      if (at > 0) await new Promise(setImmediate)
      const from = at
      for (let chars = 0; at < pieces.length && chars < BATCH_CHARS; at += 1) {
        chars += pieces[at]?.text.length ?? 0
      }
      const batch = pieces.slice(from, at)
      sql.transaction(() => {
        if (isThere()) this.index.add(attachment, titleOf(filename), batch, from)
      })
    }
    sql.run(
      "UPDATE attached_files SET status = 'completed', text = ? WHERE position = ?",
      text,
      attachment,
    )
  }

  saveFailure(attachment: number, error: LastError): void {
    this.#store.sql.run(
      "UPDATE attached_files SET status = 'failed', last_error = ? WHERE position = ?",
      JSON.stringify(error),
      attachment,
    )
  }
}

function selectAttachments({ storeIds, filter, part, fileIds }: Access): Condition {
  const inStores = 'vector_store_id IN (SELECT value FROM json_each(?))'
  const condition = filter ? conditionOf(filter) : { sql: 'true', values: [] }
  return {
    sql: `SELECT position FROM attached_files WHERE ${inStores} AND ${condition.sql}${part ? PARTS[part] : ''}${fileIds ? FILES : ''}`,
    values: [
      JSON.stringify(storeIds),
      ...condition.values,
      ...(fileIds ? [JSON.stringify(fileIds)] : []),
    ],
  }
}

const FILES = ' AND file_id IN (SELECT value FROM json_each(?))'
const SHARED =
  "(SELECT attachment FROM attached_attributes WHERE key = 'kind' AND value = 'library')"
const PARTS = {
  library: ` AND attached_files.position IN ${SHARED}`,
  own: ` AND attached_files.position NOT IN ${SHARED}`,
}

/** A file's name as words. */
const titleOf = (filename: string) => filename.replace(/\.\w+$/, '').replaceAll(/[-_.]+/g, ' ')

const FILE_COLUMNS = 'SELECT id, filename, bytes, purpose, created_at AS createdAt FROM files'

const STORE_COLUMNS = 'SELECT id, name, metadata, created_at AS createdAt FROM vector_stores'

const ATTACHED_COLUMNS = `
  SELECT attached_files.position AS attachment, vector_store_id AS storeId, file_id AS fileId, filename, bytes,
    attached_files.created_at AS createdAt, status, last_error AS lastError, attributes
  FROM attached_files JOIN files ON files.id = file_id`

type StoreRow = Omit<StoredVectorStore, 'metadata'> & { metadata: string }

function toStore({ metadata, ...row }: StoreRow): StoredVectorStore {
  return { ...row, metadata: JSON.parse(metadata) }
}

type AttachedRow = Omit<AttachedFile, 'lastError' | 'attributes'> & {
  lastError: string | null
  attributes: string
}

function toAttached({ lastError, attributes, ...row }: AttachedRow): AttachedFile {
  return {
    ...row,
    lastError: lastError ? JSON.parse(lastError) : null,
    attributes: JSON.parse(attributes),
  }
}

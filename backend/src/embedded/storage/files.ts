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
  readonly #sql: SqliteStore['sql']

  /** @param dataFile a file, or `:memory:` @throws {UnusableDatabaseError} */
  constructor(dataFile: string, { maxBytes, onError = () => {} }: FilesOptions = {}) {
    this.#store = openStore(dataFile, { schema, upgrades, overwrites: true, maxBytes, onError })
    this.#sql = this.#store.sql
    this.index = new SearchIndex(this.#sql)
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  /** It is there once all of its content is. */
  async addFile(file: StoredFile, content: Content): Promise<void> {
    const { id, filename, bytes, purpose, createdAt } = file
    await this.#store.blobs.write(content, (blob) => {
      const columns = 'id, filename, bytes, purpose, created_at, blob'
      const values = [id, filename, bytes, purpose, createdAt, blob]
      this.#sql.run(`INSERT INTO files (${columns}) VALUES (?, ?, ?, ?, ?, ?)`, ...values)
      return true
    })
  }

  /** Newest first. */
  listFiles(): StoredFile[] {
    return this.#sql.all(`${FILES} ORDER BY position DESC`)
  }

  findFile(id: string): StoredFile | undefined {
    return this.#sql.get(`${FILES} WHERE id = ?`, id)
  }

  async fileContent(id: string): Promise<Uint8Array<ArrayBuffer>> {
    const row = this.#sql.get<{ blob: number }>('SELECT blob FROM files WHERE id = ?', id)
    if (!row) throw new Error(`${id} has been removed.`)
    return this.#store.blobs.read(row.blob)
  }

  deleteFile(id: string): void {
    this.#sql.transaction(() => {
      const removal = 'DELETE FROM files WHERE id = ? RETURNING blob'
      const [gone] = this.#sql.all<{ blob: number }>(removal, id)
      if (gone) this.#store.blobs.drop(gone.blob)
    })
    this.#store.upkeep.soon()
  }

  addStore({ id, name, metadata, createdAt }: StoredVectorStore): void {
    const columns = 'id, name, metadata, created_at'
    const values = [id, name, JSON.stringify(metadata), createdAt]
    this.#sql.run(`INSERT OR IGNORE INTO vector_stores (${columns}) VALUES (?, ?, ?, ?)`, ...values)
  }

  listStores(): StoredVectorStore[] {
    return this.#sql.records(`${STORES} ORDER BY position DESC`)
  }

  findStore(id: string): StoredVectorStore | undefined {
    return this.#sql.record(`${STORES} WHERE id = ?`, id)
  }

  deleteStore(id: string): void {
    this.#sql.run('DELETE FROM vector_stores WHERE id = ?', id)
    this.#store.upkeep.soon()
  }

  attach(storeId: string, fileId: string, createdAt: number, attributes: Attributes): void {
    this.#sql.transaction(() => {
      this.#sql.run(
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
    this.#sql.run(`DELETE FROM attached_files WHERE ${ONE}`, storeId, fileId)
    this.#store.upkeep.soon()
  }

  /** Newest first. */
  listAttached(access: Access): AttachedFile[] {
    const { sql, values } = selectAttachments(access)
    return this.#sql.records(
      `${ATTACHED} WHERE attached_files.position IN (${sql}) ORDER BY attached_files.position DESC`,
      ...values,
    )
  }

  attachmentsIn(access: Access): number[] {
    const { sql, values } = selectAttachments(access)
    // One row of all takes a tenth of the time of a row for each.
    const record = `SELECT json_group_array(position) AS record FROM (${sql})`
    return this.#sql.record<number[]>(record, ...values) ?? []
  }

  findAttached(storeId: string, fileId: string): AttachedFile | undefined {
    return this.#sql.record(`${ATTACHED} WHERE ${ONE}`, storeId, fileId)
  }

  attached(attachments: number[]): AttachedFile[] {
    const each = `${ATTACHED} WHERE attached_files.position ${LISTED}`
    return this.#sql.records(each, JSON.stringify(attachments))
  }

  /** Attachments whose text was not yet read when the process ended. */
  unfinished(): AttachedFile[] {
    return this.#sql.records(`${ATTACHED} WHERE status = 'in_progress'`)
  }

  setAttributes(storeId: string, fileId: string, attributes: Attributes): void {
    const changed = `UPDATE attached_files SET attributes = ? WHERE ${ONE}`
    this.#sql.run(changed, JSON.stringify(attributes), storeId, fileId)
  }

  textOf(attachment: number): string {
    const ofOne = 'SELECT text FROM attached_files WHERE position = ?'
    return this.#sql.get<{ text: string | null }>(ofOne, attachment)?.text ?? ''
  }

  /** Indexes the text of a file and keeps it, unless the file leaves the store meanwhile. */
  async saveText({ attachment, filename }: AttachedFile, text: string, pieces: Piece[]) {
    const isThere = () => this.attached([attachment]).length > 0
    // What an earlier process has left half done.
    this.index.remove(attachment)
    for (let at = 0; at < pieces.length; ) {
      if (at > 0) await new Promise(setImmediate)
      const from = at
      for (let chars = 0; at < pieces.length && chars < BATCH_CHARS; at += 1) {
        chars += pieces[at]?.text.length ?? 0
      }
      const batch = pieces.slice(from, at)
      this.#sql.transaction(() => {
        if (isThere()) this.index.add(attachment, titleOf(filename), batch, from)
      })
    }
    const completed = "UPDATE attached_files SET status = 'completed', text = ? WHERE position = ?"
    this.#sql.run(completed, text, attachment)
  }

  saveFailure(attachment: number, error: LastError): void {
    const failed = "UPDATE attached_files SET status = 'failed', last_error = ? WHERE position = ?"
    this.#sql.run(failed, JSON.stringify(error), attachment)
  }
}

const ONE = 'vector_store_id = ? AND file_id = ?'
const LISTED = 'IN (SELECT value FROM json_each(?))'
const SHARED =
  "(SELECT attachment FROM attached_attributes WHERE key = 'kind' AND value = 'library')"
const PARTS = { library: `position IN ${SHARED}`, own: `position NOT IN ${SHARED}` }

function selectAttachments({ storeIds, filter, part, fileIds }: Access): Condition {
  const conditions: Condition[] = [
    { sql: `vector_store_id ${LISTED}`, values: [JSON.stringify(storeIds)] },
  ]
  if (filter) conditions.push(conditionOf(filter))
  if (part) conditions.push({ sql: PARTS[part], values: [] })
  if (fileIds) conditions.push({ sql: `file_id ${LISTED}`, values: [JSON.stringify(fileIds)] })
  return {
    sql: `SELECT position FROM attached_files WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`,
    values: conditions.flatMap(({ values }) => values),
  }
}

/** A file's name as words. */
const titleOf = (filename: string) => filename.replace(/\.\w+$/, '').replaceAll(/[-_.]+/g, ' ')

const FILES = 'SELECT id, filename, bytes, purpose, created_at AS createdAt FROM files'

const STORES = `
  SELECT json_object('id', id, 'name', name, 'metadata', json(metadata), 'createdAt', created_at) AS record
  FROM vector_stores`

const ATTACHED = `
  SELECT json_object('attachment', attached_files.position, 'storeId', vector_store_id, 'fileId', file_id,
    'filename', filename, 'bytes', bytes, 'createdAt', attached_files.created_at, 'status', status,
    'lastError', json(last_error), 'attributes', json(attributes)) AS record
  FROM attached_files JOIN files ON files.id = file_id`

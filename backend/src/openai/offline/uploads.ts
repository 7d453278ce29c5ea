import type { SQLOutputValue } from 'node:sqlite'
import type { Content } from '../../sqlite/blobs.ts'
import { openStore, type SqliteStore } from '../../sqlite/store.ts'
import { attributeIndex, requirementsOf } from './attribute-index.ts'
import { type Attributes, admits, type Filter } from './filters.ts'
import type { IndexedText } from './indexed-text.ts'
import { indexSchema, StoredIndex } from './stored-index.ts'
import { uploadsSchema, uploadsUpgrades } from './uploads-schema.ts'

export interface UploadedFile {
  id: string
  filename: string
  bytes: number
  purpose: string
  createdAt: number
}

export type AttachmentStatus = 'in_progress' | 'completed' | 'failed'

export interface LastError {
  code: 'server_error' | 'unsupported_file' | 'invalid_file'
  message: string
}

/** A file in a vector store. */
export interface AttachedFile {
  /** Number of the attachment, never given twice. */
  attachment: number
  fileId: string
  filename: string
  bytes: number
  createdAt: number
  status: AttachmentStatus
  lastError: LastError | null
  attributes: Attributes
}

export interface StoredVectorStore {
  id: string
  name: string
  metadata: Record<string, string>
  createdAt: number
}

type Row = Record<string, SQLOutputValue>

export interface UploadsOptions {
  /** The largest that the file may become. */
  maxBytes?: number
  /** Hears what could not be tidied up. */
  onError?(error: unknown): void
}

/** The uploaded files, the stores they are attached to, their extracted text and its index, in one SQLite file. */
export class Uploads {
  readonly index: StoredIndex
  readonly #store: SqliteStore

  /** @param dataFile a file, or `:memory:` @throws {UnusableDatabaseError} */
  constructor(dataFile: string, options: UploadsOptions = {}) {
    const { maxBytes, onError = () => {} } = options
    this.#store = openStore(dataFile, {
      schema: uploadsSchema + attributeIndex + indexSchema,
      upgrades: uploadsUpgrades,
      overwrites: true,
      maxBytes,
      onError,
    })
    this.index = new StoredIndex(this.#store.sql)
  }

  close(): Promise<void> {
    return this.#store.close()
  }

  /** It is there once all of its content is. */
  async addFile(file: UploadedFile, content: Content): Promise<void> {
    await this.#store.blobs.write(content, (blob) => {
      this.#run(
        'INSERT INTO files (id, filename, bytes, purpose, created_at, blob) VALUES (?, ?, ?, ?, ?, ?)',
        [file.id, file.filename, file.bytes, file.purpose, file.createdAt, blob],
      )
      return true
    })
  }

  listFiles(): UploadedFile[] {
    return this.#all(
      'SELECT id, filename, bytes, purpose, created_at FROM files ORDER BY position DESC',
    ).map(toFile)
  }

  findFile(id: string): UploadedFile | undefined {
    const row = this.#get(
      'SELECT id, filename, bytes, purpose, created_at FROM files WHERE id = ?',
      [id],
    )
    return row && toFile(row)
  }

  async fileContent({ id }: UploadedFile): Promise<Uint8Array<ArrayBuffer>> {
    const row = this.#get('SELECT blob FROM files WHERE id = ?', [id])
    if (!row) throw new Error(`${id} has been removed.`)
    return this.#store.blobs.read(Number(row.blob))
  }

  deleteFile(id: string): void {
    this.#transact(() => {
      const [gone] = this.#all('DELETE FROM files WHERE id = ? RETURNING blob', [id])
      if (gone) this.#store.blobs.drop(Number(gone.blob))
    })
    this.#store.upkeep.soon()
  }

  addStore(store: StoredVectorStore): void {
    this.#run(
      'INSERT OR IGNORE INTO vector_stores (id, name, metadata, created_at) VALUES (?, ?, ?, ?)',
      [store.id, store.name, JSON.stringify(store.metadata), store.createdAt],
    )
  }

  listStores(): StoredVectorStore[] {
    return this.#all('SELECT * FROM vector_stores ORDER BY position DESC').map(toStore)
  }

  findStore(id: string): StoredVectorStore | undefined {
    const row = this.#get('SELECT * FROM vector_stores WHERE id = ?', [id])
    return row && toStore(row)
  }

  deleteStore(id: string): void {
    this.#run('DELETE FROM vector_stores WHERE id = ?', [id])
    this.#store.upkeep.soon()
  }

  attach(storeId: string, fileId: string, createdAt: number, attributes: Attributes): void {
    this.#run(
      `INSERT INTO attached_files (vector_store_id, file_id, created_at, status, attributes)
       VALUES (?, ?, ?, 'in_progress', ?)
       ON CONFLICT (vector_store_id, file_id) DO UPDATE
       SET status = 'in_progress', last_error = NULL, text = NULL, attributes = excluded.attributes`,
      [storeId, fileId, createdAt, JSON.stringify(attributes)],
    )
    const attached = this.findAttached(storeId, fileId)
    if (attached) this.index.remove(attached.attachment)
  }

  /** Newest first. */
  listAttached(storeId: string, filter?: Filter | null): AttachedFile[] {
    const { condition, values } = narrow(storeId, filter)
    return this.#all(
      `${attachedColumns} WHERE ${condition} ORDER BY attached_files.position DESC`,
      values,
    )
      .map(toAttached)
      .filter(({ attributes }) => admits(filter, attributes))
  }

  /** The attachments of a store that can be searched: their numbers alone, since there may be thousands. */
  listReady(storeId: string, filter?: Filter | null): number[] {
    const { condition, values } = narrow(storeId, filter)
    return this.#all(
      `SELECT position, attributes FROM attached_files WHERE ${condition} AND status = 'completed'`,
      values,
    )
      .filter((row) => admits(filter, readAttributes(row)))
      .map(({ position }) => Number(position))
  }

  attached(attachment: number): AttachedFile | undefined {
    const row = this.#get(`${attachedColumns} WHERE attached_files.position = ?`, [attachment])
    return row && toAttached(row)
  }

  findAttached(storeId: string, fileId: string): AttachedFile | undefined {
    const row = this.#get(`${attachedColumns} WHERE vector_store_id = ? AND file_id = ?`, [
      storeId,
      fileId,
    ])
    return row && toAttached(row)
  }

  /** Attachments whose text was not yet read when the process ended. */
  unfinished(): { storeId: string; fileId: string }[] {
    return this.#all(
      "SELECT vector_store_id, file_id FROM attached_files WHERE status = 'in_progress'",
    ).map((row) => ({ storeId: String(row.vector_store_id), fileId: String(row.file_id) }))
  }

  attachedText(storeId: string, fileId: string): string {
    const row = this.#get(
      'SELECT text FROM attached_files WHERE vector_store_id = ? AND file_id = ?',
      [storeId, fileId],
    )
    return String(row?.text ?? '')
  }

  textOf(attachment: number): string {
    const row = this.#get('SELECT text FROM attached_files WHERE position = ?', [attachment])
    return String(row?.text ?? '')
  }

  setAttributes(storeId: string, fileId: string, attributes: Attributes): void {
    this.#run(
      'UPDATE attached_files SET attributes = ? WHERE vector_store_id = ? AND file_id = ?',
      [JSON.stringify(attributes), storeId, fileId],
    )
  }

  /** Keeps the text of a file and its index, unless the file has left the store. */
  saveText(storeId: string, fileId: string, text: string, indexed: IndexedText): void {
    const attached = this.findAttached(storeId, fileId)
    if (!attached) return
    this.#transact(() => {
      this.index.save(attached.attachment, indexed)
      this.#run("UPDATE attached_files SET status = 'completed', text = ? WHERE position = ?", [
        text,
        attached.attachment,
      ])
    })
  }

  saveIndex(attachment: number, indexed: IndexedText): void {
    this.#transact(() => this.index.save(attachment, indexed))
  }

  saveFailure(storeId: string, fileId: string, error: LastError): void {
    this.#run(
      "UPDATE attached_files SET status = 'failed', last_error = ? WHERE vector_store_id = ? AND file_id = ?",
      [JSON.stringify(error), storeId, fileId],
    )
  }

  detach(storeId: string, fileId: string): void {
    this.#run('DELETE FROM attached_files WHERE vector_store_id = ? AND file_id = ?', [
      storeId,
      fileId,
    ])
    this.#store.upkeep.soon()
  }

  #transact(change: () => void): void {
    this.#store.sql.transaction(change)
  }

  #run(text: string, values: (string | number)[]): void {
    this.#store.sql.run(text, ...values)
  }

  #all(text: string, values: (string | number)[] = []): Row[] {
    return this.#store.sql.all<Row>(text, ...values)
  }

  #get(text: string, values: (string | number)[]): Row | undefined {
    return this.#store.sql.get<Row>(text, ...values)
  }
}

const attachedColumns = `
  SELECT attached_files.position, file_id, filename, bytes, attached_files.created_at, status, last_error, attributes
  FROM attached_files JOIN files ON files.id = file_id`

/** The condition that leaves few files to hold against the filter. */
function narrow(storeId: string, filter?: Filter | null) {
  const required = requirementsOf(filter)
  if (!required) return { condition: 'vector_store_id = ?', values: [storeId] }
  const pairs = required.map(() => '(?, ?)').join(', ')
  const of =
    pairs && `SELECT attachment FROM attached_attributes WHERE (key, value) IN (VALUES ${pairs})`
  return {
    condition: `vector_store_id = ? AND attached_files.position IN (${of})`,
    values: [storeId, ...required.flatMap(({ key, value }) => [key, toColumn(value)])],
  }
}

/** As `json_each` gives it. */
function toColumn(value: Attributes[string]): string | number {
  return typeof value === 'boolean' ? Number(value) : value
}

function toFile(row: Row): UploadedFile {
  return {
    id: String(row.id),
    filename: String(row.filename),
    bytes: Number(row.bytes),
    purpose: String(row.purpose),
    createdAt: Number(row.created_at),
  }
}

function toStore(row: Row): StoredVectorStore {
  return {
    id: String(row.id),
    name: String(row.name),
    metadata: JSON.parse(String(row.metadata)) as Record<string, string>, // written by addStore
    createdAt: Number(row.created_at),
  }
}

function toAttached(row: Row): AttachedFile {
  return {
    attachment: Number(row.position),
    fileId: String(row.file_id),
    filename: String(row.filename),
    bytes: Number(row.bytes),
    createdAt: Number(row.created_at),
    status: row.status as AttachmentStatus, // written by attach, saveText and saveFailure only
    lastError: row.last_error ? (JSON.parse(String(row.last_error)) as LastError) : null,
    attributes: readAttributes(row),
  }
}

function readAttributes(row: Row): Attributes {
  return JSON.parse(String(row.attributes)) as Attributes // validated before it was stored
}

import { readFileText } from '../../file-text/file-text.ts'
import { type Attributes, admits, type Filter } from './filters.ts'
import { LIBRARY_ATTRIBUTES, type Library, type Playbook } from './library.ts'
import { readPassages } from './passages.ts'
import type { Query } from './query.ts'
import { PassageIndex, type RankedPassage } from './ranking.ts'
import type { AttachedFile, Uploads } from './uploads.ts'

export const LIBRARY_STORE = 'vs_library'

/** What a request may look at: these stores, and in them the files that the filter admits. */
export interface Scope {
  storeIds: string[]
  filter?: Filter | null
}

export interface FoundPassage extends RankedPassage {
  attributes: Attributes
  isUpload: boolean
}

const INDEXES_KEPT = 64
const READERS = 2

/** All files the engine holds: the playbooks, read-only, and the uploads, searchable once their text is read. */
export class Catalogue {
  readonly library: Library
  readonly uploads: Uploads
  readonly #indexes = new Map<string, PassageIndex>()
  readonly #waiting: { storeId: string; fileId: string }[] = []
  #reading = 0
  #closed = false

  constructor(library: Library, uploads: Uploads) {
    this.library = library
    this.uploads = uploads
    for (const attachment of uploads.unfinished()) this.#enqueue(attachment)
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.uploads.close()
  }

  /** Puts a file into a store; its text is read in the background. */
  attach(storeId: string, fileId: string, attributes: Attributes): void {
    this.uploads.attach(storeId, fileId, Math.floor(Date.now() / 1000), attributes)
    this.#indexes.delete(indexKey(storeId, fileId))
    this.#enqueue({ storeId, fileId })
  }

  playbooksIn({ storeIds, filter }: Scope): Playbook[] {
    const isAdmitted = storeIds.includes(LIBRARY_STORE) && admits(filter, LIBRARY_ATTRIBUTES)
    return isAdmitted ? this.library.playbooks : []
  }

  /** The uploads in scope, newest first, those still being read or unreadable included. */
  uploadsIn({ storeIds, filter }: Scope): (AttachedFile & { storeId: string })[] {
    return storeIds.flatMap((storeId) =>
      this.uploads
        .listAttached(storeId)
        .filter(({ attributes }) => admits(filter, attributes))
        .map((file) => ({ ...file, storeId })),
    )
  }

  searchLibrary(query: Query, scope: Scope): FoundPassage[] {
    if (this.playbooksIn(scope).length === 0) return []
    return this.library.index
      .search(query)
      .map((found) => ({ ...found, attributes: LIBRARY_ATTRIBUTES, isUpload: false }))
  }

  searchUploads(query: Query, scope: Scope, fileIds?: string[]): FoundPassage[] {
    return this.uploadsIn(scope)
      .filter(({ status, fileId }) => status === 'completed' && (fileIds?.includes(fileId) ?? true))
      .flatMap((file) =>
        this.indexOf(file.storeId, file.fileId, file.filename)
          .search(query)
          .map((found) => ({ ...found, attributes: file.attributes, isUpload: true })),
      )
      .sort((a, b) => b.score - a.score)
  }

  /** The passages of one uploaded file, ready to search; the most recently used stay in memory. */
  indexOf(storeId: string, fileId: string, filename: string): PassageIndex {
    const key = indexKey(storeId, fileId)
    const known = this.#indexes.get(key)
    this.#indexes.delete(key)
    const text = known ? '' : this.uploads.attachedText(storeId, fileId)
    const index = known ?? new PassageIndex(readPassages({ fileId, filename }, text))
    this.#indexes.set(key, index)
    const [oldest] = this.#indexes.keys()
    if (this.#indexes.size > INDEXES_KEPT && oldest) this.#indexes.delete(oldest)
    return index
  }

  deleteStore(storeId: string): void {
    for (const { fileId } of this.uploads.listAttached(storeId)) this.forget(fileId)
    this.uploads.deleteStore(storeId)
  }

  /** Drops what is kept in memory of a file. */
  forget(fileId: string): void {
    for (const key of this.#indexes.keys())
      if (key.endsWith(`/${fileId}`)) this.#indexes.delete(key)
  }

  #enqueue(attachment: { storeId: string; fileId: string }): void {
    this.#waiting.push(attachment)
    void this.#readNext()
  }

  async #readNext(): Promise<void> {
    if (this.#reading >= READERS) return
    const next = this.#waiting.shift()
    if (!next) return
    this.#reading++
    await this.#readText(next.storeId, next.fileId)
    this.#reading--
    await this.#readNext()
  }

  async #readText(storeId: string, fileId: string): Promise<void> {
    const file = this.uploads.findFile(fileId)
    if (!file || this.#closed) return
    const outcome = await readFileText(this.uploads.fileContent(fileId), file.filename)
    if (this.#closed) return
    if ('text' in outcome) this.uploads.saveText(storeId, fileId, outcome.text)
    else this.uploads.saveFailure(storeId, fileId, outcome.error)
  }
}

function indexKey(storeId: string, fileId: string): string {
  return `${storeId}/${fileId}`
}

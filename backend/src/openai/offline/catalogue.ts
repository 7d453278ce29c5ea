import { type FileText, readFileText } from '../../file-text/file-text.ts'
import { type Attributes, admits, type Filter } from './filters.ts'
import { indexText } from './indexed-text.ts'
import { LIBRARY_ATTRIBUTES, type Library, type Playbook } from './library.ts'
import { searchByBoth } from './library-search.ts'
import type { Passage } from './passages.ts'
import type { Query } from './query.ts'
import type { RankedPassage } from './ranking.ts'
import { type FoundInUpload, UploadSearch } from './upload-search.ts'
import type { AttachedFile, UploadedFile, Uploads } from './uploads.ts'

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

const READERS = 2

/** All files the engine holds: the playbooks, read-only, and the uploads, searchable once their text is read. */
export class Catalogue {
  readonly library: Library
  readonly uploads: Uploads
  readonly #uploadSearch: UploadSearch
  readonly #waiting: { storeId: string; fileId: string }[] = []
  #reading = 0
  #closed = false

  readonly #onError: (error: unknown) => void

  /** @param onError hears of files that could not be read for no fault of theirs */
  constructor(library: Library, uploads: Uploads, onError: (error: unknown) => void) {
    this.library = library
    this.uploads = uploads
    this.#onError = onError
    this.#uploadSearch = new UploadSearch(uploads, library.relatedWords)
    for (const attachment of uploads.unfinished()) this.#enqueue(attachment)
  }

  close(): Promise<void> {
    this.#closed = true
    return this.uploads.close()
  }

  /** Puts a file into a store; its text is read in the background. */
  attach(storeId: string, fileId: string, attributes: Attributes): void {
    this.uploads.attach(storeId, fileId, Math.floor(Date.now() / 1000), attributes)
    this.#forget(storeId, fileId)
    this.#enqueue({ storeId, fileId })
  }

  playbooksIn({ storeIds, filter }: Scope): Playbook[] {
    const isAdmitted = storeIds.includes(LIBRARY_STORE) && admits(filter, LIBRARY_ATTRIBUTES)
    return isAdmitted ? this.library.playbooks : []
  }

  /** The uploads in scope, newest first, those still being read or unreadable included. */
  uploadsIn({ storeIds, filter }: Scope): (AttachedFile & { storeId: string })[] {
    return storeIds.flatMap((storeId) =>
      this.uploads.listAttached(storeId, filter).map((file) => ({ ...file, storeId })),
    )
  }

  /** Library and uploads together, best first; passages of uploads with what stands around them. */
  search(query: Query, scope: Scope, most: number): FoundPassage[] {
    const isOpen = this.playbooksIn(scope).length > 0
    const library = isOpen ? searchByBoth(this.library, query).map(asShared) : []
    const attachments = scope.storeIds.flatMap((id) => this.uploads.listReady(id, scope.filter))
    const uploads = this.#uploadSearch.searchWide(query, attachments, most).map(asUploaded)
    return [...library, ...uploads].sort((a, b) => b.score - a.score).slice(0, most)
  }

  searchLibrary(query: Query, scope: Scope): FoundPassage[] {
    if (this.playbooksIn(scope).length === 0) return []
    return this.library.index.search(query).map(asShared)
  }

  searchUploads(query: Query, scope: Scope, files?: AttachedFile[]): FoundPassage[] {
    const attachments =
      files?.map(({ attachment }) => attachment) ??
      scope.storeIds.flatMap((id) => this.uploads.listReady(id, scope.filter))
    return this.#uploadSearch.search(query, attachments).map(asUploaded)
  }

  /** The headings above each passage of an uploaded file, in order. */
  pathsOf(file: AttachedFile): string[][] {
    return this.#uploadSearch.pathsOf(file)
  }

  /** A passage of an uploaded file by its place in it, from 0. */
  passageAt(file: AttachedFile, position: number): Passage | undefined {
    return this.#uploadSearch.passageAt(file, position)
  }

  detach(storeId: string, fileId: string): void {
    this.#forget(storeId, fileId)
    this.uploads.detach(storeId, fileId)
  }

  deleteFile(fileId: string): void {
    for (const { id } of this.uploads.listStores()) this.#forget(id, fileId)
    this.uploads.deleteFile(fileId)
  }

  deleteStore(storeId: string): void {
    for (const { attachment } of this.uploads.listAttached(storeId))
      this.#uploadSearch.forget(attachment)
    this.uploads.deleteStore(storeId)
  }

  /** Drops what is kept in memory of a file. */
  #forget(storeId: string, fileId: string): void {
    const attached = this.uploads.findAttached(storeId, fileId)
    if (attached) this.#uploadSearch.forget(attached.attachment)
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
    try {
      await this.#readText(next.storeId, next.fileId)
    } catch (error) {
      this.#failed(next, error)
    } finally {
      this.#reading--
    }
    await this.#readNext()
  }

  /** Where even that cannot be stored, the file is read again at the next start. */
  #failed({ storeId, fileId }: { storeId: string; fileId: string }, error: unknown): void {
    // It was removed, or everything was closed, while it was read.
    if (this.#closed || !this.uploads.findFile(fileId)) return
    this.#onError(error)
    try {
      const message = 'The file could not be indexed. Remove it and add it again.'
      this.uploads.saveFailure(storeId, fileId, { code: 'server_error', message })
    } catch (error) {
      this.#onError(error)
    }
  }

  async #readText(storeId: string, fileId: string): Promise<void> {
    const file = this.uploads.findFile(fileId)
    if (!file || this.#closed) return
    const outcome = await this.#textOf(file)
    if (this.#closed || !this.uploads.findFile(fileId)) return
    if ('error' in outcome) return this.uploads.saveFailure(storeId, fileId, outcome.error)
    const indexed = await indexText({ fileId, filename: file.filename }, outcome.text)
    if (this.#closed) return
    this.uploads.saveText(storeId, fileId, outcome.text, indexed)
  }

  async #textOf(file: UploadedFile): Promise<FileText> {
    const content = await this.uploads.fileContent(file)
    return readFileText(content, file.filename)
  }
}

function asShared(found: RankedPassage): FoundPassage {
  return { ...found, attributes: LIBRARY_ATTRIBUTES, isUpload: false }
}

function asUploaded({ file, ...found }: FoundInUpload): FoundPassage {
  return { ...found, attributes: file.attributes, isUpload: true }
}

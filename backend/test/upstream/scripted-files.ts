/** The files and the vector store of the scripted API: what was uploaded, and how its indexing goes. */
import type { IncomingMessage } from 'node:http'
import type { Json, UpstreamRequest, UpstreamStream } from './upstream-stream.ts'

export type IndexingStatus = 'in_progress' | 'completed' | 'failed' | 'cancelled'
type StoreFile = { status: IndexingStatus; attributes: Json; last_error: object | null }

export class ScriptedFiles {
  /** Uploaded files by id. */
  readonly uploads = new Map<string, { filename: string; bytes: number; text: string }>()
  /** What is attached to the vector store, by file id. */
  readonly attached = new Map<string, StoreFile>()
  /** How the indexing of new files stands. */
  indexing: IndexingStatus = 'completed'
  /** Names of files whose indexing fails, and why. */
  readonly #failing = new Map<string, string>()
  /** Whether a search finds what is indexed. */
  searchable = true
  /** How many files a page of a list holds. */
  pageSize = 100
  #last = 0

  /** Puts a file there that nobody has uploaded through the hub. */
  put(filename: string, attributes: Json): string {
    const id = this.upload({ filename, bytes: 3, text: 'abc' })
    this.attached.set(id, { status: 'completed', attributes, last_error: null })
    return id
  }

  upload(file: { filename: string; bytes: number; text: string }): string {
    this.#last += 1
    const id = `file-${this.#last}`
    this.uploads.set(id, file)
    return id
  }

  attach(id: string, attributes: Json): void {
    this.attached.set(id, { status: this.indexing, attributes, last_error: null })
    const message = this.#failing.get(this.uploads.get(id)?.filename ?? '')
    if (message) this.finish(id, 'failed', message)
  }

  /** Files of this name will fail to be indexed. */
  fails(filename: string, message: string): void {
    this.#failing.set(filename, message)
  }

  /** What a search for these words has among the files that the filter admits. */
  search(query: string, filter: Json | undefined): object[] {
    if (!this.searchable) return []
    return [...this.attached].flatMap(([file_id, { status, attributes }]) => {
      const { filename, text = '' } = this.uploads.get(file_id) ?? {}
      const isAdmitted = !filter || attributes[String(filter.key)] === filter.value
      if (status !== 'completed' || !isAdmitted || !text.includes(query)) return []
      return [{ file_id, filename, score: 0.9, attributes, content: [{ type: 'text', text }] }]
    })
  }

  /** How the indexing of this file goes on. */
  finish(id: string, status: IndexingStatus, message?: string): void {
    const file = this.attached.get(id)
    if (!file) throw new Error(`${id} is not in the store`)
    file.status = status
    file.last_error = message ? { code: 'invalid_file', message } : null
  }
}

export async function handleFiles(
  files: ScriptedFiles,
  { line, json, form }: UpstreamRequest,
  stream: UpstreamStream,
  { url = '' }: IncomingMessage,
): Promise<void> {
  const content = line.match(/^GET .*\/vector_stores\/[^/]+\/files\/([^/]+)\/content$/)
  if (content) return stream.json(contentOf(files, content[1] ?? ''))
  if (/^POST .*\/search$/.test(line)) {
    const data = files.search(String(json.query), json.filters as Json | undefined)
    return stream.json({ object: 'vector_store.search_results.page', data, has_more: false })
  }
  const [, store, id] = line.match(/\/v1\/(?:vector_stores\/([^/]+)\/)?files(?:\/([^/]+))?$/) ?? []
  const after = new URL(url, 'http://scripted').searchParams.get('after')
  const page = (ids: Iterable<string>, show: (id: string) => object) =>
    stream.json(pageOf([...ids], after, files.pageSize, show))
  const stored = (id: string) => storeFile(id, store, files.attached.get(id))

  if (line.startsWith('POST') && form) return stream.json(await receive(files, form))
  if (line.startsWith('POST') && store) {
    const attached = id ?? String(json.file_id)
    files.attach(attached, json.attributes as Json)
    return stream.json(stored(attached))
  }
  if (line.startsWith('DELETE') && id) {
    const gone = (store ? files.attached : files.uploads).delete(id)
    return gone ? stream.json({ id, deleted: true }) : notFound(stream)
  }
  if (line.startsWith('GET') && id && store) {
    return files.attached.has(id) ? stream.json(stored(id)) : notFound(stream)
  }
  if (line.startsWith('GET') && store) return page(files.attached.keys(), stored)
  if (line.startsWith('GET') && id && files.uploads.has(id)) return stream.json(shown(files, id))
  if (line.startsWith('GET') && !id) return page(files.uploads.keys(), (id) => shown(files, id))
  notFound(stream)
}

const contentOf = ({ uploads }: ScriptedFiles, id: string) => ({
  object: 'vector_store.file_content.page',
  data: [{ type: 'text', text: uploads.get(id)?.text ?? '' }],
  has_more: false,
})

async function receive(files: ScriptedFiles, form: FormData): Promise<object> {
  const file = form.get('file')
  if (!(file instanceof File)) throw new Error('The upload has no file')
  const text = await file.text()
  return shown(files, files.upload({ filename: file.name, bytes: file.size, text }))
}

const shown = ({ uploads }: ScriptedFiles, id: string) => {
  const { filename, bytes } = uploads.get(id) ?? {}
  return { id, object: 'file', filename, bytes, purpose: 'assistants', status: 'processed' }
}

const storeFile = (id: string, vector_store_id: string | undefined, file?: StoreFile) => ({
  id,
  object: 'vector_store.file',
  vector_store_id,
  ...file,
})

function pageOf(ids: string[], after: string | null, size: number, show: (id: string) => object) {
  const from = after ? ids.indexOf(after) + 1 : 0
  const data = ids.slice(from, from + size).map(show)
  return { object: 'list', data, has_more: from + size < ids.length }
}

function notFound(stream: UpstreamStream): void {
  const error = { message: 'Not found', type: 'invalid_request_error', param: 'id', code: null }
  stream.json({ error }, 404)
}

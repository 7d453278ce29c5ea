import type {
  VectorStore,
  VectorStoreDeleted,
  VectorStoreSearchResponse,
} from 'openai/resources/vector-stores'
import type { VectorStoreFile, VectorStoreFileDeleted } from 'openai/resources/vector-stores/files'
import { z } from 'zod'
import { PAGE_BREAK } from '../../file-text/page-break.ts'
import { isPlaybook, LIBRARY_STORE } from '../library.ts'
import type { Found } from '../search/found.ts'
import { search } from '../search/search.ts'
import type { AttachedFile, Files, StoredVectorStore } from '../storage/files.ts'
import type { Reading } from '../storage/reading.ts'
import { Fault, invalid, notFound, readOnly } from './faults.ts'
import { type Attributes, filterSchema } from './filters.ts'
import { newId, secondsNow } from './ids.ts'
import { type Page, paginate } from './paging.ts'
import type { Routes } from './routing.ts'

export function vectorStoreRoutes(files: Files, reading: Reading): Routes {
  return {
    'GET /vector_stores': ({ query }) =>
      paginate(
        files.listStores().map((store) => toStore(files, store)),
        query,
      ),
    'POST /vector_stores': ({ json }) => createStore(files, reading, json()),
    'GET /vector_stores/:store': ({ params }) => toStore(files, findStore(files, params)),
    'DELETE /vector_stores/:store': ({ params }) => deleteStore(files, params),
    'GET /vector_stores/:store/files': ({ params, query }) => listFiles(files, params, query),
    'POST /vector_stores/:store/files': ({ params, json }) =>
      attach(files, reading, findStore(files, params).id, parse(newAttachment, json())),
    'GET /vector_stores/:store/files/:file': ({ params }) => toStoreFile(find(files, params)),
    'POST /vector_stores/:store/files/:file': ({ params, json }) =>
      setAttributes(files, params, json()),
    'DELETE /vector_stores/:store/files/:file': ({ params }) => detach(files, params),
    'GET /vector_stores/:store/files/:file/content': ({ params }) => readContent(files, params),
    'POST /vector_stores/:store/search': ({ params, json }) => searchStore(files, params, json()),
  }
}

type Params = Record<string, string>

const attributesSchema = z
  .record(z.string().max(64), z.union([z.string().max(512), z.number(), z.boolean()]))
  .refine((attributes) => Object.keys(attributes).length <= 16, 'at most 16 attributes')

const newStore = z.object({
  name: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  file_ids: z.array(z.string()).nullish(),
})

const newAttachment = z.object({ file_id: z.string(), attributes: attributesSchema.nullish() })

const newSearch = z.object({
  query: z.union([z.string(), z.array(z.string())]),
  filters: filterSchema.nullish(),
  max_num_results: z.int().min(1).max(50).nullish(),
  ranking_options: z.object({ score_threshold: z.number().nullish() }).nullish(),
})

function parse<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  const [issue] = result.error.issues
  const param = issue?.path.join('.')
  throw invalid(`${param || 'body'}: ${issue?.message ?? 'not valid'}`, param)
}

function createStore(files: Files, reading: Reading, body: unknown): VectorStore {
  const { name, metadata, file_ids } = parse(newStore, body)
  const store: StoredVectorStore = {
    id: newId('vs_'),
    name: name ?? '',
    metadata: metadata ?? {},
    createdAt: secondsNow(),
  }
  files.addStore(store)
  for (const file_id of file_ids ?? []) attach(files, reading, store.id, { file_id })
  return toStore(files, store)
}

function findStore(files: Files, { store = '' }: Params): StoredVectorStore {
  const found = files.findStore(store)
  if (!found) throw notFound('vector store', store)
  return found
}

function deleteStore(files: Files, params: Params): VectorStoreDeleted {
  const { id } = findStore(files, params)
  if (id === LIBRARY_STORE) throw readOnly('This vector store')
  files.deleteStore(id)
  return { id, object: 'vector_store.deleted', deleted: true }
}

function listFiles(files: Files, params: Params, query: URLSearchParams): Page<VectorStoreFile> {
  const store = findStore(files, params)
  const status = query.get('filter')
  const listed = files.listAttached({ storeIds: [store.id] })
  return paginate(
    listed.filter((file) => !status || file.status === status).map(toStoreFile),
    query,
  )
}

function attach(
  files: Files,
  reading: Reading,
  storeId: string,
  { file_id, attributes }: z.infer<typeof newAttachment>,
): VectorStoreFile {
  if (isPlaybook(file_id)) throw readOnly(file_id)
  if (!files.findFile(file_id)) throw notFound('file', file_id)
  files.attach(storeId, file_id, secondsNow(), attributes ?? {})
  const attached = find(files, { store: storeId, file: file_id })
  reading.add(attached)
  return toStoreFile(attached)
}

function find(files: Files, params: Params): AttachedFile {
  const store = findStore(files, params)
  const { file = '' } = params
  const attached = files.findAttached(store.id, file)
  if (!attached) throw notFound('vector store file', file)
  return attached
}

function findUpload(files: Files, params: Params): AttachedFile {
  const attached = find(files, params)
  if (isPlaybook(attached.fileId)) throw readOnly(attached.fileId)
  return attached
}

function setAttributes(files: Files, params: Params, body: unknown): VectorStoreFile {
  const { storeId, fileId } = findUpload(files, params)
  const { attributes } = parse(z.object({ attributes: attributesSchema.nullable() }), body)
  files.setAttributes(storeId, fileId, attributes ?? {})
  return toStoreFile(find(files, params))
}

function detach(files: Files, params: Params): VectorStoreFileDeleted {
  const { storeId, fileId } = findUpload(files, params)
  files.detach(storeId, fileId)
  return { id: fileId, object: 'vector_store.file.deleted', deleted: true }
}

function readContent(files: Files, params: Params): object {
  const { status, attachment } = find(files, params)
  if (status !== 'completed') throw new Fault(409, 'The text of this file is not available.')
  const pages = files.textOf(attachment).split(PAGE_BREAK)
  return {
    object: 'vector_store.file_content.page',
    data: pages.map((text) => ({ type: 'text', text })),
    has_more: false,
    next_page: null,
  }
}

const RESULTS = 10

function searchStore(files: Files, params: Params, body: unknown): object {
  const store = findStore(files, params)
  const { query, filters, max_num_results, ranking_options } = parse(newSearch, body)
  const queries = [query].flat()
  const access = { storeIds: [store.id], filter: filters }
  const found = search(files, access, queries.join('\n'), max_num_results ?? RESULTS)
  const least = ranking_options?.score_threshold ?? 0
  return {
    object: 'vector_store.search_results.page',
    search_query: queries,
    data: found.filter(({ score }) => score >= least).map(toSearchResult),
    has_more: false,
    next_page: null,
  }
}

function toSearchResult(found: Found): VectorStoreSearchResponse {
  const { fileId, filename, score, text } = found
  return {
    file_id: fileId,
    filename,
    score,
    attributes: resultAttributes(found),
    content: [{ type: 'text', text }],
  }
}

/** The file's attributes, with where in the file the passage stands: a search result has no other place for it. */
export function resultAttributes({ path, page, attributes }: Found): Attributes {
  const heading = path.at(-1)
  return { ...attributes, ...(heading && { heading }), ...(page && { page }) }
}

function toStore(files: Files, store: StoredVectorStore): VectorStore {
  const attached = files.listAttached({ storeIds: [store.id] })
  const count = (status: VectorStoreFile['status']) =>
    attached.filter((file) => file.status === status).length
  return {
    id: store.id,
    object: 'vector_store',
    created_at: store.createdAt,
    name: store.name,
    usage_bytes: attached.map(usageOf).reduce((sum, bytes) => sum + bytes, 0),
    status: count('in_progress') > 0 ? 'in_progress' : 'completed',
    last_active_at: secondsNow(),
    file_counts: {
      in_progress: count('in_progress'),
      completed: count('completed'),
      failed: count('failed'),
      cancelled: 0,
      total: attached.length,
    },
    expires_at: null,
    metadata: store.metadata,
  }
}

const usageOf = ({ status, bytes }: AttachedFile) => (status === 'completed' ? bytes : 0)

function toStoreFile(file: AttachedFile): VectorStoreFile {
  return {
    id: file.fileId,
    object: 'vector_store.file',
    created_at: file.createdAt,
    usage_bytes: usageOf(file),
    vector_store_id: file.storeId,
    status: file.status,
    last_error: file.lastError,
    attributes: file.attributes,
    // Passages follow headings and paragraphs, which the API has no other name for.
    chunking_strategy: { type: 'other' },
  }
}

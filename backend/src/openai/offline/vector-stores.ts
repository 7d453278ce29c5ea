import type {
  VectorStore,
  VectorStoreDeleted,
  VectorStoreSearchResponse,
} from 'openai/resources/vector-stores'
import type { VectorStoreFile, VectorStoreFileDeleted } from 'openai/resources/vector-stores/files'
import { z } from 'zod'
import { PAGE_BREAK } from '../../file-text/page-break.ts'
import { type Catalogue, type FoundPassage, LIBRARY_STORE } from './catalogue.ts'
import { Fault, invalid, notFound, readOnly } from './faults.ts'
import { filterSchema } from './filters.ts'
import { newId, secondsNow } from './ids.ts'
import { LIBRARY_ATTRIBUTES, type Playbook } from './library.ts'
import { type Page, paginate } from './paging.ts'
import { readQuery } from './query.ts'
import { resultAttributes } from './result-attributes.ts'
import type { Routes } from './routing.ts'
import type { AttachedFile, StoredVectorStore } from './uploads.ts'

export function vectorStoreRoutes(catalogue: Catalogue): Routes {
  return {
    'GET /vector_stores': ({ query }) => listStores(catalogue, query),
    'POST /vector_stores': ({ json }) => createStore(catalogue, json()),
    'GET /vector_stores/:store': ({ params }) => toStore(catalogue, findStore(catalogue, params)),
    'DELETE /vector_stores/:store': ({ params }) => deleteStore(catalogue, params),
    'GET /vector_stores/:store/files': ({ params, query }) => listFiles(catalogue, params, query),
    'POST /vector_stores/:store/files': ({ params, json }) => attach(catalogue, params, json()),
    'GET /vector_stores/:store/files/:file': ({ params }) => findFile(catalogue, params),
    'POST /vector_stores/:store/files/:file': ({ params, json }) =>
      setAttributes(catalogue, params, json()),
    'DELETE /vector_stores/:store/files/:file': ({ params }) => detach(catalogue, params),
    'GET /vector_stores/:store/files/:file/content': ({ params }) => readContent(catalogue, params),
    'POST /vector_stores/:store/search': ({ params, json }) => search(catalogue, params, json()),
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

function listStores(catalogue: Catalogue, query: URLSearchParams): Page<VectorStore> {
  const stores = catalogue.uploads.listStores().map((store) => toStore(catalogue, store))
  return paginate(stores, query)
}

function createStore(catalogue: Catalogue, body: unknown): VectorStore {
  const { name, metadata, file_ids } = parse(newStore, body)
  const store: StoredVectorStore = {
    id: newId('vs_'),
    name: name ?? '',
    metadata: metadata ?? {},
    createdAt: secondsNow(),
  }
  catalogue.uploads.addStore(store)
  for (const fileId of file_ids ?? []) attach(catalogue, { store: store.id }, { file_id: fileId })
  return toStore(catalogue, store)
}

function findStore(catalogue: Catalogue, { store = '' }: Params): StoredVectorStore {
  const found = catalogue.uploads.findStore(store)
  if (!found) throw notFound('vector store', store)
  return found
}

function deleteStore(catalogue: Catalogue, params: Params): VectorStoreDeleted {
  const { id } = findStore(catalogue, params)
  if (id === LIBRARY_STORE) throw readOnly('This vector store')
  catalogue.deleteStore(id)
  return { id, object: 'vector_store.deleted', deleted: true }
}

function listFiles(
  catalogue: Catalogue,
  params: Params,
  query: URLSearchParams,
): Page<VectorStoreFile> {
  const store = findStore(catalogue, params)
  const status = query.get('filter')
  const files = filesOf(catalogue, store.id)
  return paginate(
    files.filter((file) => !status || file.status === status),
    query,
  )
}

function filesOf(catalogue: Catalogue, storeId: string): VectorStoreFile[] {
  const uploads = catalogue.uploads.listAttached(storeId)
  const playbooks = storeId === LIBRARY_STORE ? catalogue.library.playbooks : []
  return [...uploads.map((file) => toStoreFile(storeId, file)), ...playbooks.map(toLibraryFile)]
}

function attach(catalogue: Catalogue, params: Params, body: unknown): VectorStoreFile {
  const store = findStore(catalogue, params)
  const { file_id, attributes } = parse(newAttachment, body)
  if (playbook(catalogue, file_id)) throw readOnly(file_id)
  if (!catalogue.uploads.findFile(file_id)) throw notFound('file', file_id)
  catalogue.attach(store.id, file_id, attributes ?? {})
  return findFile(catalogue, { store: store.id, file: file_id })
}

function findFile(catalogue: Catalogue, params: Params): VectorStoreFile {
  const store = findStore(catalogue, params)
  const { file = '' } = params
  const shared = store.id === LIBRARY_STORE ? playbook(catalogue, file) : undefined
  if (shared) return toLibraryFile(shared)
  const attached = catalogue.uploads.findAttached(store.id, file)
  if (!attached) throw notFound('vector store file', file)
  return toStoreFile(store.id, attached)
}

function playbook(catalogue: Catalogue, fileId: string): Playbook | undefined {
  return catalogue.library.playbooks.find(({ id }) => id === fileId)
}

function requireUpload(catalogue: Catalogue, params: Params): VectorStoreFile {
  const found = findFile(catalogue, params)
  if (playbook(catalogue, found.id)) throw readOnly(found.id)
  return found
}

function setAttributes(catalogue: Catalogue, params: Params, body: unknown): VectorStoreFile {
  const { id, vector_store_id } = requireUpload(catalogue, params)
  const { attributes } = parse(z.object({ attributes: attributesSchema.nullable() }), body)
  catalogue.uploads.setAttributes(vector_store_id, id, attributes ?? {})
  return findFile(catalogue, params)
}

function detach(catalogue: Catalogue, params: Params): VectorStoreFileDeleted {
  const { id, vector_store_id } = requireUpload(catalogue, params)
  catalogue.detach(vector_store_id, id)
  return { id, object: 'vector_store.file.deleted', deleted: true }
}

function readContent(catalogue: Catalogue, params: Params): object {
  const { id, status, vector_store_id } = findFile(catalogue, params)
  if (status !== 'completed') throw new Fault(409, 'The text of this file is not available.')
  const text = playbook(catalogue, id)?.text ?? catalogue.uploads.attachedText(vector_store_id, id)
  return {
    object: 'vector_store.file_content.page',
    data: text.split(PAGE_BREAK).map((page) => ({ type: 'text', text: page })),
    has_more: false,
    next_page: null,
  }
}

const RESULTS = 10

function search(catalogue: Catalogue, params: Params, body: unknown): object {
  const store = findStore(catalogue, params)
  const { query, filters, max_num_results, ranking_options } = parse(newSearch, body)
  const scope = { storeIds: [store.id], filter: filters }
  const queries = [query].flat()
  const prepared = readQuery(queries.join(' '), catalogue.library.index)
  const found = catalogue
    .search(prepared, scope, max_num_results ?? RESULTS)
    .filter(({ score }) => score >= (ranking_options?.score_threshold ?? 0))
  return {
    object: 'vector_store.search_results.page',
    search_query: queries,
    data: found.map(toSearchResult),
    has_more: false,
    next_page: null,
  }
}

function toSearchResult(found: FoundPassage): VectorStoreSearchResponse {
  const { passage, score } = found
  return {
    file_id: passage.fileId,
    filename: passage.filename,
    score,
    attributes: resultAttributes(found),
    content: [{ type: 'text', text: passage.text }],
  }
}

function toStore(catalogue: Catalogue, store: StoredVectorStore): VectorStore {
  const files = filesOf(catalogue, store.id)
  const count = (status: VectorStoreFile['status']) =>
    files.filter((file) => file.status === status).length
  return {
    id: store.id,
    object: 'vector_store',
    created_at: store.createdAt,
    name: store.name,
    usage_bytes: files.reduce((sum, file) => sum + file.usage_bytes, 0),
    status: count('in_progress') > 0 ? 'in_progress' : 'completed',
    last_active_at: secondsNow(),
    file_counts: {
      in_progress: count('in_progress'),
      completed: count('completed'),
      failed: count('failed'),
      cancelled: 0,
      total: files.length,
    },
    expires_at: null,
    metadata: store.metadata,
  }
}

function toStoreFile(storeId: string, file: AttachedFile): VectorStoreFile {
  return {
    id: file.fileId,
    object: 'vector_store.file',
    created_at: file.createdAt,
    usage_bytes: file.status === 'completed' ? file.bytes : 0,
    vector_store_id: storeId,
    status: file.status,
    last_error: file.lastError,
    attributes: file.attributes,
    chunking_strategy: wholeSections,
  }
}

function toLibraryFile({ id, bytes, createdAt }: Playbook): VectorStoreFile {
  return {
    id,
    object: 'vector_store.file',
    created_at: createdAt,
    usage_bytes: bytes,
    vector_store_id: LIBRARY_STORE,
    status: 'completed',
    last_error: null,
    attributes: LIBRARY_ATTRIBUTES,
    chunking_strategy: wholeSections,
  }
}

/** Passages follow headings and paragraphs, which the API has no name for but this one. */
const wholeSections = { type: 'other' } as const

import type { VectorStore } from 'openai/resources/vector-stores'
import type { VectorStoreFile } from 'openai/resources/vector-stores/files'
import { z } from 'zod'
import { PAGE_BREAK } from '../../file-text/page-break.ts'
import { isPlaybook, LIBRARY_STORE } from '../library.ts'
import type { Found } from '../search/search.ts'
import { search } from '../search/search.ts'
import type { AttachedFile, Files, StoredVectorStore } from '../storage/files.ts'
import type { Reading } from '../storage/reading.ts'
import { filterSchema } from './filters.ts'
import {
  Fault,
  newId,
  notFound,
  pageOf,
  pageQuery,
  type Routes,
  readOnly,
  secondsNow,
} from './router.ts'

const attributes = z
  .record(z.string().max(64), z.union([z.string().max(512), z.number(), z.boolean()]))
  .refine((given) => Object.keys(given).length <= 16, 'at most 16 attributes')
const newStore = z.object({
  name: z.string().nullish(),
  metadata: z.record(z.string(), z.string()).nullish(),
  file_ids: z.array(z.string()).nullish(),
})
const newAttachment = z.object({ file_id: z.string(), attributes: attributes.nullish() })
const newAttributes = z.object({ attributes: attributes.nullable() })
const newSearch = z.object({
  query: z.union([z.string(), z.array(z.string())]),
  filters: filterSchema.nullish(),
  max_num_results: z.int().min(1).max(50).nullish(),
  ranking_options: z.object({ score_threshold: z.number().nullish() }).nullish(),
})
const fileQuery = pageQuery.extend({ filter: z.string().optional() })

const RESULTS = 10

export function vectorStoreRoutes(files: Files, reading: Reading): Routes {
  const findStore = (id: string) => {
    const store = files.findStore(id)
    if (!store) throw notFound('vector store', id)
    return store
  }
  const find = (store: string, id: string) => {
    const file = files.findAttached(findStore(store).id, id)
    if (!file) throw notFound('vector store file', id)
    return file
  }
  const findUpload = (store: string, id: string) => {
    if (isPlaybook(find(store, id).fileId)) throw readOnly(id)
  }
  const attach = (store: string, { file_id, attributes }: z.infer<typeof newAttachment>) => {
    if (isPlaybook(file_id)) throw readOnly(file_id)
    if (!files.findFile(file_id)) throw notFound('file', file_id)
    files.attach(store, file_id, secondsNow(), attributes ?? {})
    const attached = find(store, file_id)
    reading.add(attached)
    return toStoreFile(attached)
  }
  const toWire = (store: StoredVectorStore) =>
    toStore(store, files.listAttached({ storeIds: [store.id] }))

  return {
    'GET /vector_stores': ({ query }) => pageOf(files.listStores().map(toWire), query(pageQuery)),
    'POST /vector_stores': ({ body }) => {
      const { name, metadata, file_ids } = body(newStore)
      const id = newId('vs_')
      const createdAt = secondsNow()
      files.addStore({ id, name: name ?? '', metadata: metadata ?? {}, createdAt })
      for (const file_id of file_ids ?? []) attach(id, { file_id })
      return toWire(findStore(id))
    },
    'GET /vector_stores/:store': (_, store) => toWire(findStore(store)),
    'DELETE /vector_stores/:store': (_, store) => {
      if (findStore(store).id === LIBRARY_STORE) throw readOnly('This vector store')
      files.deleteStore(store)
      return { id: store, object: 'vector_store.deleted', deleted: true }
    },
    'GET /vector_stores/:store/files': ({ query }, store) => {
      const { filter, ...page } = query(fileQuery)
      const listed = files.listAttached({ storeIds: [findStore(store).id] })
      return pageOf(
        listed.filter(({ status }) => !filter || status === filter).map(toStoreFile),
        page,
      )
    },
    'POST /vector_stores/:store/files': ({ body }, store) =>
      attach(findStore(store).id, body(newAttachment)),
    'GET /vector_stores/:store/files/:file': (_, store, file) => toStoreFile(find(store, file)),
    'POST /vector_stores/:store/files/:file': ({ body }, store, file) => {
      findUpload(store, file)
      files.setAttributes(store, file, body(newAttributes).attributes ?? {})
      return toStoreFile(find(store, file))
    },
    'DELETE /vector_stores/:store/files/:file': (_, store, file) => {
      findUpload(store, file)
      files.detach(store, file)
      return { id: file, object: 'vector_store.file.deleted', deleted: true }
    },
    'GET /vector_stores/:store/files/:file/content': (_, store, file) => {
      const { status, attachment } = find(store, file)
      if (status !== 'completed') throw new Fault(409, 'The text of this file is not available.')
      const pages = files.textOf(attachment).split(PAGE_BREAK)
      const data = pages.map((text) => ({ type: 'text', text }))
      return { object: 'vector_store.file_content.page', data, has_more: false, next_page: null }
    },
    'POST /vector_stores/:store/search': ({ body }, store) => {
      const { query, filters: filter, max_num_results: most, ranking_options } = body(newSearch)
      const queries = [query].flat()
      const access = { storeIds: [findStore(store).id], filter }
      const found = search(files, access, queries.join('\n'), most ?? RESULTS)
      const least = ranking_options?.score_threshold ?? 0
      return {
        object: 'vector_store.search_results.page',
        search_query: queries,
        data: found.filter(({ score }) => score >= least).map(toSearchResult),
        has_more: false,
        next_page: null,
      }
    },
  }
}

const toSearchResult = (found: Found) => ({
  ...toResult(found),
  content: [{ type: 'text', text: found.text }],
})

/** The attributes tell also where in the file the passage stands: a search result has no other place for it. */
export function toResult({ fileId, filename, score, path, page, attributes }: Found) {
  const heading = path.at(-1)
  return {
    file_id: fileId,
    filename,
    score: Math.round(score * 1000) / 1000,
    attributes: { ...attributes, ...(heading && { heading }), ...(page && { page }) },
  }
}

function toStore(
  { createdAt, ...store }: StoredVectorStore,
  attached: AttachedFile[],
): VectorStore {
  const files = attached.map(toStoreFile)
  const count = (status: VectorStoreFile['status']) =>
    files.filter((file) => file.status === status).length
  return {
    ...store,
    object: 'vector_store',
    created_at: createdAt,
    usage_bytes: files.reduce((sum, { usage_bytes }) => sum + usage_bytes, 0),
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
  }
}

function toStoreFile(file: AttachedFile): VectorStoreFile {
  return {
    id: file.fileId,
    object: 'vector_store.file',
    created_at: file.createdAt,
    usage_bytes: file.status === 'completed' ? file.bytes : 0,
    vector_store_id: file.storeId,
    status: file.status,
    last_error: file.lastError,
    attributes: file.attributes,
    // Passages follow headings and paragraphs, which the API has no other name for.
    chunking_strategy: { type: 'other' },
  }
}

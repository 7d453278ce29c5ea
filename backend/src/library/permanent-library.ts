/**
 * The permanent library, as its owner keeps it. A file of it has the attribute `kind: library`;
 * without that it may be in the store, but no search of ours admits it. `path` and `hash` tell what
 * it was made from, so that nothing is uploaded twice, and `folder` which folder it is kept in step with.
 */

import { createHash } from 'node:crypto'
import OpenAI from 'openai'
import pLimit from 'p-limit'
import { NotFoundError, UnsupportedTypeError } from '../errors.ts'
import type { VectorStore } from '../openai/client.ts'
import { CONVERSIONS_AT_ONCE } from './for-file-search.ts'
import { pollUntilIndexed } from './indexing.ts'
import { prepared, storeFile } from './store-file.ts'

export type Source = {
  /** From the folder it was found in on, with `/`; a single file's own name. */
  path: string
  file: File
  /** The folder that is kept in step. */
  folder?: string
}

export type PermanentFile = {
  id: string
  filename: string
  status: 'ready' | 'indexing' | 'failed' | 'not adopted'
  error?: string
  path?: string
  hash?: string
  folder?: string
}

export type Added = {
  path: string
  outcome: 'added' | 'replaced' | 'unchanged' | 'failed'
  id?: string
  error?: string
  /** What the error comes from, where that is known. */
  cause?: unknown
}

export type PermanentLibrary = ReturnType<typeof createPermanentLibrary>

/** What has failed is told; that a file could not be taken back as well would hide it. */
const unheard = () => {}

/** Files that are uploaded and indexed at the same time. */
const AT_ONCE = 4
const INDEXING_DEADLINE_MS = 5 * 60_000

export function createPermanentLibrary(
  store: VectorStore,
  { indexingDeadlineMs = INDEXING_DEADLINE_MS } = {},
) {
  const { client, id: storeId } = store
  const conversions = pLimit(CONVERSIONS_AT_ONCE)

  /** Without what belongs to visitors. */
  async function list(): Promise<PermanentFile[]> {
    const names = new Map<string, string>()
    for await (const file of client.files.list({ purpose: 'assistants' })) {
      names.set(file.id, file.filename)
    }
    const files: PermanentFile[] = []
    for await (const file of client.vectorStores.files.list(storeId, { limit: 100 })) {
      const attributes: OpenAI.VectorStores.VectorStoreFile['attributes'] = file.attributes
      if (attributes?.session) continue
      const { kind, path, hash, folder } = attributes ?? {}
      files.push({
        id: file.id,
        filename: names.get(file.id) ?? file.id,
        status: kind === 'library' ? statusOf(file.status) : 'not adopted',
        ...(file.last_error && { error: file.last_error.message }),
        ...(typeof path === 'string' && { path }),
        ...(typeof hash === 'string' && { hash }),
        ...(typeof folder === 'string' && { folder }),
      })
    }
    return files
  }

  /**
   * Adds what is new, replaces what has changed, leaves the rest.
   * @param onDone hears of each file once it can be searched, or has failed
   */
  async function add(sources: Source[], onDone: (added: Added) => void): Promise<void> {
    const known = (await list()).filter(({ status }) => status !== 'not adopted')
    await pLimit(AT_ONCE).map(sources, async (source) => {
      try {
        onDone(await put(source, known))
      } catch (error) {
        onDone({ path: source.path, outcome: 'failed', error: messageOf(error), cause: error })
      }
    })
  }

  async function put(source: Source, known: PermanentFile[]): Promise<Added> {
    const { path, folder } = source
    const hash = await hashOf(source.file)
    const earlier = known.filter((file) => file.path === path && file.folder === folder)
    const same = earlier.find((file) => file.hash === hash && file.status !== 'failed')
    if (same) return { path, outcome: 'unchanged', id: same.id }

    const id = await upload(source, hash)
    const indexed = await pollUntilIndexed(store, id, indexingDeadlineMs, neverAborted)
    if (indexed.status === 'failed') {
      // What was there before stays: an old text is better than none.
      await remove(id)
      const { error, isUnreadable } = indexed
      const cause = isUnreadable ? new UnsupportedTypeError(`“${path}”: ${error}`) : undefined
      return { path, outcome: 'failed', error, cause }
    }
    for (const file of earlier) await remove(file.id)
    return { path, outcome: earlier.length > 0 ? 'replaced' : 'added', id }
  }

  async function upload({ path, folder, file }: Source, hash: string): Promise<string> {
    const attributes = { kind: 'library', path, hash, ...(folder && { folder }) }
    return storeFile(store, await prepared(store, file, conversions), () => attributes, unheard)
  }

  /** @throws {NotFoundError} */
  async function remove(id: string): Promise<void> {
    try {
      await client.vectorStores.files.delete(id, { vector_store_id: storeId })
      await client.files.delete(id)
    } catch (error) {
      throw error instanceof OpenAI.NotFoundError ? new NotFoundError(`The file ${id}`) : error
    }
  }

  return {
    list,
    add,
    remove,

    /** Makes a file that is in the store already part of the library. @throws {Error} for a visitor's own */
    async adopt(id: string): Promise<void> {
      const inStore = { vector_store_id: storeId }
      const file = await client.vectorStores.files.retrieve(id, inStore)
      if (file.attributes?.session) throw new Error(`${id} belongs to a visitor, and stays theirs.`)
      await client.vectorStores.files.update(id, {
        vector_store_id: storeId,
        attributes: { kind: 'library' },
      })
    },

    /** Removes what was once kept in step with this folder, and is not in it any more. */
    async removeMissing(folder: string, sources: Source[]): Promise<PermanentFile[]> {
      const paths = new Set(sources.map(({ path }) => path))
      const missing = (await list()).filter(
        (file) => file.folder === folder && file.path !== undefined && !paths.has(file.path),
      )
      for (const { id } of missing) await remove(id)
      return missing
    },
  }
}

/** SHA-256 in hex, read piece by piece. */
async function hashOf(file: File): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of file.stream()) hash.update(piece)
  return hash.digest('hex')
}

const neverAborted = new AbortController().signal

function statusOf(status: string): PermanentFile['status'] {
  if (status === 'completed') return 'ready'
  return status === 'in_progress' ? 'indexing' : 'failed'
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))

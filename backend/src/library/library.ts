/**
 * Files the coach may read. All of them are in one vector store, told apart by attributes: the
 * permanent library has `kind: library`, everything else belongs to the session that it names, and
 * every search runs with a filter that admits just these two.
 */

import type OpenAI from 'openai'
import pLimit from 'p-limit'
import { NotFoundError, VectorStoreNotConfiguredError } from '../errors.ts'
import type { Memory, StoredFile } from '../memory/memory.ts'
import type { VectorStore } from '../openai/client.ts'
import type { LibraryFile } from '../protocol/routes.ts'
import { createOrphanDeletion } from './delete-orphans.ts'
import { CONVERSIONS_AT_ONCE } from './for-file-search.ts'
import { createIndexingWatch, failedToWatch } from './indexing-watch.ts'
import { type ExtractText, readInlineText } from './inline-text.ts'
import { listSharedFiles } from './shared-files.ts'
import { storeError } from './store-errors.ts'
import { prepared, storeFile } from './store-file.ts'
import { FILE_ATTRIBUTE } from './verify-indexed.ts'

export type NewFile = {
  filename: string
  blob: Blob
  type: string
  kind: 'attachment' | 'file'
}

export interface Library {
  readonly writable: boolean
  /** Permanent files, then this session's own, newest first. */
  list(session: string): Promise<LibraryFile[]>
  /**
   * Uploads the file and begins to index it for this session alone.
   * @param keep stores its record; where it says that nobody waits for the file any more, it is removed
   * @returns `undefined` where it was not kept
   * @throws {AppError}
   */
  add(
    session: string,
    file: NewFile,
    keep: (stored: StoredFile) => Promise<boolean>,
  ): Promise<StoredFile | undefined>
  /** This session's own; those still being indexed are watched, also where a restart has ended that. */
  own(session: string): Promise<StoredFile[]>
  /** @throws {NotFoundError} unless the file is this session's own. */
  remove(session: string, fileId: string): Promise<void>
  /** Resolves once each of these is ready or has failed. Rejects when `signal` is aborted. */
  settled(session: string, fileIds: string[], signal: AbortSignal): Promise<StoredFile[]>
  /** What a search for this session may see, in the words of OpenAI's file filters. */
  filterFor(session: string): OpenAI.CompoundFilter
  /** Whether a search result with these attributes is another session's; a server need not tell them. */
  isForeign(session: string, attributes: ResultAttributes): boolean
  /**
   * Removes the files of forgotten owners from the store, these before others; what fails is tried
   * again next time. Never rejects.
   */
  sweep(first?: string[]): Promise<void>
  /** Gives up waiting for files, and removing them; a later start takes that up again. */
  close(): Promise<void>
}

type ResultAttributes = Record<string, string | number | boolean> | null | undefined

export type { ExtractText } from './inline-text.ts'

export type LibraryOptions = {
  store: VectorStore
  memory: Memory
  onError(error: unknown): void
  /** The longest that it may take from adding a file until a search finds it. @default 2 minutes */
  indexingDeadlineMs?: number
  /**
   * Reads the text of an attached document, so that it can go along with a question at once. Without
   * this, questions wait until their documents can be searched.
   */
  extractText?: ExtractText
}

const SHARED_LIST_AGE_MS = 60_000

export function createLibrary(options: LibraryOptions): Library {
  const { store, memory, onError, indexingDeadlineMs = 120_000, extractText } = options
  const closing = new AbortController()
  const parts = { store, memory, onError, closed: closing.signal }
  const removal = createOrphanDeletion(parts)
  const indexing = createIndexingWatch({ ...parts, deadlineMs: indexingDeadlineMs })
  const { sweep, discard } = removal
  const { watch } = indexing
  const conversions = pLimit(CONVERSIONS_AT_ONCE)
  let shared: { files: Promise<LibraryFile[]>; at: number } | undefined

  const sharedFiles = () => {
    if (!shared || Date.now() - shared.at > SHARED_LIST_AGE_MS) {
      const files = listSharedFiles(store)
      files.catch(() => {
        shared = undefined
      })
      shared = { files, at: Date.now() }
    }
    return shared.files
  }

  const own = async (session: string) => {
    const files = await memory.session(session).loadFiles()
    for (const file of files) if (file.status === 'indexing') void watch(session, file)
    return files
  }

  const inlineTextOf = ({ kind, ...file }: NewFile) =>
    extractText && kind === 'attachment'
      ? readInlineText(file, extractText, conversions)
      : undefined

  /** Nobody would ever ask for a file that no record names. */
  const keepOrRemove = async (
    file: StoredFile,
    keep: (stored: StoredFile) => Promise<boolean>,
  ): Promise<boolean> => {
    let isKept = false
    try {
      isKept = await keep(file)
      return isKept
    } finally {
      if (!isKept) await discard(file.id)
    }
  }

  return {
    writable: store.writable,

    own,

    async list(session) {
      const [permanent, ownFiles] = await Promise.all([
        sharedFiles().catch((error) => {
          throw storeError(error, 'The library could not be read. Try again in a moment.')
        }),
        own(session),
      ])
      return [...permanent, ...ownFiles.map(onWire)]
    },

    async add(session, file, keep) {
      if (!store.writable) throw new VectorStoreNotConfiguredError()
      const { blob, filename, type, kind } = file
      const content = await prepared(store, new File([blob], filename, { type }), conversions)
      const attributes = (id: string) => ({ kind, session, [FILE_ATTRIBUTE]: id })
      const [id, inlineText] = await Promise.all([
        storeFile(store, content, attributes, onError),
        inlineTextOf(file),
      ]).catch((error) => {
        const failed = `“${filename}” could not be added.`
        throw storeError(error, `${failed} Try again in a moment.`, failed)
      })
      const stored: StoredFile = {
        id,
        filename,
        bytes: blob.size,
        status: 'indexing',
        addedAt: Date.now(),
        ...(inlineText && { inlineText }),
      }
      if (!(await keepOrRemove(stored, keep))) return undefined
      void watch(session, stored)
      return stored
    },

    async remove(session, fileId) {
      const files = await memory.session(session).loadFiles()
      if (!files.some(({ id }) => id === fileId)) throw new NotFoundError('This file')
      await memory.session(session).deleteFile(fileId)
      await sweep([fileId])
    },

    async settled(session, fileIds, signal) {
      const files = (await memory.session(session).loadFiles()).filter(({ id }) =>
        fileIds.includes(id),
      )
      const settle = (file: StoredFile) =>
        file.status === 'indexing'
          ? watch(session, file).catch((error) => failedToWatch(file, error))
          : file
      return untilAborted(Promise.all(files.map(settle)), signal)
    },

    filterFor: (session) => ({
      type: 'or',
      filters: [
        { type: 'eq', key: 'kind', value: 'library' },
        { type: 'eq', key: 'session', value: session },
      ],
    }),

    isForeign: (session, attributes) =>
      attributes?.session !== undefined && attributes.session !== session,

    sweep,

    async close() {
      closing.abort()
      await Promise.all([removal.ended(), indexing.ended()])
    },
  }
}

const onWire = ({ id, filename, bytes, status, error, evidence }: StoredFile): LibraryFile => ({
  id,
  filename,
  bytes,
  status,
  ...(error && { error }),
  ...(evidence && { evidence }),
  shared: false,
})

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = () => reject(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  if (signal.aborted) abort()
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

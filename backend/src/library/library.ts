/**
 * Files the coach may read. All of them are in one vector store, told apart by attributes: the
 * permanent library has `kind: library`, everything else belongs to the session that it names, and
 * every search runs with a filter that admits just these two.
 */
import type OpenAI from 'openai'
import { NotFoundError, UpstreamError, VectorStoreNotConfiguredError } from '../errors.ts'
import type { Memory, StoredFile } from '../memory/memory.ts'
import type { VectorStore } from '../openai/client.ts'
import { pollUntilIndexed } from './indexing.ts'
import { createRemoval } from './removal.ts'

/** A file as the API shows it; `shared` files are the permanent library's. */
export type LibraryFile = {
  id: string
  filename: string
  bytes: number
  status: StoredFile['status']
  error?: string
  shared: boolean
}

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
   * @throws {VectorStoreNotConfiguredError | UpstreamError}
   */
  add(session: string, file: NewFile): Promise<StoredFile>
  /** @throws {NotFoundError} unless the file is this session's own. */
  remove(session: string, fileId: string): Promise<void>
  /** Resolves once each of these is ready or has failed. Rejects when `signal` is aborted. */
  settled(session: string, fileIds: string[], signal: AbortSignal): Promise<StoredFile[]>
  /** What a search for this session may see, in the words of OpenAI's file filters. */
  filterFor(session: string): OpenAI.CompoundFilter
  /**
   * Removes the files of forgotten owners from the store, these before others; what fails is tried
   * again next time. Never rejects.
   */
  sweep(first?: string[]): Promise<void>
  /** Gives up waiting for files; a later start takes that up again. */
  close(): void
}

export type LibraryOptions = {
  store: VectorStore
  memory: Memory
  onError(error: unknown): void
  /** The longest that indexing may take. @default 2 minutes */
  indexingDeadlineMs?: number
}

const SHARED_LIST_AGE_MS = 60_000

export function createLibrary(options: LibraryOptions): Library {
  const { store, memory, onError, indexingDeadlineMs = 120_000 } = options
  const { sweep } = createRemoval({ store, memory, onError })
  const indexing = new Map<string, Promise<StoredFile>>()
  const closed = new AbortController()
  let shared: { files: Promise<LibraryFile[]>; at: number } | undefined

  /** One watch a file, however many wait for it. */
  const watchIndexing = (session: string, file: StoredFile): Promise<StoredFile> => {
    const watched = indexing.get(file.id)
    if (watched) return watched
    const watch = pollUntilIndexed(store, file.id, indexingDeadlineMs, closed.signal)
      .then(async (result) => {
        const indexed = { ...file, ...result }
        await saveUnlessRemoved(session, indexed)
        return indexed
      })
      .finally(() => indexing.delete(file.id))
    watch.catch((error) => closed.signal.aborted || onError(error))
    indexing.set(file.id, watch)
    return watch
  }

  /** Its owner may have removed it, or have gone, while it was indexed. */
  const saveUnlessRemoved = async (session: string, file: StoredFile) => {
    const own = memory.session(session)
    if ((await own.loadFiles()).some(({ id }) => id === file.id)) await own.saveFile(file)
  }

  /** For this once: the file is watched again the next time anybody asks. */
  const failedToWatch = (file: StoredFile): StoredFile => ({
    ...file,
    status: 'failed',
    error: 'It is not known whether it has been indexed. Try again in a moment.',
  })

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

  const ownFiles = async (session: string) => {
    const files = await memory.session(session).loadFiles()
    // Indexing that a restart interrupted is watched again.
    for (const file of files) if (file.status === 'indexing') void watchIndexing(session, file)
    return files
  }

  return {
    writable: store.writable,

    async list(session) {
      const [permanent, own] = await Promise.all([
        translate(sharedFiles(), 'The library could not be read. Try again in a moment.'),
        ownFiles(session),
      ])
      return [...permanent, ...own.map(onWire)]
    },

    async add(session, file) {
      if (!store.writable) throw new VectorStoreNotConfiguredError()
      const id = await translate(
        upload(store, session, file, onError),
        `“${file.filename}” could not be added. Try again in a moment.`,
      )
      const stored: StoredFile = {
        id,
        filename: file.filename,
        bytes: file.blob.size,
        status: 'indexing',
      }
      await memory.session(session).saveFile(stored)
      void watchIndexing(session, stored)
      return stored
    },

    async remove(session, fileId) {
      const own = await memory.session(session).loadFiles()
      if (!own.some(({ id }) => id === fileId)) throw new NotFoundError('This file')
      await memory.session(session).deleteFile(fileId)
      await sweep([fileId])
    },

    async settled(session, fileIds, signal) {
      const files = (await memory.session(session).loadFiles()).filter(({ id }) =>
        fileIds.includes(id),
      )
      const settle = (file: StoredFile) =>
        file.status === 'indexing'
          ? watchIndexing(session, file).catch(() => failedToWatch(file))
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

    sweep,
    close: () => closed.abort(),
  }
}

const onWire = ({ id, filename, bytes, status, error }: StoredFile): LibraryFile => ({
  id,
  filename,
  bytes,
  status,
  ...(error && { error }),
  shared: false,
})

async function upload(
  { client, id }: VectorStore,
  session: string,
  file: NewFile,
  onError: (error: unknown) => void,
): Promise<string> {
  const uploaded = await client.files.create({
    file: new File([file.blob], file.filename, { type: file.type }),
    purpose: 'assistants',
  })
  try {
    await client.vectorStores.files.create(id, {
      file_id: uploaded.id,
      attributes: { kind: file.kind, session },
    })
  } catch (error) {
    await client.files.delete(uploaded.id).catch(onError)
    throw error
  }
  return uploaded.id
}

async function listSharedFiles({ client, id }: VectorStore): Promise<LibraryFile[]> {
  const names = new Map<string, { filename: string; bytes: number }>()
  for await (const { id, filename, bytes } of client.files.list({ purpose: 'assistants' })) {
    names.set(id, { filename, bytes })
  }
  const files: LibraryFile[] = []
  for await (const file of client.vectorStores.files.list(id, { limit: 100 })) {
    const named = names.get(file.id)
    if (file.attributes?.kind !== 'library' || !named) continue
    const status = statuses[file.status] ?? 'failed'
    files.push({ id: file.id, ...named, status, shared: true })
  }
  return files.sort((a, b) => a.filename.localeCompare(b.filename))
}

const statuses: Partial<Record<string, StoredFile['status']>> = {
  completed: 'ready',
  in_progress: 'indexing',
}

async function translate<T>(call: Promise<T>, message: string): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw new UpstreamError(message, error)
  }
}

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

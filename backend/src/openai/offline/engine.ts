import { Catalogue, LIBRARY_STORE } from './catalogue.ts'
import { fileRoutes } from './files.ts'
import { secondsNow } from './ids.ts'
import { loadLibrary } from './library.ts'
import { responseRoutes } from './responses.ts'
import { createFetch } from './routing.ts'
import { Uploads } from './uploads.ts'
import { vectorStoreRoutes } from './vector-stores.ts'

export interface OfflineEngineOptions {
  /** Folder of Markdown playbooks: the permanent library. */
  knowledgeDir: string
  /** SQLite file for uploads and their text; `:memory:` keeps nothing. */
  dataFile: string
  /**
   * Pace of an answer; `Infinity` writes without pauses.
   * @default 28
   */
  wordsPerSecond?: number
  /** The largest that `dataFile` may become. */
  maxBytes?: number
  /** Hears of what failed outside of any request. */
  onError?(error: unknown): void
}

/** An OpenAI-compatible API inside this process, for an SDK client made with its `fetch`. */
export interface OfflineEngine {
  readonly fetch: typeof globalThis.fetch
  readonly vectorStoreId: string
  close(): Promise<void>
}

const READING_PACE = 28

export async function createOfflineEngine({
  knowledgeDir,
  dataFile,
  wordsPerSecond = READING_PACE,
  maxBytes,
  onError = () => {},
}: OfflineEngineOptions): Promise<OfflineEngine> {
  const library = await loadLibrary(knowledgeDir)
  const uploads = new Uploads(dataFile, { maxBytes, onError })
  uploads.addStore({ id: LIBRARY_STORE, name: 'Library', metadata: {}, createdAt: secondsNow() })
  const catalogue = new Catalogue(library, uploads, onError)
  return {
    fetch: createFetch({
      ...fileRoutes(catalogue),
      ...vectorStoreRoutes(catalogue),
      ...responseRoutes(catalogue, wordsPerSecond),
    }),
    vectorStoreId: LIBRARY_STORE,
    close: () => catalogue.close(),
  }
}

/** An OpenAI-compatible API inside this process: files, vector stores, and answers that quote them. */
import { fileRoutes } from './http/files.ts'
import { responseRoutes } from './http/responses.ts'
import { createFetch, secondsNow } from './http/router.ts'
import { vectorStoreRoutes } from './http/vector-stores.ts'
import { LIBRARY_STORE, planMaterial, updateLibrary } from './library.ts'
import { Files } from './storage/files.ts'
import { createReading } from './storage/reading.ts'

export type EngineOptions = {
  /** Folder of Markdown playbooks: the permanent library. */
  knowledgeDir: string
  /** SQLite file for the files and their index; `:memory:` keeps nothing. */
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

export type Engine = {
  /** For an SDK client. */
  fetch: typeof globalThis.fetch
  vectorStoreId: string
  close(): Promise<void>
}

const READING_PACE = 28

/** @throws {UnusableDatabaseError} */
export async function createEngine(options: EngineOptions): Promise<Engine> {
  const { knowledgeDir, dataFile, wordsPerSecond = READING_PACE, maxBytes } = options
  const { onError = () => {} } = options
  const files = new Files(dataFile, { maxBytes, onError })
  files.addStore({ id: LIBRARY_STORE, name: 'Library', metadata: {}, createdAt: secondsNow() })
  await updateLibrary(knowledgeDir, files, onError)
  const reading = createReading(files, onError)
  for (const file of files.unfinished()) reading.add(file)
  return {
    fetch: createFetch({
      ...fileRoutes(files),
      ...vectorStoreRoutes(files, reading),
      ...responseRoutes({ files, plan: planMaterial(files), wordsPerSecond }),
    }),
    vectorStoreId: LIBRARY_STORE,
    close() {
      reading.close()
      return files.close()
    },
  }
}

/** The way to the model: the official client, pointed at OpenAI, at a server like it, or into this process. */
import { join } from 'node:path'
import OpenAI from 'openai'
import type { Config } from '../config.ts'
import { createEngine } from '../embedded/engine.ts'

/**
 * Who answers: `openai` with a key (also through a gateway), `compatible` for another server that
 * needs none, `offline` for the library coach inside this process.
 */
import type { ModelMode } from '../protocol/routes.ts'

export type OpenAIParts = {
  mode: ModelMode
  client: OpenAI
  /** `undefined`: the SDK's own default. */
  model: string | undefined
  /** The files that the coach may search, and the server that stores them. */
  store: VectorStore
  close(): Promise<void>
}

export type VectorStore = {
  client: OpenAI
  id: string
  /** Whether the model's server searches it by itself; if not, a function tool does. */
  hosted: boolean
  /** Whether files can be added to it. */
  writable: boolean
  /** Whether it reads every kind of file that the coach may be given, as it is. */
  readsAll: boolean
}

/** How long a call may take until its answer begins. */
const TIMEOUT_MS = 60_000

/** @param onError hears of what failed outside of any request */
export async function createOpenAI(
  config: Config,
  onError?: (error: unknown) => void,
): Promise<OpenAIParts> {
  const { apiKey, baseURL, model, vectorStoreId } = config.openai
  if (!apiKey && !baseURL) return createOffline(config, onError)

  const client = new OpenAI({
    apiKey: apiKey ?? 'not-needed',
    baseURL: baseURL ?? null,
    timeout: TIMEOUT_MS,
    fetch: fetchKnowingQuotas,
    // Failures are thrown, and logged once where they are caught.
    logLevel: 'off',
  })
  const mode = apiKey ? 'openai' : 'compatible'
  if (vectorStoreId) {
    const store = { client, id: vectorStoreId, hosted: true, writable: true, readsAll: false }
    return { mode, client, model, store, async close() {} }
  }
  const embedded = await createOffline(config, onError)
  const store = { ...embedded.store, hosted: false, writable: false }
  return { mode, client, model, store, close: embedded.close }
}

/** A used-up quota comes as 429 like a busy moment, but asking again cannot help. */
const fetchKnowingQuotas: typeof fetch = async (...request) => {
  const response = await fetch(...request)
  if (response.status !== 429) return response
  const body = await response.text()
  const headers = new Headers(response.headers)
  if (body.includes('"insufficient_quota"')) headers.set('x-should-retry', 'false')
  return new Response(body, { status: 429, headers })
}

async function createOffline(
  { openai, knowledgeDir, dataDir, maxDatabaseBytes: maxBytes }: Config,
  onError?: (error: unknown) => void,
): Promise<OpenAIParts> {
  const engine = await createEngine({
    knowledgeDir,
    dataFile: join(dataDir, 'offline-engine.sqlite'),
    wordsPerSecond: openai.offlineWordsPerSecond,
    maxBytes,
    onError,
  })
  const client = new OpenAI({
    apiKey: 'offline',
    baseURL: 'http://offline.invalid/v1',
    fetch: engine.fetch,
    maxRetries: 0,
    logLevel: 'off',
  })
  const { vectorStoreId: id } = engine
  const store = { client, id, hosted: true, writable: true, readsAll: true }
  return { mode: 'offline', client, model: 'library-coach', store, close: () => engine.close() }
}

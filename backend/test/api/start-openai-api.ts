/** The whole service with a key, its model at a scripted server. */
import { afterEach, beforeEach, expect, vi } from 'vitest'
import { ScriptedUpstream } from '../upstream/scripted-upstream.ts'
import { startApi } from './start-api.ts'

export const KEY = 'sk-test-0123456789'
export const STORE = 'vs_jason'
export const MODEL = 'gpt-scripted'

export type OpenAIApi = Awaited<ReturnType<typeof startOpenAIApi>>

/** @param env what the test needs otherwise; an empty value takes a setting away */
export async function startOpenAIApi(env: Record<string, string> = {}) {
  const upstream = await ScriptedUpstream.start()
  const api = await startApi({
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: upstream.url,
    JASON_VECTOR_STORE_ID: STORE,
    OPENAI_MODEL: MODEL,
    DRAIN_SECONDS: '0',
    ...env,
  })
  return {
    ...api,
    upstream,
    async [Symbol.asyncDispose]() {
      await api.stop()
      await upstream.close()
    },
  }
}

/** Fails a test whose SDK writes to the console, where no log line can be told from it. */
export function expectQuietConsole(): void {
  beforeEach(() => {
    for (const method of ['log', 'info', 'warn', 'error'] as const) vi.spyOn(console, method)
  })
  afterEach(() => {
    for (const method of ['log', 'info', 'warn', 'error'] as const) {
      expect(console[method]).not.toHaveBeenCalled()
    }
    vi.restoreAllMocks()
  })
}

/** The API with a coach that is made as the test wants it, its model at a scripted server. */
import { type CoachOptions, createCoach } from '../../src/coach/coach.ts'
import { readConfig } from '../../src/config.ts'
import { createLibrary } from '../../src/library/library.ts'
import { openSqliteMemory } from '../../src/memory/sqlite/sqlite-memory.ts'
import { createOpenAI } from '../../src/openai/client.ts'
import { ScriptedUpstream } from '../upstream/scripted-upstream.ts'
import { KEY, STORE } from './start-openai-api.ts'
import { startScriptedApi } from './start-scripted-api.ts'

type Given = Omit<CoachOptions, 'openai' | 'library' | 'onError'>
type Made = Pick<CoachOptions, 'openai' | 'onError'>

/** @param options what the coach is given besides the usual, or how that is made */
export async function startCoachApi(options: Given | ((made: Made) => Given)) {
  const upstream = await ScriptedUpstream.start()
  const env = {
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: upstream.url,
    JASON_VECTOR_STORE_ID: STORE,
  }
  const openai = await createOpenAI(readConfig(env))
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const memory = openSqliteMemory(':memory:', { ttlMinutes: 1 })
  const library = createLibrary({ store: openai.store, memory, onError })
  const given = typeof options === 'function' ? options({ openai, onError }) : options
  const coach = createCoach({ openai, library, onError, ...given })
  const api = await startScriptedApi(coach.respond, env)

  return {
    ...api,
    upstream,
    /** What the coach has reported, but not told the reader. */
    errors,
    async [Symbol.asyncDispose]() {
      await api[Symbol.asyncDispose]()
      await memory.close()
      await upstream.close()
    },
  }
}

/** The API with a coach that a test can tell how long to wait, its model at a scripted server. */
import { type CoachOptions, createCoach } from '../src/coach/coach.ts'
import { readConfig } from '../src/config.ts'
import { createLibrary } from '../src/library/library.ts'
import { openSqliteMemory } from '../src/memory/sqlite-memory.ts'
import { createOpenAI } from '../src/openai/client.ts'
import { ScriptedUpstream } from './scripted-upstream.ts'
import { KEY, STORE } from './start-openai-api.ts'
import { startScriptedApi } from './start-scripted-api.ts'

type Patience = Pick<CoachOptions, 'titleSeconds'>

export async function startCoachApi(patience: Patience) {
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
  const coach = createCoach({ openai, library, onError, ...patience })
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

/** The library over a scripted vector store, with a memory of its own. */

import { readConfig } from '../../src/config.ts'
import { createLibrary, type LibraryOptions, type NewFile } from '../../src/library/library.ts'
import { addOwnFile } from '../../src/library/own-files.ts'
import { openSqliteMemory } from '../../src/memory/sqlite/sqlite-memory.ts'
import { createOpenAI } from '../../src/openai/client.ts'
import { PLENTY } from '../samples/give-files.ts'
import { ScriptedUpstream } from '../upstream/scripted-upstream.ts'
import { KEY, STORE } from './start-openai-api.ts'

type Options = Pick<LibraryOptions, 'indexingDeadlineMs' | 'extractText'>

export async function startLibrary(options: Options = {}) {
  const upstream = await ScriptedUpstream.start()
  const config = readConfig({
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: upstream.url,
    JASON_VECTOR_STORE_ID: STORE,
  })
  const { store } = await createOpenAI(config)
  const memory = openSqliteMemory(':memory:', { ttlMinutes: 1 })
  const errors: unknown[] = []
  const parts = { store, memory, onError: (error: unknown) => errors.push(error), ...options }

  const library = createLibrary(parts)

  return {
    upstream,
    memory,
    library,
    /** Adds a file as a visitor does. */
    add: (session: string, file: NewFile) =>
      addOwnFile({ library, memory, room: PLENTY }, session, file),
    /** The same library after a restart of the process: it knows what is stored, and no more. */
    restarted: () => createLibrary(parts),
    /** What the library has reported, but not told anybody. */
    errors,
    async [Symbol.asyncDispose]() {
      await upstream.close()
      await memory.close()
    },
  }
}

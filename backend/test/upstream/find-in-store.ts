import type { ScriptedApi } from '../api/start-scripted-api.ts'

type Store = Pick<ScriptedApi, 'store' | 'library'>

/** The files that the coach would find for this session's key. */
export async function findInStore({ store, library }: Store, session: string, query: string) {
  const filters = library.filterFor(session)
  const found = await store.client.vectorStores.search(store.id, { query, filters })
  return found.data.map(({ filename }) => filename)
}

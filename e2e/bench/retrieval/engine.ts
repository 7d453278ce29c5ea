/** The embedded engine behind a client of the real SDK, made as the API makes it. */
import { fileURLToPath } from 'node:url'
import { readConfig } from '../../../backend/src/config.ts'
import { createOpenAI, type OpenAIParts } from '../../../backend/src/openai/client.ts'

export const knowledgeDir = fileURLToPath(new URL('../../../backend/knowledge', import.meta.url))

export function openEngine(dataDir: string): Promise<OpenAIParts> {
  return createOpenAI(readConfig({ DATA_DIR: dataDir }))
}

export async function addFile(
  { store }: OpenAIParts,
  name: string,
  text: string,
  attributes: Record<string, string>,
): Promise<void> {
  const file = new File([text], name)
  const { id } = await store.client.files.create({ file, purpose: 'assistants' })
  const { status } = await store.client.vectorStores.files.createAndPoll(
    store.id,
    { file_id: id, attributes },
    { pollIntervalMs: 1 },
  )
  if (status !== 'completed') throw new Error(`${name} was not indexed: ${status}`)
}

export type Filters = NonNullable<
  Parameters<OpenAIParts['client']['vectorStores']['search']>[1]['filters']
>

export function equals(key: string, value: string) {
  return { type: 'eq' as const, key, value }
}

/** What the coach may see: the library, and what belongs to the session. */
export function libraryAnd(session: string): Filters {
  return { type: 'or', filters: [equals('kind', 'library'), equals('session', session)] }
}

export function search({ store }: OpenAIParts, query: string, filters: Filters, results: number) {
  const max_num_results = results
  return store.client.vectorStores.search(store.id, { query, filters, max_num_results })
}

/** The embedded engine behind a client of the real SDK, made as the API makes it. */
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readConfig } from '../../../backend/src/config.ts'
import { createOpenAI, type OpenAIParts } from '../../../backend/src/openai/client.ts'

export const knowledgeDir = fileURLToPath(new URL('../../../backend/knowledge', import.meta.url))

export const databaseIn = (dataDir: string) => join(dataDir, 'offline-engine.sqlite')

export function openEngine(dataDir: string): Promise<OpenAIParts> {
  return createOpenAI(readConfig({ DATA_DIR: dataDir }))
}

/** @param what names the file where it cannot be indexed */
export async function addFile(
  { store }: OpenAIParts,
  { name, content, what = name }: { name: string; content: string | Buffer; what?: string },
  attributes: Record<string, string>,
): Promise<void> {
  const file = new File([new Uint8Array(Buffer.from(content))], name)
  const { id } = await store.client.files.create({ file, purpose: 'assistants' })
  const { status } = await store.client.vectorStores.files.createAndPoll(
    store.id,
    { file_id: id, attributes },
    { pollIntervalMs: 1 },
  )
  if (status !== 'completed') throw new Error(`${what} was not indexed: ${status}`)
}

export type Filters = NonNullable<
  Parameters<OpenAIParts['client']['vectorStores']['search']>[1]['filters']
>

/** What the coach may see: the library, and the files with an attribute. */
export function libraryAnd(key: string, value: string): Filters {
  const equals = { type: 'eq' as const, key, value }
  return { type: 'or', filters: [{ type: 'eq', key: 'kind', value: 'library' }, equals] }
}

export function search({ store }: OpenAIParts, query: string, filters: Filters, results: number) {
  const max_num_results = results
  return store.client.vectorStores.search(store.id, { query, filters, max_num_results })
}

type Client = OpenAIParts['client']
type ResponseInput = Exclude<
  NonNullable<Parameters<Client['responses']['create']>[0]['input']>,
  string
>

export type Reply = Awaited<ReturnType<typeof respond>>

/** The coach's answers to messages, each with those before it. */
export function startChat(engine: OpenAIParts, filters: Filters) {
  const input: ResponseInput = []
  return async (text: string, attached: string[] = []) => {
    const notes = attached.map((name) => `[Attached file: "${name}"]`)
    input.push({
      role: 'user',
      content: [text, ...notes].map((part) => ({ type: 'input_text', text: part })),
    })
    const response = await respond(engine, input, filters)
    input.push(...(response.output as ResponseInput)) // what comes out may go in again
    return response
  }
}

function respond({ client, store }: OpenAIParts, input: ResponseInput, filters: Filters) {
  return client.responses.create({
    model: 'any',
    input,
    include: ['file_search_call.results'],
    tools: [{ type: 'file_search', vector_store_ids: [store.id], filters }],
  })
}

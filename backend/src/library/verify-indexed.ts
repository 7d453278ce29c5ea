/** Proof that a file can be found: a search for a sentence of it, that admits no other file, has a hit. */
import OpenAI from 'openai'
import type { VectorStore } from '../openai/client.ts'
import { quickCall } from './polling.ts'
import { probeSentences } from './probe-sentence.ts'

type Store = Pick<VectorStore, 'client' | 'id'>

/** The attribute that a file has for itself alone: filters know attributes, but no ids. */
export const FILE_ATTRIBUTE = 'file'

/** What to search for; nothing where the store has read no text in the file. */
export async function probeSentencesIn(
  { client, id }: Store,
  fileId: string,
  signal: AbortSignal,
): Promise<string[]> {
  const { data } = await client.vectorStores.files.content(
    fileId,
    { vector_store_id: id },
    quickCall(signal),
  )
  return probeSentences(data.map(({ text }) => text ?? '').join('\n'))
}

export async function isFound(
  { client, id }: Store,
  fileId: string,
  sentence: string,
  signal: AbortSignal,
): Promise<boolean> {
  const filters = { type: 'eq', key: FILE_ATTRIBUTE, value: fileId } as const
  const { data } = await client.vectorStores.search(
    id,
    { query: sentence, filters, max_num_results: 5 },
    quickCall(signal),
  )
  // A server that ignores filters answers with any file, which proves nothing.
  return data.length > 0 && data.every(({ file_id }) => file_id === fileId)
}

/** Some servers like OpenAI's index files, and do not tell what they have read. */
export const isNotOffered = (error: unknown): boolean =>
  error instanceof OpenAI.APIError && [404, 405, 501].includes(error.status ?? 0)

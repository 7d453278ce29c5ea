import type { LimitFunction } from 'p-limit'
import type { VectorStore } from '../openai/client.ts'
import { forFileSearch } from './for-file-search.ts'
import { quickCall } from './polling.ts'

/** What can be filtered by. */
export type Attributes = Record<string, string>

/** A file as the vector store takes it in. @throws {UnsupportedTypeError} */
export const prepared = ({ readsAll }: VectorStore, file: File, limit: LimitFunction) =>
  readsAll ? file : forFileSearch(file, limit)

/**
 * Uploads a file and has it indexed; all of it, or nothing.
 * @param attributes made of the id that the file has got
 * @param onError hears of a file that should have been taken back, and was not
 */
export async function storeFile(
  { client, id }: VectorStore,
  file: File,
  attributes: (fileId: string) => Attributes,
  onError: (error: unknown) => void,
): Promise<string> {
  // Ready for redirects, fetch would keep all of the file in memory, to be able to send it again.
  const streamed = { fetchOptions: { redirect: 'error' } } as const
  const { id: fileId } = await client.files.create({ file, purpose: 'assistants' }, streamed)
  try {
    const entry = { file_id: fileId, attributes: attributes(fileId) }
    await client.vectorStores.files.create(id, entry, quickCall())
  } catch (error) {
    await client.files.delete(fileId, quickCall()).catch(onError)
    throw error
  }
  return fileId
}

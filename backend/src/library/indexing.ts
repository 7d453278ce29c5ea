/** Waiting until the vector store can search a file. */
import { setTimeout as sleep } from 'node:timers/promises'
import OpenAI from 'openai'
import type { VectorStore } from '../openai/client.ts'

export type Indexed = { status: 'ready' } | { status: 'failed'; error: string }

/**
 * The SDK's own polling has no deadline, and asks about a cancelled file for ever.
 * @throws what the call throws, and when `signal` is aborted
 */
export async function pollUntilIndexed(
  { client, id }: Pick<VectorStore, 'client' | 'id'>,
  fileId: string,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Indexed> {
  const end = Date.now() + deadlineMs
  for (let pause = 100; Date.now() < end; pause = Math.min(pause * 1.6, 2_000)) {
    const { status, last_error } = await client.vectorStores.files
      .retrieve(fileId, { vector_store_id: id }, { signal })
      .catch(asGone)
    if (status === 'completed') return { status: 'ready' }
    if (status !== 'in_progress') {
      return { status: 'failed', error: last_error?.message ?? 'It could not be read.' }
    }
    await sleep(pause, undefined, { ref: false, signal })
  }
  return { status: 'failed', error: 'Indexing took too long. Remove it and try again.' }
}

function asGone(error: unknown) {
  if (!(error instanceof OpenAI.NotFoundError)) throw error
  const last_error = { message: 'The store has lost it. Remove it and add it again.' }
  return { status: 'failed' as const, last_error }
}

/** Waiting until the vector store has indexed a file, and can find it. */
import OpenAI from 'openai'
import type { VectorStore } from '../openai/client.ts'
import { type Polling, pollUntil, quickCall } from './polling.ts'
import { probeSentences, SHORTEST } from './probe-sentence.ts'
import { indexingError } from './store-errors.ts'
import { isFound, isNotOffered, probeSentencesIn } from './verify-indexed.ts'

type Failed = {
  status: 'failed'
  error: string
  /** The file is to blame, not the store. */
  isUnreadable?: boolean
}
export type Indexed = { status: 'ready' } | Failed
export type Found = { status: 'ready'; evidence: string } | Failed

type Store = Pick<VectorStore, 'client' | 'id'>

const TOO_LONG = 'Indexing took too long. Remove it and try again.'
const LOST = 'The store has lost it. Remove it and add it again.'
const NO_TEXT =
  'No text was found in it. If it holds scanned pages, run text recognition on it first.'
const TOO_SHORT = 'It holds too few words to be found by a search. Add some, then add it again.'
const NOT_FOUND = 'It was indexed, but cannot be found by a search. Remove it and add it again.'

/** A text of a few words may have none that a search goes by: waiting would not change that. */
const SHORT_TEXT_MS = 5_000

/**
 * A file is ready once a search has found it, not before.
 * @param known what is known of its text, for a store that does not tell
 * @throws what a call throws, unless it goes by, and when the signal is aborted
 */
export async function pollUntilFound(
  store: Store,
  fileId: string,
  known: string | undefined,
  polling: Polling,
): Promise<Found> {
  const indexed = await untilIndexed(store, fileId, polling)
  if (indexed.status === 'failed') return indexed
  const { signal } = polling
  const ask = () => probeSentencesIn(store, fileId, signal).catch(asNotTold)
  const told = (await pollUntil(ask, polling)) ?? []
  const sentences = told.length > 0 ? told : probeSentences(known ?? '')
  if (sentences.length === 0) return failed(NO_TEXT)
  return untilFound(store, fileId, sentences, polling)
}

async function untilFound(
  store: Store,
  fileId: string,
  sentences: string[],
  { end, signal }: Polling,
): Promise<Found> {
  const isShort = sentences.every(({ length }) => length < SHORTEST)
  const polling = { end: isShort ? Math.min(end, Date.now() + SHORT_TEXT_MS) : end, signal }
  let asked = 0
  const found = await pollUntil(async (): Promise<Found | undefined> => {
    const evidence = sentences[asked++ % sentences.length] ?? ''
    const isHit = await isFound(store, fileId, evidence, signal)
    return isHit ? { status: 'ready', evidence } : undefined
  }, polling)
  return found ?? failed(isShort ? TOO_SHORT : NOT_FOUND)
}

/** For a file that is not searched for. @throws as `pollUntilFound` */
export function pollUntilIndexed(
  store: Store,
  fileId: string,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<Indexed> {
  return untilIndexed(store, fileId, { end: Date.now() + deadlineMs, signal })
}

/** The SDK's own polling has no deadline, and asks about a cancelled file for ever. */
async function untilIndexed(
  { client, id }: Store,
  fileId: string,
  polling: Polling,
): Promise<Indexed> {
  const { signal } = polling
  const indexed = await pollUntil(async (): Promise<Indexed | undefined> => {
    const file = await client.vectorStores.files
      .retrieve(fileId, { vector_store_id: id }, quickCall(signal))
      .catch(asGone)
    if (file === 'gone') return failed(LOST)
    if (file.status === 'in_progress') return undefined
    if (file.status === 'completed') return { status: 'ready' }
    return failed(indexingError(file.last_error), file.last_error?.code !== 'server_error')
  }, polling)
  return indexed ?? failed(TOO_LONG)
}

const failed = (error: string, isUnreadable = false): Failed => ({
  status: 'failed',
  error,
  isUnreadable,
})

function asGone(error: unknown): 'gone' {
  if (error instanceof OpenAI.NotFoundError) return 'gone'
  throw error
}

function asNotTold(error: unknown): string[] {
  if (isNotOffered(error)) return []
  throw error
}

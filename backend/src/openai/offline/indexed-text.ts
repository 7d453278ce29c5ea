import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { cutText, type PassageSource, type Piece, toPassage } from './passages.ts'
import { TermIndexBuilder } from './term-index.ts'

/** A text made ready for search. */
export interface IndexedText {
  pieces: Piece[]
  /** The packed term index of these pieces. */
  packed: Uint8Array
}

/** A few milliseconds of work; a thread takes longer to start. */
const SHORT_TEXT = 20_000

/** Indexes a text without holding up the rest of the process. */
export async function indexText(source: PassageSource, text: string): Promise<IndexedText> {
  if (text.length <= SHORT_TEXT) return indexTextNow(source, text)
  const worker = new Worker(new URL('./index-worker.ts', import.meta.url), {
    workerData: { source, text },
    // Options of the parent process, such as a test runner's loaders, are not for the worker.
    execArgv: [],
  })
  try {
    const [indexed] = await once(worker, 'message')
    return indexed as IndexedText // as the worker posts it
  } finally {
    await worker.terminate()
  }
}

export function indexTextNow(source: PassageSource, text: string): IndexedText {
  const pieces = cutText(text)
  const builder = new TermIndexBuilder()
  for (const [position, piece] of pieces.entries()) builder.add(toPassage(source, piece, position))
  return { pieces, packed: builder.pack() }
}

import { setImmediate as nextTurn } from 'node:timers/promises'
import { cutText, type PassageSource, type Piece, toPassage } from './passages.ts'
import { TermIndexBuilder } from './term-index.ts'

/** A text made ready for search. */
export interface IndexedText {
  pieces: Piece[]
  /** The packed term index of these pieces. */
  packed: Uint8Array
}

/** How long indexing may hold up the rest of the process at a time. */
const SLICE_MS = 8

/** Indexes a text in slices, between which others have their turn. */
export async function indexText(source: PassageSource, text: string): Promise<IndexedText> {
  const pieces = cutText(text)
  await nextTurn()
  const builder = new TermIndexBuilder()
  let sliceEnd = performance.now() + SLICE_MS
  for (const [position, piece] of pieces.entries()) {
    builder.add(toPassage(source, piece, position))
    if (performance.now() < sliceEnd) continue
    await nextTurn()
    sliceEnd = performance.now() + SLICE_MS
  }
  return { pieces, packed: builder.pack() }
}

/** The same at once, for a text whose index was made by an earlier version. */
export function indexTextNow(source: PassageSource, text: string): IndexedText {
  const pieces = cutText(text)
  const builder = new TermIndexBuilder()
  for (const [position, piece] of pieces.entries()) builder.add(toPassage(source, piece, position))
  return { pieces, packed: builder.pack() }
}

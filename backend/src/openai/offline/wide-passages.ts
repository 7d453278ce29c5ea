import type { Candidate } from './candidates.ts'
import { countWords, type Piece } from './passages.ts'

export interface WidePassage {
  best: Candidate
  piece: Piece
}

/** Enough for a reader to make sense of the place, and well within what a model may be given. */
const MOST_WORDS = 400
/** How far around a place to look: the shortest of passages are a few lines long. */
const REACH = 12

/**
 * Best places of files, each with its neighbours as far as they fit; a neighbour that matches as well
 * goes first. Sections are cut finely in order to be found; who is to answer out of one needs what
 * stands around it.
 * @param candidates best first
 * @param read the passages of a file from one position to another
 */
export function widen(
  candidates: Candidate[],
  most: number,
  read: (source: number, from: number, to: number) => Piece[],
): WidePassage[] {
  const scores = new Map(candidates.map((each) => [keyOf(each.source, each.passage), each.score]))
  const taken = new Set<string>()
  const wide: WidePassage[] = []
  for (const best of candidates) {
    const { source, passage } = best
    if (wide.length === most) break
    if (taken.has(keyOf(source, passage))) continue
    const first = Math.max(0, passage - REACH)
    const around = read(source, first, passage + REACH)
    const scoreAt = (at: number) => scores.get(keyOf(source, first + at)) ?? 0
    const isFree = (at: number) => !taken.has(keyOf(source, first + at))
    const { from, to } = grow(around, passage - first, scoreAt, isFree)
    for (let at = from; at <= to; at++) taken.add(keyOf(source, first + at))
    wide.push({ best, piece: join(around.slice(from, to + 1)) })
  }
  return wide
}

const keyOf = (source: number, passage: number) => `${source}/${passage}`

function grow(
  pieces: Piece[],
  start: number,
  scoreAt: (at: number) => number,
  isFree: (at: number) => boolean,
): { from: number; to: number } {
  const page = pieces[start]?.page
  let [from, to] = [start, start]
  let words = wordsAt(start)
  function wordsAt(at: number): number {
    return countWords(pieces[at]?.text ?? '')
  }
  const fits = (at: number) =>
    pieces[at] !== undefined &&
    pieces[at].page === page &&
    isFree(at) &&
    words + wordsAt(at) <= MOST_WORDS
  for (;;) {
    const [next] = [to + 1, from - 1].filter(fits).sort((a, b) => scoreAt(b) - scoreAt(a))
    if (next === undefined) return { from, to }
    words += wordsAt(next)
    from = Math.min(from, next)
    to = Math.max(to, next)
  }
}

/** Under one heading the text alone; else every part under its own. */
function join(pieces: Piece[]): Piece {
  const [{ path = [], page } = {}] = pieces
  const isOneSection = pieces.every((piece) => isUnder(path, piece))
  if (isOneSection) return { path, page, text: pieces.map(({ text }) => text).join('\n\n') }
  const parts = pieces.map((piece, at) => {
    const isNew = at === 0 || !isUnder(pieces[at - 1]?.path ?? [], piece)
    const heading = piece.path.at(-1)
    return isNew && heading ? `## ${heading}\n\n${piece.text}` : piece.text
  })
  return { path: [], page, text: parts.join('\n\n') }
}

function isUnder(path: string[], piece: Piece): boolean {
  return path.join('\n') === piece.path.join('\n')
}

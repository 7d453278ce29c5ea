import type { Candidate } from './candidates.ts'
import { countWords, type Piece } from './passages.ts'

export interface WidePassage {
  best: Candidate
  piece: Piece
}

/** Enough for a reader to make sense of the place, and well within what a model may be given. */
const MOST_WORDS = 400

/**
 * Best places of files, each with its neighbours as far as they fit; a neighbour that matches as well
 * goes first. Sections are cut finely in order to be found; who is to answer out of one needs what
 * stands around it.
 * @param candidates best first
 * @param read the passage of a file at a position
 */
export function widen(
  candidates: Candidate[],
  most: number,
  read: (source: number, position: number) => Piece | undefined,
): WidePassage[] {
  const scores = new Map(candidates.map((each) => [keyOf(each.source, each.passage), each.score]))
  const taken = new Set<string>()
  const wide: WidePassage[] = []
  for (const best of candidates) {
    const { source, passage } = best
    if (wide.length === most) break
    if (taken.has(keyOf(source, passage))) continue
    const pieces = grow(passage, {
      read: (at) => (taken.has(keyOf(source, at)) ? undefined : read(source, at)),
      scoreAt: (at) => scores.get(keyOf(source, at)) ?? 0,
    })
    for (const at of pieces.keys()) taken.add(keyOf(source, at))
    if (pieces.size > 0) wide.push({ best, piece: join([...pieces.values()]) })
  }
  return wide
}

const keyOf = (source: number, passage: number) => `${source}/${passage}`

interface Surroundings {
  /** Nothing where the file ends, or what stands there has been given already. */
  read(at: number): Piece | undefined
  scoreAt(at: number): number
}

/** The passage and its neighbours, by their positions, in order. */
function grow(start: number, { read, scoreAt }: Surroundings): Map<number, Piece> {
  const middle = read(start)
  if (!middle) return new Map()
  let words = countWords(middle.text)
  // Most sections of a long text are full by themselves.
  if (words >= MOST_WORDS) return new Map([[start, middle]])
  const before: [number, Piece][] = []
  const after: [number, Piece][] = []
  let [previous, next] = [read(start - 1), read(start + 1)]
  for (;;) {
    const fits = ({ page, text }: Piece) =>
      page === middle.page && words + countWords(text) <= MOST_WORDS
    const [from, to] = [start - before.length - 1, start + after.length + 1]
    if (next && fits(next) && !(previous && fits(previous) && scoreAt(from) > scoreAt(to))) {
      words += countWords(next.text)
      after.push([to, next])
      next = read(to + 1)
    } else if (previous && fits(previous)) {
      words += countWords(previous.text)
      before.unshift([from, previous])
      previous = read(from - 1)
    } else return new Map([...before, [start, middle], ...after])
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

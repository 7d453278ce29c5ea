import { likenessOf, loadWordVectors, toUnit, type WordVectors } from './word-vectors.ts'

/** The ways to ask for each of the library's passages, for knowing them again in other words. */
export class KnownQuestions {
  readonly #phrasings: string[][]
  #directions?: Directions

  /** @param phrasings By passage, its heading and the other ways to ask for it. */
  constructor(phrasings: string[][]) {
    this.#phrasings = phrasings
  }

  /** By passage, from 0 to 1: how much the question means what the passage is known to be asked for. */
  likenessesTo(question: string): number[] {
    this.#directions ??= readDirections(this.#phrasings, loadWordVectors())
    const { words, common, passages } = this.#directions
    const asked = words.directionOf(question)
    if (asked.every((value) => value === 0)) return passages.map(() => 0)
    const direction = without(common, asked)
    return passages.map((known) => bestTwo(known.map((each) => likenessOf(direction, each))))
  }
}

interface Directions {
  words: WordVectors
  /** What all phrasings have in common, which tells none apart. */
  common: Float32Array
  passages: Float32Array[][]
}

function readDirections(phrasings: string[][], words: WordVectors): Directions {
  const passages = phrasings.map((each) => each.map((text) => words.directionOf(text)))
  const common = meanOf(passages.flat(), words.dimensions)
  return {
    words,
    common,
    passages: passages.map((each) => each.map((direction) => without(common, direction))),
  }
}

function meanOf(vectors: Float32Array[], dimensions: number): Float32Array {
  const mean = new Float32Array(dimensions)
  for (const vector of vectors)
    for (let at = 0; at < dimensions; at++)
      mean[at] = (mean[at] ?? 0) + (vector[at] ?? 0) / vectors.length
  return mean
}

function without(common: Float32Array, direction: Float32Array): Float32Array {
  return toUnit(direction.map((value, at) => value - (common[at] ?? 0)))
}

/** One phrasing may be like a question by chance; two seldom are. */
function bestTwo(likenesses: number[]): number {
  const [best = 0, second = best] = likenesses.toSorted((a, b) => b - a)
  return Math.max(0, (best + second) / 2)
}

import { readFileSync } from 'node:fs'
import { findSorted, hashOf } from '../term-index.ts'
import { stemsOf } from '../vocabulary.ts'

/** A direction for each of the most frequent English words; words that are used alike point alike. */
export class WordVectors {
  readonly dimensions: number
  /** Of the terms, sorted. */
  readonly #hashes: Uint32Array
  /** By term, what it counts for: the less, the more often it is met. */
  readonly #weights: Uint8Array
  readonly #values: Int8Array

  constructor(packed: Uint8Array) {
    const { buffer } = new Uint8Array(packed)
    const [count = 0, dimensions = 0] = new Uint32Array(buffer, 0, HEADER)
    const weightsStart = 4 * (HEADER + count)
    this.dimensions = dimensions
    this.#hashes = new Uint32Array(buffer, 4 * HEADER, count)
    this.#weights = new Uint8Array(buffer, weightsStart, count)
    this.#values = new Int8Array(buffer, weightsStart + count)
  }

  /** What a text is about: the directions of its words together. Zero where none of them is known. */
  directionOf(text: string): Float32Array {
    const sum = new Float32Array(this.dimensions)
    for (const stem of stemsOf(text)) {
      const term = findSorted(this.#hashes, hashOf(stem))
      if (term >= 0) this.#add(sum, term)
    }
    return toUnit(sum)
  }

  #add(sum: Float32Array, term: number): void {
    const start = term * this.dimensions
    const values = this.#values.subarray(start, start + this.dimensions)
    const factor = (this.#weights[term] ?? 0) / (lengthOf(values) || 1)
    for (let at = 0; at < values.length; at++) sum[at] = (sum[at] ?? 0) + factor * (values[at] ?? 0)
  }
}

const HEADER = 2

export function loadWordVectors(): WordVectors {
  return new WordVectors(readFileSync(new URL('./word-vectors.bin', import.meta.url)))
}

/** The same direction with the length of 1. */
export function toUnit(vector: Float32Array): Float32Array {
  const length = lengthOf(vector) || 1
  return vector.map((value) => value / length)
}

/** Of two directions: from -1 to 1, how alike they are. */
export function likenessOf(one: Float32Array, other: Float32Array): number {
  let sum = 0
  for (let at = 0; at < one.length; at++) sum += (one[at] ?? 0) * (other[at] ?? 0)
  return sum
}

function lengthOf(vector: Float32Array | Int8Array): number {
  let squares = 0
  for (let at = 0; at < vector.length; at++) squares += (vector[at] ?? 0) ** 2
  return Math.sqrt(squares)
}

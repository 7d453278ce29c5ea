import { plainText } from './markdown.ts'
import type { Passage } from './passages.ts'
import { personsIn } from './persons.ts'
import { splitWords, termOf } from './vocabulary.ts'

/** The places of a passage in which a word may stand, those that say most about it first. */
export const FIELDS = ['heading', 'asked', 'title', 'labels', 'text'] as const
export type Field = (typeof FIELDS)[number]

/** How many words of the body a word in each place is worth. */
const FIELD_BOOSTS: Record<Field, number> = {
  heading: 3,
  asked: 2.5,
  title: 2,
  labels: 1.5,
  text: 1,
}

/** Raised whenever packing, stemming or the stop words change, so that older indexes are made anew. */
export const INDEX_VERSION = 2

/**
 * Which terms stand in which passages of one file, packed into one block that is searched as it lies on disk:
 * counts, the weighted length of each passage, the sorted hashes of the terms, where the postings of each
 * begin, and the postings. A posting holds the passage, the fields and how often the term stands there.
 */
export class TermIndex {
  readonly passageCount: number
  readonly totalLength: number
  readonly byteLength: number
  /** By passage, the number of its terms. */
  readonly lengths: Uint32Array
  readonly #hashes: Uint32Array
  readonly #starts: Uint32Array
  readonly #postings: Uint32Array

  constructor(packed: Uint8Array) {
    const words = toWords(packed)
    const [passages = 0, terms = 0, total = 0] = words
    const lengthsEnd = HEADER + passages
    const hashesEnd = lengthsEnd + terms
    const startsEnd = hashesEnd + terms + 1
    this.passageCount = passages
    this.totalLength = total
    this.byteLength = packed.byteLength
    this.lengths = words.subarray(HEADER, lengthsEnd)
    this.#hashes = words.subarray(lengthsEnd, hashesEnd)
    this.#starts = words.subarray(hashesEnd, startsEnd)
    this.#postings = words.subarray(startsEnd)
  }

  /** Number of the term among the file's terms; negative for one it does not have. */
  find(hash: number): number {
    return findSorted(this.#hashes, hash)
  }

  /** In how many passages the term stands. */
  frequencyOf(term: number): number {
    return (this.#starts[term + 1] ?? 0) - (this.#starts[term] ?? 0)
  }

  /** A term's postings, in the order of the passages. */
  postingsOf(term: number): Uint32Array {
    return this.#postings.subarray(this.#starts[term], this.#starts[term + 1])
  }
}

const HEADER = 3
const PASSAGE_SHIFT = 12
const FIELDS_SHIFT = 7
const MOST_OFTEN = 127
/** Beyond it a file's passages are not told apart any more; files are cut off long before. */
const LAST_PASSAGE = 2 ** (32 - PASSAGE_SHIFT) - 1

export const passageOf = (posting: number) => posting >>> PASSAGE_SHIFT

export function fieldsOf(posting: number): Field[] {
  return FIELDS.filter((_, at) => (posting >>> FIELDS_SHIFT) & (1 << at))
}

/** How often the term stands in the passage, by the worth of the places. */
export const weightedFrequencyOf = (posting: number) => (posting & MOST_OFTEN) / 2

/** FNV-1a. Two of a file's terms sharing a hash is rarer than a word with two meanings. */
export function hashOf(term: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < term.length; at++) hash = Math.imul(hash ^ term.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

function toWords({ buffer, byteOffset, byteLength }: Uint8Array): Uint32Array {
  const isAligned = byteOffset % 4 === 0
  return isAligned
    ? new Uint32Array(buffer, byteOffset, byteLength / 4)
    : new Uint32Array(buffer.slice(byteOffset, byteOffset + byteLength))
}

const HASHES = 2 ** 32
/** After so many leaps the rest is walked. */
const LEAPS = 3

/** Hashes lie evenly, so that a value tells about where it stands: a look or two instead of a dozen. */
export function findSorted(sorted: Uint32Array, wanted: number): number {
  const perPlace = sorted.length / HASHES
  let at = Math.floor(wanted * perPlace)
  for (let leap = 0; leap < LEAPS; leap++) {
    const away = Math.trunc((wanted - (sorted[at] ?? 0)) * perPlace)
    at = Math.min(Math.max(at + away, 0), Math.max(sorted.length - 1, 0))
  }
  while (at > 0 && (sorted[at] ?? 0) > wanted) at--
  while (at < sorted.length - 1 && (sorted[at] ?? 0) < wanted) at++
  return sorted[at] === wanted ? at : -1
}

/** Gathers the terms of a file's passages, one by one. */
export class TermIndexBuilder {
  readonly #postings = new Map<number, number[]>()
  readonly #lengths: number[] = []

  add(passage: Passage, asked: string[] = []): void {
    const number = this.#lengths.length
    const found = new Map<number, { fields: number; frequency: number }>()
    let length = 0
    for (const [at, field] of FIELDS.entries())
      for (const word of splitWords(textIn(passage, field, asked))) {
        const term = termOf(word)
        if (!term) continue
        const hash = hashOf(term)
        const known = found.get(hash) ?? { fields: 0, frequency: 0 }
        known.fields |= 1 << at
        known.frequency += FIELD_BOOSTS[field]
        found.set(hash, known)
        length += 1
      }
    for (const person of personsIn(passage.text))
      found.set(hashOf(person), { fields: 0, frequency: 1 })
    this.#lengths.push(length)
    for (const [hash, { fields, frequency }] of found) {
      const often = Math.min(MOST_OFTEN, Math.round(frequency * 2))
      const place = Math.min(LAST_PASSAGE, number)
      const posting = ((place << PASSAGE_SHIFT) | (fields << FIELDS_SHIFT) | often) >>> 0
      const list = this.#postings.get(hash)
      if (list) list.push(posting)
      else this.#postings.set(hash, [posting])
    }
  }

  pack(): Uint8Array {
    const hashes = Uint32Array.from(this.#postings.keys()).sort()
    const starts = [0]
    const postings: number[] = []
    for (const hash of hashes) {
      for (const posting of this.#postings.get(hash) ?? []) postings.push(posting)
      starts.push(postings.length)
    }
    const total = this.#lengths.reduce((sum, length) => sum + length, 0)
    const header = [this.#lengths.length, hashes.length, total]
    const words = Uint32Array.from([...header, ...this.#lengths, ...hashes, ...starts])
    const packed = new Uint32Array(words.length + postings.length)
    packed.set(words)
    packed.set(postings, words.length)
    return new Uint8Array(packed.buffer)
  }
}

function textIn(passage: Passage, field: Field, asked: string[]): string {
  switch (field) {
    case 'heading':
      return passage.heading
    case 'asked':
      return asked.join(' ')
    case 'title':
      return [...passage.path.slice(0, -1), passage.filename].join(' ')
    case 'labels':
      return labelsIn(passage.text)
    case 'text':
      return plainText(passage.text)
  }
}

/** What a passage sets in bold. */
function labelsIn(text: string): string {
  return [...text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, label]) => label).join(' ')
}

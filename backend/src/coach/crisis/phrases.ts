/**
 * Finds phrases in a text, all of them in one pass. A phrase is words with spaces between them, and:
 * `<name>` any entry of a set in its place, `begin*` any word that begins so, `..` up to three words of any kind,
 * `|` the beginning or end of a sentence.
 */
import { isOneSlipAway, PAUSE, SENTENCE_END, wordsOf } from './words.ts'

/** Phrases by name, for use in other phrases. */
export type Sets = Readonly<Record<string, readonly string[]>>
export type Found<T> = { value: T; start: number; end: number }

const GAP = '..'
/** Words in between that a gap stands for. */
const LONGEST_GAP = 3
/** Shorter words are too close to others to be guessed. */
const SHORTEST_GUESSED = 7

/** Where phrases that begin with the same steps have got to. */
type Node<T> = {
  next: Map<string, Node<T>>
  /** Few nodes have any. */
  sets?: Map<Node<true>, Node<T>>
  /** The same sets, by each step that they may begin with. */
  setsByStep?: Map<string, Node<true>[]>
  values: T[]
}

export class Phrases<T> {
  readonly #root = newNode<T>()
  /** Each set, once for all phrases with it. */
  readonly #sets = new Map<readonly string[], Node<true>>()
  /** The words that phrases are made of, and how words begin where that is enough. */
  readonly #words = new Set<string>()
  readonly #beginnings = new Set<string>()
  /** Long words, by what is left of them without one letter. */
  readonly #slips = new Map<string, Set<string>>()
  /** Words are spelled out once, however many phrases they are in. */
  readonly #spelled = new Map<string, string[]>()
  readonly #fillers: ReadonlySet<string>

  /** @param fillers words that are read over, in phrases and texts alike */
  constructor(fillers: readonly string[] = []) {
    this.#fillers = new Set(fillers.flatMap(wordsOf).filter(isWord))
  }

  /** @throws {Error} when the phrase cannot be read */
  add(phrase: string, sets: Sets, value: T): void {
    this.#addTo(this.#root, phrase, sets, value)
  }

  /** Each phrase that these words hold, and between which of them. */
  in(words: readonly string[]): Found<T>[] {
    const read = words
      .filter((word) => !this.#fillers.has(word))
      .filter((word, at, all) => word !== PAUSE || word !== all[at - 1])
    const reading = new Reading(read, read.map(this.#stepsFor()))
    const found: Found<T>[] = []
    for (let start = 0; start < read.length; start += 1) {
      reading.follow(this.#root, start, (values, end) => {
        for (const value of values) found.push({ value, start, end })
      })
    }
    return found
  }

  #addTo<V>(root: Node<V>, phrase: string, sets: Sets, value: V): void {
    let node = root
    for (const part of phrase.split(' ').filter(Boolean)) {
      const name = part.match(/^<(.+)>$/)?.[1]
      if (name) {
        node = intoSet(node, this.#set(name, phrase, sets))
        continue
      }
      const steps = this.#spelled.get(part) ?? stepsIn(part)
      this.#spelled.set(part, steps)
      for (const step of steps) {
        if (this.#fillers.has(step))
          throw new Error(`Leave “${part}” out of “${phrase}”: it is read over.`)
        this.#learn(step)
        node = intoStep(node, step)
      }
    }
    if (node === root || root.next.has(GAP)) {
      throw new Error(`The phrase “${phrase}” has to begin with a word.`)
    }
    if (!node.values.includes(value)) node.values.push(value)
  }

  #set(name: string, phrase: string, sets: Sets): Node<true> {
    const entries = sets[name]
    if (!entries) throw new Error(`“${phrase}” names a set “${name}” that is not there.`)
    const known = this.#sets.get(entries)
    if (known) return known
    const root = newNode<true>()
    // Without this set: one that holds itself would have no end.
    const { [name]: _, ...others } = sets
    for (const entry of entries) this.#addTo(root, entry, others, true)
    this.#sets.set(entries, root)
    return root
  }

  #learn(step: string): void {
    if (!isWord(step)) return
    if (step.endsWith('*')) {
      this.#beginnings.add(step.slice(0, -1))
      return
    }
    if (this.#words.has(step)) return
    this.#words.add(step)
    if (step.length < SHORTEST_GUESSED) return
    for (const slip of slipsOf(step)) {
      this.#slips.set(slip, (this.#slips.get(slip) ?? new Set()).add(step))
    }
  }

  /** The steps that a word may be; each word is looked up once for a text. */
  #stepsFor() {
    const known = new Map<string, string[]>()
    return (word: string): string[] => {
      const steps = known.get(word) ?? this.#lookUp(word)
      known.set(word, steps)
      return steps
    }
  }

  #lookUp(word: string): string[] {
    if (!isWord(word)) return [word]
    const steps: string[] = []
    for (let length = 1; length <= word.length; length += 1) {
      const beginning = word.slice(0, length)
      if (this.#beginnings.has(beginning)) steps.push(`${beginning}*`)
    }
    if (this.#words.has(word)) return [...steps, word]
    if (word.length < SHORTEST_GUESSED - 1) return steps
    const meant = slipsOf(word).flatMap((slip) => [...(this.#slips.get(slip) ?? [])])
    const near = meant.filter((each) => each[0] === word[0] && isOneSlipAway(word, each))
    return [...steps, ...new Set(near)]
  }
}

type Reach<V> = (values: V[], end: number) => void

/** One text, and what has been found of sets in it. */
class Reading {
  readonly #words: readonly string[]
  readonly #steps: readonly (readonly string[])[]
  /** Where a set ends that begins at a word. */
  readonly #ends = new Map<Node<true>, Map<number, number[]>>()

  constructor(words: readonly string[], steps: readonly (readonly string[])[]) {
    this.#words = words
    this.#steps = steps
  }

  /** Tells of every end that is reached from here. */
  follow<V>(node: Node<V>, at: number, reach: Reach<V>): void {
    if (node.values.length > 0) reach(node.values, at)
    if (at < this.#words.length) this.#goOn(node, at, reach)
  }

  #goOn<V>(node: Node<V>, at: number, reach: Reach<V>): void {
    const gap = node.next.get(GAP)
    if (gap) {
      for (let end = at; end <= at + LONGEST_GAP && end < this.#words.length; end += 1) {
        this.#goOn(gap, end, reach)
        if (this.#words[end] === SENTENCE_END) break
      }
    }
    if (this.#words[at] === PAUSE) {
      const ended = node.next.get(SENTENCE_END)
      if (ended) this.follow(ended, at + 1, reach)
      if (at + 1 < this.#words.length) this.#goOn(node, at + 1, reach)
      return
    }
    for (const step of this.#steps[at] ?? []) {
      const next = node.next.get(step)
      if (next) this.follow(next, at + 1, reach)
      for (const set of node.setsByStep?.get(step) ?? []) {
        const behind = node.sets?.get(set)
        if (behind) for (const end of this.#endsOf(set, at)) this.follow(behind, end, reach)
      }
    }
  }

  #endsOf(set: Node<true>, at: number): number[] {
    const known = this.#ends.get(set) ?? new Map<number, number[]>()
    this.#ends.set(set, known)
    const ends = known.get(at) ?? []
    if (!known.has(at)) {
      known.set(at, ends)
      this.follow(set, at, (_, end) => {
        if (!ends.includes(end)) ends.push(end)
      })
    }
    return ends
  }
}

const newNode = <V>(): Node<V> => ({ next: new Map(), values: [] })

function intoStep<V>(node: Node<V>, step: string): Node<V> {
  const next = node.next.get(step) ?? newNode<V>()
  node.next.set(step, next)
  return next
}

function intoSet<V>(node: Node<V>, set: Node<true>): Node<V> {
  node.sets ??= new Map()
  node.setsByStep ??= new Map()
  const known = node.sets.get(set)
  if (known) return known
  for (const step of [...set.next.keys(), ...(set.setsByStep?.keys() ?? [])]) {
    const others = node.setsByStep.get(step) ?? []
    if (!others.includes(set)) node.setsByStep.set(step, [...others, set])
  }
  const next = newNode<V>()
  node.sets.set(set, next)
  return next
}

/** @throws {Error} */
function stepsIn(part: string): string[] {
  if (/[<>]/.test(part)) throw new Error(`Put spaces around the set in “${part}”.`)
  if (part === SENTENCE_END || part === GAP) return [part]
  const words = wordsOf(part).filter(isWord)
  return part.endsWith('*') ? [...words.slice(0, -1), `${words.at(-1)}*`] : words
}

const isWord = (step: string) => step !== SENTENCE_END && step !== PAUSE && step !== GAP

/** A word, and what is left of it without each of its letters. */
const slipsOf = (word: string) => [
  word,
  ...Array.from(word, (_, index) => word.slice(0, index) + word.slice(index + 1)),
]

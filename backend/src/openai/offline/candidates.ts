import { hashOf, passageOf, type TermIndex, weightedFrequencyOf } from './term-index.ts'

/** One idea of a question: the terms that stand for it, each with the share of a full match it is worth. */
export interface Idea {
  forms: Map<string, number>
  /** What it counts for beside how rare it is. */
  importance: number
  /** Whether it may lift a passage, but is not asked for. */
  isHint?: boolean
}

export interface Candidate {
  /** Number of the index among those searched. */
  source: number
  passage: number
  /** From 0 to about 1: the share of what a passage could have that says the whole question, and says it often. */
  score: number
}

/** How soon more of the same word stops adding. */
const SATURATION = 1.2
/** How much longer passages have to say. */
const LENGTH_SHARE = 0.35
/** How many passages tell what a file is about. */
const COMPANY = 3
/** What further words for an idea that has been found already add. */
const ECHO = 0.2

/**
 * The passages that match best by BM25, over all of these files as one collection.
 * @param fileShare what the best passages of its file count for beside a passage's own words
 */
export function bestPassages(
  indexes: TermIndex[],
  ideas: Idea[],
  count: number,
  fileShare = 0,
): Candidate[] {
  const passages = sum(indexes.map(({ passageCount }) => passageCount))
  const usualLength = sum(indexes.map(({ totalLength }) => totalLength)) / (passages || 1)
  const probes = ideas.map((idea) => readProbes(indexes, idea, passages))
  const whole = wholeScore(probes.filter((_, at) => !ideas[at]?.isHint)) * (1 + fileShare)
  const scoring = new Scoring(passages)
  const best = new Best(count)
  for (const [source, index] of indexes.entries()) {
    for (const forms of probes) scoring.addIdea(index, source, forms, usualLength)
    const company = fileShare && fileShare * scoring.bestOf(index.passageCount)
    scoring.empty(index.passageCount, (passage, score) => {
      if (score > 0) best.add(source, passage, score + company)
    })
  }
  return best.list().map((found) => ({ ...found, score: found.score / whole }))
}

/** A form of an idea that some passage holds. */
interface Probe {
  /** By index, the number of the term in it; negative where it does not occur. */
  terms: Int32Array
  weight: number
}

function readProbes(indexes: TermIndex[], { forms, importance }: Idea, passages: number): Probe[] {
  const found = [...forms].map(([form, share]) => {
    const hash = hashOf(form)
    const terms = new Int32Array(indexes.length)
    let frequency = 0
    for (const [source, index] of indexes.entries()) {
      const term = index.find(hash)
      terms[source] = term
      if (term >= 0) frequency += index.frequencyOf(term)
    }
    return { terms, share, frequency, rarity: rarityOf(frequency, passages) }
  })
  const own = found.find(({ share, frequency }) => share === 1 && frequency > 0)
  return found
    .filter(({ frequency }) => frequency > 0)
    .map(({ terms, share, rarity }) => ({
      terms,
      // Another word for it may not count for more than the word itself.
      weight: share * importance * Math.min(rarity, own?.rarity ?? rarity),
    }))
}

function rarityOf(frequency: number, passages: number): number {
  return Math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
}

/** As telling as a word that stands in one passage of fifty. */
const UNKNOWN_WEIGHT = 4

function wholeScore(probes: Probe[][]): number {
  const weights = probes.map((forms) => Math.max(0, ...forms.map(({ weight }) => weight)))
  return (sum(weights.map((weight) => weight || UNKNOWN_WEIGHT)) || 1) * (SATURATION + 1)
}

/** Adds up the scores of one file's passages after another. */
class Scoring {
  readonly #scores: Float64Array
  readonly #loudest: Float64Array

  constructor(mostPassages: number) {
    this.#scores = new Float64Array(mostPassages)
    this.#loudest = new Float64Array(mostPassages)
  }

  /** An idea counts in a passage by the form that speaks loudest; the others add a little. */
  addIdea(index: TermIndex, source: number, forms: Probe[], usualLength: number): void {
    let isFirst = true
    for (const { terms, weight } of forms) {
      const term = terms[source] ?? -1
      if (term < 0) continue
      if (isFirst) this.#loudest.fill(0, 0, index.passageCount)
      isFirst = false
      for (const posting of index.postingsOf(term)) {
        const passage = passageOf(posting)
        const length = (index.lengths[passage] ?? 0) / usualLength
        this.#addForm(passage, weight * saturate(weightedFrequencyOf(posting), length))
      }
    }
  }

  #addForm(passage: number, score: number): void {
    const heard = this.#loudest[passage] ?? 0
    const louder = Math.max(score, heard)
    const added = louder - heard + ECHO * Math.min(score, heard)
    this.#scores[passage] = (this.#scores[passage] ?? 0) + added
    this.#loudest[passage] = louder
  }

  /** What the file's best passages score on average. */
  bestOf(passageCount: number): number {
    const best = new Array<number>(COMPANY).fill(0)
    for (let passage = 0; passage < passageCount; passage++) {
      const score = this.#scores[passage] ?? 0
      if (score <= (best[0] ?? 0)) continue
      best[0] = score
      best.sort((a, b) => a - b)
    }
    return sum(best) / COMPANY
  }

  /** Hands over the scores of a file, and begins anew. */
  empty(passageCount: number, take: (passage: number, score: number) => void): void {
    for (let passage = 0; passage < passageCount; passage++)
      take(passage, this.#scores[passage] ?? 0)
    this.#scores.fill(0, 0, passageCount)
  }
}

function saturate(frequency: number, length: number): number {
  const room = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * length)
  return (frequency * (SATURATION + 1)) / (frequency + room)
}

/** Keeps the best of many without sorting all. */
class Best {
  readonly #count: number
  #kept: Candidate[] = []
  #least = 0

  constructor(count: number) {
    this.#count = count
  }

  add(source: number, passage: number, score: number): void {
    if (score <= this.#least) return
    this.#kept.push({ source, passage, score })
    if (this.#kept.length > 4 * this.#count) this.list()
  }

  list(): Candidate[] {
    this.#kept = this.#kept.toSorted((a, b) => b.score - a.score).slice(0, this.#count)
    if (this.#kept.length === this.#count) this.#least = this.#kept.at(-1)?.score ?? 0
    return this.#kept
  }
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

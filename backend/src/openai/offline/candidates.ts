import { frequencyOf, hashOf, passageOf, type TermIndex } from './term-index.ts'

/** One idea of a question: the terms that stand for it, each with the share of a full match it is worth. */
export interface Idea {
  forms: Map<string, number>
  /** What it counts for beside how rare it is. */
  importance: number
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
/** What further words for an idea that has been found already add. */
const ECHO = 0.2

/** The passages that match best by BM25, over all of these files as one collection. */
export function bestPassages(indexes: TermIndex[], ideas: Idea[], count: number): Candidate[] {
  const probes = readProbes(indexes, ideas)
  const passages = indexes.reduce((sum, { passageCount }) => sum + passageCount, 0)
  const length = indexes.reduce((sum, { totalLength }) => sum + totalLength, 0) / (passages || 1)
  const whole = wholeScore(probes)
  const best = new Best(count)
  for (const [source, index] of indexes.entries()) {
    const scores = scoresIn(index, source, probes, length)
    if (scores) best.addAll(source, scores)
  }
  return best.list().map((found) => ({ ...found, score: found.score / whole }))
}

/** As telling as a word that stands in one passage of fifty. */
const UNKNOWN_WEIGHT = 4

function wholeScore(probes: Probe[][]): number {
  const weights = probes.map((forms) => Math.max(...forms.map(({ weight }) => weight)))
  const sum = weights.reduce((all, weight) => all + (weight > 0 ? weight : UNKNOWN_WEIGHT), 0)
  return (sum || 1) * (SATURATION + 1)
}

interface Probe {
  /** By index, the postings of the form in it. */
  postings: Uint32Array[]
  weight: number
}

/** For each idea its forms, with their postings and what finding one is worth. */
function readProbes(indexes: TermIndex[], ideas: Idea[]): Probe[][] {
  const passages = indexes.reduce((sum, { passageCount }) => sum + passageCount, 0)
  return ideas.map(({ forms, importance }) => {
    const found = [...forms].map(([form, share]) => {
      const hash = hashOf(form)
      const postings = indexes.map((index) => index.postingsOf(hash))
      const frequency = postings.reduce((sum, each) => sum + each.length, 0)
      return { postings, share, rarity: rarityOf(frequency, passages), frequency }
    })
    const own = found.find(({ share, frequency }) => share === 1 && frequency > 0)
    return found
      .filter(({ frequency }) => frequency > 0)
      .map(({ postings, share, rarity }) => ({
        postings,
        // Another word for it may not count for more than the word itself.
        weight: share * importance * Math.min(rarity, own?.rarity ?? rarity),
      }))
  })
}

export function rarityOf(frequency: number, passages: number): number {
  return Math.log(1 + (passages - frequency + 0.5) / (frequency + 0.5))
}

function scoresIn(
  index: TermIndex,
  source: number,
  probes: Probe[][],
  usualLength: number,
): Float64Array | undefined {
  if (!probes.some((forms) => forms.some(({ postings }) => postings[source]?.length))) return
  const scores = new Float64Array(index.passageCount)
  for (const forms of probes) addIdea(scores, index, source, forms, usualLength)
  return scores
}

/** An idea counts in a passage by the form that speaks loudest; the others add a little. */
function addIdea(
  scores: Float64Array,
  index: TermIndex,
  source: number,
  forms: Probe[],
  usualLength: number,
): void {
  const loudest = new Float64Array(index.passageCount)
  for (const { postings, weight } of forms)
    for (const posting of postings[source] ?? []) {
      const passage = passageOf(posting)
      const frequency = frequencyOf(posting)
      const length = 1 - LENGTH_SHARE + (LENGTH_SHARE * index.lengthOf(passage)) / usualLength
      const score = (weight * frequency * (SATURATION + 1)) / (frequency + SATURATION * length)
      const heard = loudest[passage] ?? 0
      const louder = Math.max(score, heard)
      scores[passage] = (scores[passage] ?? 0) + louder - heard + ECHO * Math.min(score, heard)
      loudest[passage] = louder
    }
}

/** Keeps the best of many without sorting all. */
class Best {
  readonly #count: number
  #kept: Candidate[] = []
  #least = 0

  constructor(count: number) {
    this.#count = count
  }

  addAll(source: number, scores: Float64Array): void {
    for (const [passage, score] of scores.entries())
      if (score > this.#least) this.#kept.push({ source, passage, score })
    if (this.#kept.length > 4 * this.#count) this.list()
  }

  list(): Candidate[] {
    this.#kept = this.#kept.toSorted((a, b) => b.score - a.score).slice(0, this.#count)
    if (this.#kept.length === this.#count) this.#least = this.#kept.at(-1)?.score ?? 0
    return this.#kept
  }
}

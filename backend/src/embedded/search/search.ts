/** One search for file search and answers alike. */
import { stemmer } from 'stemmer'
import type { Access, Files } from '../storage/files.ts'
import type { Found } from './found.ts'
import type { Match, WeighedTerm } from './search-index.ts'
import { termsOf, wordsOf } from './terms.ts'

/** As many as BM25 finds first are looked at closely. */
const MOST_CANDIDATES = 40
/** What the shares of the question that a passage covers, and its likeness to it, add to a score by BM25. */
const COVERAGE = 0.5
const FOCUS = 0.5
const LIKENESS = 2
/** Where the scale from 0 to 1 has its middle. */
const HALF_SCORE = 10

/**
 * The passages that speak to the question, best first.
 * @param question one or several sentences
 */
export function search(files: Files, access: Access, question: string, most: number): Found[] {
  // Weighed by all that may be looked at, so that the library and a visitor's files are on one scale.
  const { storeIds, filter } = access
  const attachments = files.attachmentsIn({ storeIds, filter })
  const found = files.attachmentsIn(access)
  const { matches: all, terms } = files.index.match(termsOf(question), { attachments, found })
  const matches = all.slice(0, Math.max(most, MOST_CANDIDATES))
  const likenessTo = likenessesOf(question, terms)
  const passages = files.index.passages(matches.map(({ id }) => id))
  const attached = files.attached([...new Set(passages.map(({ attachment }) => attachment))])
  const fileOf = new Map(attached.map((file) => [file.attachment, file]))
  const matchOf = new Map(matches.map((match) => [match.id, match]))
  return passages
    .flatMap(({ id, asked, ...passage }) => {
      const match = matchOf.get(id)
      const file = fileOf.get(passage.attachment)
      if (!match || !file) return []
      const { fileId, filename, attributes } = file
      const likeness = likenessTo([passage.path.at(-1), asked].join(';'))
      return { ...passage, fileId, filename, attributes, ...measured(match, likeness) }
    })
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
}

function measured({ score, coverage, focus, exclusive }: Match, likeness: number) {
  const whole = score * (1 + COVERAGE * coverage + FOCUS * focus) * (1 + LIKENESS * likeness)
  return { score: whole / (whole + HALF_SCORE), coverage, exclusive }
}

const FUNCTION_WORD_WEIGHT = 0.3
/** Of a word that a way to ask has and the question has not. */
const OTHER_WORD_WEIGHT = 3

/** How alike the question and the likest of some ways to ask are, from 0 to 1. */
function likenessesOf(question: string, terms: WeighedTerm[]) {
  const weights = new Map(wordsOf(question).map((word) => [stemmer(word), FUNCTION_WORD_WEIGHT]))
  for (const { term, weight } of terms) weights.set(stemmer(term), weight)
  const whole = sum(weights.values())
  return (ways: string) => {
    let most = 0
    for (const words of stemsOf(ways)) {
      const shared = words.map(({ stem }) => weights.get(stem) ?? 0)
      const all = words.map(({ weight }, at) => shared[at] || weight)
      most = Math.max(most, sum(shared) / Math.sqrt(sum(all) * whole))
    }
    return most
  }
}

type Stem = { stem: string; weight: number }

const MOST_KEPT = 2_000
const kept = new Map<string, Stem[][]>()

/** The stems of each way to ask, kept since the same are looked at again and again. */
function stemsOf(ways: string): Stem[][] {
  const known = kept.get(ways)
  if (known) return known
  const stems = ways.split(';').map((way) =>
    wordsOf(way).map((word) => ({
      stem: stemmer(word),
      weight: termsOf(word).length > 0 ? OTHER_WORD_WEIGHT : FUNCTION_WORD_WEIGHT,
    })),
  )
  const filled = stems.filter((words) => words.length > 0)
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(ways, filled)
  return filled
}

function sum(numbers: Iterable<number>): number {
  let total = 0
  for (const each of numbers) total += each
  return total
}

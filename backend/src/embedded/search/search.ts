/** One search for file search and answers alike. */
import type { Attributes } from '../http/filters.ts'
import type { Access, AttachedFile, Files } from '../storage/files.ts'
import type { IndexedPassage, Match, WeighedTerm } from './search-index.ts'
import { isFunctionWord, stemOf, termsOf, wordsOf } from './terms.ts'

/** A passage of a file: a section, or a part of a long one. */
export type Passage = {
  fileId: string
  filename: string
  attachment: number
  /** Place in the file, from 0. */
  position: number
  /** Headings above the passage, outermost first. */
  path: string[]
  /** Of a PDF, from 1. */
  page?: number
  /** Markdown. */
  text: string
}

export type Found = Passage & {
  /** From 0 to 1. */
  score: number
  /** Which share of the question's weight the passage covers, from 0 to 1. */
  coverage: number
  /** The share that only the part of the files has that was asked for. */
  exclusive: number
  attributes: Attributes
}

const WHOLE = { score: 1, coverage: 1, exclusive: 1 }

/** A passage of a file, as a search finds it that asks for it alone. */
export function asFound(
  { fileId, filename, attributes }: AttachedFile,
  { asked: _, ...passage }: IndexedPassage,
  measures = WHOLE,
): Found {
  return { ...passage, fileId, filename, attributes, ...measures }
}

/** As many as BM25 finds first are looked at closely. */
const MOST_CANDIDATES = 40
/** What the shares of the question that a passage covers, and its likeness to it, add to a score by BM25. */
const COVERAGE = 0.5
const FOCUS = 0.5
const LIKENESS = 5
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
  const matchOf = new Map(matches.map((match) => [match.id, match]))
  const passages = files.index.passages([...matchOf.keys()])
  const attached = files.attached([...new Set(passages.map(({ attachment }) => attachment))])
  const fileOf = new Map(attached.map((file) => [file.attachment, file]))
  const likenessTo = likenessesOf(question, terms)
  return passages
    .flatMap((passage) => {
      const match = matchOf.get(passage.id)
      const file = fileOf.get(passage.attachment)
      if (!match || !file) return []
      const likeness = likenessTo([passage.path.at(-1), passage.asked].join(';'))
      return asFound(file, passage, measured(match, likeness))
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
  const weights = new Map(wordsOf(question).map((word) => [stemOf(word), FUNCTION_WORD_WEIGHT]))
  for (const { term, weight } of terms) weights.set(stemOf(term), weight)
  const whole = sum([...weights.values()])
  return (ways: string) => {
    const likenesses = ways.split(';').map((way) => {
      const words = wordsOf(way)
      const shared = words.map((word) => weights.get(stemOf(word)) ?? 0)
      const all = words.map((word, at) => shared[at] || weightOf(word))
      return all.length > 0 ? sum(shared) / Math.sqrt(sum(all) * whole) : 0
    })
    return Math.max(...likenesses)
  }
}

const weightOf = (word: string) => (isFunctionWord(word) ? FUNCTION_WORD_WEIGHT : OTHER_WORD_WEIGHT)

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0)

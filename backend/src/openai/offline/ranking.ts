import MiniSearch from 'minisearch'
import { plainText } from './markdown.ts'
import type { Passage } from './passages.ts'
import { importanceOf, splitWords, synonymsOf, termOf, termsOf } from './vocabulary.ts'

export interface RankedPassage {
  passage: Passage
  /** From 0 to 1: how much of the question the passage speaks to, and how strongly. */
  score: number
  /** From 0 to 1: the share of the question's content words found, rare words weighing more. */
  coverage: number
  /** Whether more than a single word of the body speaks for the passage. */
  isFocused: boolean
}

/** A question made ready for the index. */
export interface Query {
  words: string[]
  terms: QueryTerm[]
  /** Terms that may lift a passage but are not needed, such as the person's niche. */
  extras: string[]
}

interface QueryTerm {
  term: string
  /** How telling the term is. */
  weight: number
  /** Every indexed form that counts as this term, with the share of a full match it is worth. */
  forms: Map<string, number>
}

interface IndexedPassage {
  id: string
  title: string
  heading: string
  labels: string
  text: string
}

interface KnownPassage {
  passage: Passage
  headingTerms: string[]
  headingWeights: number[]
  headingWords: string[]
  /** Whether the heading addresses one trade or place, as "Hooks for fitness coaches" does. */
  isForTrade: boolean
}

const FIELDS = ['title', 'heading', 'labels', 'text']
const FIELD_BOOSTS = { heading: 3, title: 2, labels: 1.5, text: 1 }
/** A word in the body says less about what a passage is for than one in its heading. */
const FIELD_COVERAGE: Record<string, number> = { heading: 1, title: 0.75, labels: 0.8, text: 0.6 }
const EXTRA_BOOST = 0.6
const TRADE_HEADING =
  /\b(for|examples?)\b.*\b(coach|coaches|agents?|photographers?|sellers|nutritionists?|therapists?|practitioners|teachers?|creators|makers|newsletters|youtube)\b/i
const OTHER_TRADE = 0.7
const NAMED_TRADE = 1.25

export class PassageIndex {
  readonly passages: Passage[]
  readonly #known = new Map<string, KnownPassage>()
  readonly #search: MiniSearch<IndexedPassage>
  readonly #frequencies = new Map<string, number>()

  constructor(passages: Passage[]) {
    this.passages = passages
    this.#search = new MiniSearch<IndexedPassage>({
      fields: FIELDS,
      tokenize: splitWords,
      processTerm: termOf,
      searchOptions: {
        tokenize: (text) => text.split(' '),
        processTerm: (term) => term,
        boost: FIELD_BOOSTS,
      },
    })
    for (const passage of passages) this.#add(passage)
    // Only now is it known how telling each word of a heading is.
    for (const passage of passages) this.#known.set(passage.id, this.#know(passage))
  }

  /** How telling a term is among these passages. */
  weightOf(term: string): number {
    const count = this.passages.length
    const frequency = this.#frequencies.get(term) ?? 0
    return Math.log(1 + (count - frequency + 0.5) / (frequency + 0.5))
  }

  knows(term: string): boolean {
    return this.#frequencies.has(term)
  }

  knownTerms(): Iterable<string> {
    return this.#frequencies.keys()
  }

  search(query: Query): RankedPassage[] {
    const boosts = boostsOf(query)
    if (boosts.size === 0) return []
    const found = this.#search.search([...boosts.keys()].join(' '), {
      boostTerm: (term) => boosts.get(term) ?? 1,
    })
    const best = found[0]?.score ?? 1
    return found
      .flatMap(({ id, match, score }) => {
        const known = this.#known.get(String(id))
        return known ? [rank(known, query, match, score / best)] : []
      })
      .sort((a, b) => b.score - a.score)
  }

  #know(passage: Passage): KnownPassage {
    const headingTerms = [...new Set(termsOf(passage.heading))].filter((term) => term !== 'coach')
    return {
      passage,
      headingTerms,
      headingWeights: headingTerms.map((term) => this.weightOf(term) * importanceOf(term)),
      headingWords: splitWords(passage.heading),
      isForTrade: TRADE_HEADING.test(passage.heading),
    }
  }

  #add(passage: Passage): void {
    const document = {
      id: passage.id,
      title: [passage.path.slice(0, -1).join(' '), passage.filename].join(' '),
      heading: passage.heading,
      labels: [...passage.text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, label]) => label).join(' '),
      text: plainText(passage.text),
    }
    this.#search.add(document)
    const terms = new Set(termsOf(`${document.title} ${document.heading} ${document.text}`))
    for (const term of terms) this.#frequencies.set(term, (this.#frequencies.get(term) ?? 0) + 1)
  }
}

/** An unknown word should not outweigh all known ones. */
const HEAVIEST = 4.5

/** Reads a question against the library's vocabulary, which says how telling each word is. */
export function readQuery(question: string, vocabulary: PassageIndex, extras = ''): Query {
  const terms = [...new Set(termsOf(question))]
  return {
    words: splitWords(question),
    terms: terms.map((term) => ({
      term,
      weight: Math.min(vocabulary.weightOf(term), HEAVIEST) * importanceOf(term),
      forms: formsOf(term, terms, vocabulary),
    })),
    extras: withSynonyms(termsOf(extras)).filter((term) => !terms.includes(term)),
  }
}

function withSynonyms(terms: string[]): string[] {
  return terms.flatMap((term) => [term, ...synonymsOf(term, terms).keys()])
}

function formsOf(term: string, question: string[], vocabulary: PassageIndex): Map<string, number> {
  const forms = synonymsOf(term, question)
  forms.set(term, 1)
  if (forms.size > 1 || vocabulary.knows(term)) return forms
  const meant = correctSpelling(term, vocabulary)
  return meant ? forms.set(meant, 0.8) : forms
}

/** A word the library does not know may be a known one with one letter amiss, further in than the second. */
function correctSpelling(term: string, vocabulary: PassageIndex): string | undefined {
  if (term.length < 5) return undefined
  for (const known of vocabulary.knownTerms())
    if (known.length >= 4 && known.startsWith(term.slice(0, 2)) && isOneLetterApart(term, known))
      return known
  return undefined
}

function isOneLetterApart(one: string, other: string): boolean {
  if (Math.abs(one.length - other.length) > 1) return false
  let start = 0
  while (start < one.length && one[start] === other[start]) start++
  const rest = one.slice(start)
  const otherRest = other.slice(start)
  const isSwap = rest[0] === otherRest[1] && rest[1] === otherRest[0]
  return (
    rest.slice(1) === otherRest.slice(1) ||
    rest === otherRest.slice(1) ||
    rest.slice(1) === otherRest ||
    (isSwap && rest.slice(2) === otherRest.slice(2))
  )
}

function boostsOf(query: Query): Map<string, number> {
  const boosts = new Map<string, number>()
  for (const { forms } of query.terms)
    for (const [form, share] of forms) boosts.set(form, Math.max(share, boosts.get(form) ?? 0))
  for (const extra of query.extras) if (!boosts.has(extra)) boosts.set(extra, EXTRA_BOOST)
  return boosts
}

/** Word statistics alone miss that a heading asks the very question, so likeness to the heading counts too. */
function rank(
  known: KnownPassage,
  query: Query,
  match: Record<string, string[]>,
  strength: number,
): RankedPassage {
  const coverage = coverageOf(query, match)
  const likeness = similarity(query.words, known.headingWords)
  const fit = 0.35 + 0.25 * strength + 0.25 * headingFit(query, known) + 0.15 * likeness
  const score = Math.min(1, coverage * fit * tradeFactor(query, known))
  return { passage: known.passage, coverage, score, isFocused: isFocused(query, match) }
}

function coverageOf(query: Query, match: Record<string, string[]>): number {
  let found = 0
  let all = 0
  for (const { weight, forms } of query.terms) {
    all += weight
    found += weight * bestShare(forms, match)
  }
  return all === 0 ? 0 : found / all
}

function bestShare(forms: Map<string, number>, match: Record<string, string[]>): number {
  let best = 0
  for (const [form, share] of forms) {
    const fields = match[form] ?? []
    for (const field of fields) best = Math.max(best, share * (FIELD_COVERAGE[field] ?? 0))
  }
  return best
}

/** One word somewhere in a body is chance; a word of a heading or label, or several words, is not. */
function isFocused(query: Query, match: Record<string, string[]>): boolean {
  const hits = query.terms.filter(({ forms }) => bestShare(forms, match) > 0)
  return hits.length > 1 || hits.some(({ forms }) => bestShare(forms, match) > 0.61)
}

/** How well question and heading cover each other. */
function headingFit(query: Query, { headingTerms, headingWeights }: KnownPassage): number {
  const ofHeading = weightedShare(
    headingTerms.map((term) =>
      Math.max(0, ...query.terms.map(({ forms }) => forms.get(term) ?? 0)),
    ),
    headingWeights,
  )
  const ofQuery = weightedShare(
    query.terms.map(({ forms }) =>
      Math.max(0, ...headingTerms.map((term) => forms.get(term) ?? 0)),
    ),
    query.terms.map(({ weight }) => weight),
  )
  return ofHeading + ofQuery === 0 ? 0 : (2 * ofHeading * ofQuery) / (ofHeading + ofQuery)
}

function weightedShare(shares: number[], weights: number[]): number {
  const total = sum(weights)
  return total === 0 ? 0 : sum(shares.map((share, at) => share * (weights[at] ?? 0))) / total
}

function similarity(one: string[], other: string[]): number {
  const shared = one.filter((word) => other.includes(word)).length
  return (2 * shared) / Math.max(1, one.length + other.length)
}

/** A section for one trade suits those who name it, and is second choice for the rest. */
function tradeFactor(query: Query, { isForTrade, headingTerms }: KnownPassage): number {
  const isNamed = query.extras.some((term) => headingTerms.includes(term))
  if (isNamed) return NAMED_TRADE
  if (!isForTrade) return 1
  const trade = headingTerms.slice(1)
  return trade.some((term) => query.terms.some((each) => each.term === term)) ? 1 : OTHER_TRADE
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

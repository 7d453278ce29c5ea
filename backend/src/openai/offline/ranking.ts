import MiniSearch from 'minisearch'
import { plainText } from './markdown.ts'
import type { Passage } from './passages.ts'
import { splitWords, synonymsOf, termOf, termsOf } from './vocabulary.ts'

export interface RankedPassage {
  passage: Passage
  /** From 0 to 1: how much of the question the passage speaks to, and how strongly. */
  score: number
  /** From 0 to 1: the share of the question's content words found, rare words weighing more. */
  coverage: number
}

/** A question made ready for the index. */
export interface Query {
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
  text: string
}

const FIELDS = ['title', 'heading', 'text']
const FIELD_BOOSTS = { heading: 3, title: 1.5, text: 1 }
/** A word in the body says less about what a passage is for than one in its heading. */
const FIELD_COVERAGE: Record<string, number> = { heading: 1, title: 1, text: 0.85 }
const EXTRA_BOOST = 0.6

export class PassageIndex {
  readonly passages: Passage[]
  readonly #byId: Map<string, Passage>
  readonly #search: MiniSearch<IndexedPassage>
  readonly #frequencies = new Map<string, number>()

  constructor(passages: Passage[]) {
    this.passages = passages
    this.#byId = new Map(passages.map((passage) => [passage.id, passage]))
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

  search(query: Query, admitted: (passage: Passage) => boolean = () => true): RankedPassage[] {
    const boosts = boostsOf(query)
    if (boosts.size === 0) return []
    const found = this.#search.search([...boosts.keys()].join(' '), {
      boostTerm: (term) => boosts.get(term) ?? 1,
      filter: (result) => {
        const passage = this.#byId.get(String(result.id))
        return passage !== undefined && admitted(passage)
      },
    })
    const best = found[0]?.score ?? 1
    return found
      .flatMap((result) => {
        const passage = this.#byId.get(String(result.id))
        if (!passage) return []
        const coverage = coverageOf(query, result.match)
        return [{ passage, coverage, score: coverage * (0.4 + (0.6 * result.score) / best) }]
      })
      .sort((a, b) => b.score - a.score)
  }

  #add(passage: Passage): void {
    const document = {
      id: passage.id,
      title: [passage.path.slice(0, -1).join(' '), passage.filename].join(' '),
      heading: passage.heading,
      text: plainText(passage.text),
    }
    this.#search.add(document)
    const terms = new Set(termsOf(`${document.title} ${document.heading} ${document.text}`))
    for (const term of terms) this.#frequencies.set(term, (this.#frequencies.get(term) ?? 0) + 1)
  }
}

/** Reads a question against the library's vocabulary, which says how telling each word is. */
export function readQuery(question: string, vocabulary: PassageIndex, extras = ''): Query {
  const terms = [...new Set(termsOf(question))]
  return {
    terms: terms.map((term) => ({
      term,
      weight: vocabulary.weightOf(term),
      forms: formsOf(term, terms, vocabulary),
    })),
    extras: termsOf(extras).filter((term) => !terms.includes(term)),
  }
}

function formsOf(term: string, question: string[], vocabulary: PassageIndex): Map<string, number> {
  const forms = synonymsOf(term, question)
  forms.set(term, 1)
  if (forms.size > 1 || vocabulary.knows(term)) return forms
  const meant = correctSpelling(term, vocabulary)
  return meant ? forms.set(meant, 0.8) : forms
}

/** A long word the library does not know may be a known one with one letter amiss. */
function correctSpelling(term: string, vocabulary: PassageIndex): string | undefined {
  if (term.length < 6) return undefined
  for (const known of vocabulary.knownTerms())
    if (known.length >= 6 && known[0] === term[0] && isOneLetterApart(term, known)) return known
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

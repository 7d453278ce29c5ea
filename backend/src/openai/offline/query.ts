import { readClauses } from './clauses.ts'
import type { PassageIndex } from './ranking.ts'
import { importanceOf, splitWords, synonymsOf, termsOf } from './vocabulary.ts'

/** A question made ready for the index. */
export interface Query {
  /** The question as it was read. */
  text: string
  words: string[]
  terms: QueryTerm[]
  /** The forms of all terms together. */
  forms: Map<string, number>
  /** Terms that may lift a passage but are not needed, such as the person's niche. */
  extras: string[]
  /** The parts of a question of several parts, each a query of its own. */
  clauses: Query[]
}

export interface QueryTerm {
  term: string
  /** How telling the term is. */
  weight: number
  /** What it counts for in the order of the passages. */
  pull: number
  /** Every indexed form that counts as this term, with the share of a full match it is worth. */
  forms: Map<string, number>
}

/** Of a text that says more, the first of it are looked up: each takes a search, or a look at every passage. */
const MOST_CHARS = 2_000
const MOST_CLAUSES = 6
const MOST_WORDS = 60
const MOST_TERMS = 24

/** An unknown word should not outweigh all known ones. */
const HEAVIEST = 4.5
/** For the order of the passages a word none of them knows says next to nothing. */
const UNKNOWN = 0.8
/** Reads a question against the library's vocabulary, which says how telling each word is. */
export function readQuery(asked: string, vocabulary: PassageIndex, extras = ''): Query {
  const question = asked.slice(0, MOST_CHARS)
  const whole = readClause(question, vocabulary, extras)
  const clauses = [...new Set(readClauses(question))].slice(0, MOST_CLAUSES)
  if (clauses.length < 2) return whole
  return { ...whole, clauses: clauses.map((clause) => readClause(clause, vocabulary, extras)) }
}

function readClause(text: string, vocabulary: PassageIndex, extras: string): Query {
  const names = [...new Set(termsOf(text))].slice(0, MOST_TERMS)
  const terms = names.map((term) => readTerm(term, names, vocabulary))
  return {
    text,
    words: splitWords(text).slice(0, MOST_WORDS),
    terms,
    forms: mergeForms(terms),
    extras: withSynonyms(termsOf(extras)).filter((term) => !names.includes(term)),
    clauses: [],
  }
}

function readTerm(term: string, question: string[], vocabulary: PassageIndex): QueryTerm {
  const forms = formsOf(term, question, vocabulary)
  const isKnown = [...forms.keys()].some((form) => vocabulary.knows(form))
  const weight = Math.min(vocabulary.weightOf(term), HEAVIEST) * importanceOf(term)
  return { term, weight, pull: isKnown ? weight : UNKNOWN, forms }
}

function mergeForms(terms: QueryTerm[]): Map<string, number> {
  const merged = new Map<string, number>()
  for (const { forms } of terms)
    for (const [form, share] of forms) merged.set(form, Math.max(share, merged.get(form) ?? 0))
  return merged
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

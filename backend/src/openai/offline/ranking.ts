import MiniSearch from 'minisearch'
import { isFocused, shareFound, sharesOf } from './coverage.ts'
import type { Cues } from './cues.ts'
import { plainText } from './markdown.ts'
import type { Passage } from './passages.ts'
import type { Query } from './query.ts'
import { importanceOf, splitWords, termOf } from './vocabulary.ts'

export interface RankedPassage {
  passage: Passage
  /** From 0 to 1: how much of the question the passage speaks to, and how strongly. */
  score: number
  /** From 0 to 1: the share of the question's content words found, rare words weighing more. */
  coverage: number
  /** From 0 to 1: how much the question, or one clause of it, is the one the passage answers. */
  fit: number
  /** Whether more than a single word of the body speaks for the passage. */
  isFocused: boolean
}

interface IndexedPassage {
  id: string
  title: string
  heading: string
  asked: string
  labels: string
  text: string
}

interface KnownPassage {
  passage: Passage
  headingTerms: string[]
  /** The heading, and the other ways to ask for what is under it. */
  phrasings: Phrasing[]
  /** Whether the heading addresses one trade or place, as "Hooks for fitness coaches" does. */
  isForTrade: boolean
}

interface Phrasing {
  terms: string[]
  weights: number[]
  words: string[]
  /** The words as they would stand in a question, where they are enough to recognise it by. */
  literal?: string
}

const FIELDS = ['title', 'heading', 'asked', 'labels', 'text']
const FIELD_BOOSTS = { heading: 3, asked: 2.5, title: 2, labels: 1.5, text: 1 }
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

  readonly #cues: Cues
  /** The terms of the passage that is being added. */
  readonly #noted = new Set<string>()

  constructor(passages: Passage[], cues: Cues = new Map()) {
    this.passages = passages
    this.#cues = cues
    this.#search = new MiniSearch<IndexedPassage>({
      fields: FIELDS,
      tokenize: splitWords,
      processTerm: (word) => this.#note(termOf(word)),
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

  /** Best first; a passage that answers one clause of a long question well is not held to the rest. */
  search(query: Query): RankedPassage[] {
    const best = new Map(this.#searchWhole(query).map((found) => [found.passage.id, found]))
    const heaviest = Math.max(0, ...query.clauses.map(weightOfQuery))
    for (const clause of query.clauses) {
      const share = LIGHT_CLAUSE + (1 - LIGHT_CLAUSE) * (weightOfQuery(clause) / (heaviest || 1))
      for (const found of this.#searchWhole(clause)) {
        const known = best.get(found.passage.id)
        const score = found.score * share
        if (known && known.score < score)
          best.set(found.passage.id, { ...known, score, fit: Math.max(known.fit, found.fit) })
      }
    }
    return [...best.values()].sort((a, b) => b.score - a.score)
  }

  #searchWhole(query: Query): RankedPassage[] {
    const boosts = boostsOf(query)
    const found = this.#search.search([...boosts.keys()].join(' '), {
      boostTerm: (term) => boosts.get(term) ?? 1,
    })
    const best = found[0]?.score ?? 1
    const ids = new Set(found.map(({ id }) => String(id)))
    const literal = [...this.#known.values()].filter(
      (known) => !ids.has(known.passage.id) && isLiteral(query, known),
    )
    return found
      .flatMap(({ id, match, score }) => {
        const known = this.#known.get(String(id))
        return known ? [rank(known, query, match, score / best)] : []
      })
      .concat(literal.map((known) => rank(known, query, {}, 0)))
      .sort((a, b) => b.score - a.score)
  }

  #know(passage: Passage): KnownPassage {
    const cues = this.#cues.get(passage.heading) ?? []
    const phrasings = [passage.heading, ...cues].map((text) => this.#phrasing(text))
    return {
      passage,
      headingTerms: phrasings[0]?.terms ?? [],
      phrasings,
      isForTrade: TRADE_HEADING.test(passage.heading),
    }
  }

  #phrasing(text: string): Phrasing {
    const words = splitWords(text)
    const terms = [...new Set(words.flatMap((word) => termOf(word) ?? []))].filter(
      (term) => term !== 'coach',
    )
    return {
      terms,
      weights: terms.map((term) => this.weightOf(term) * importanceOf(term)),
      words,
      literal: words.length >= SHORTEST_LITERAL ? ` ${words.join(' ')} ` : undefined,
    }
  }

  #note(term: string | undefined): string | undefined {
    if (term) this.#noted.add(term)
    return term
  }

  #add(passage: Passage): void {
    const document = {
      id: passage.id,
      title: [passage.path.slice(0, -1).join(' '), passage.filename].join(' '),
      heading: passage.heading,
      asked: (this.#cues.get(passage.heading) ?? []).join(' '),
      labels: [...passage.text.matchAll(/\*\*([^*]+)\*\*/g)].map(([, label]) => label).join(' '),
      text: plainText(passage.text),
    }
    this.#search.add(document)
    for (const term of this.#noted)
      this.#frequencies.set(term, (this.#frequencies.get(term) ?? 0) + 1)
    this.#noted.clear()
  }
}

/** Of two clauses that are answered equally well, the one that says more is the question. */
const LIGHT_CLAUSE = 0.6

function weightOfQuery({ terms }: Query): number {
  return sum(terms.map(({ pull }) => pull))
}

function boostsOf(query: Query): Map<string, number> {
  const boosts = new Map(query.forms)
  for (const extra of query.extras) if (!boosts.has(extra)) boosts.set(extra, EXTRA_BOOST)
  return boosts
}

/** Word statistics alone miss that a section answers the very question, so likeness to its phrasings counts most. */
function rank(
  known: KnownPassage,
  query: Query,
  match: Record<string, string[]>,
  strength: number,
): RankedPassage {
  const fits = known.phrasings.map((phrasing) => fitOf(query, phrasing))
  const literal = isLiteral(query, known) ? LITERAL_FIT : 0
  const fit = Math.max(literal, ...fits)
  const shares = sharesOf(query, match)
  const pull = Math.max(literal, shareFound(query, shares, 'pull'))
  const score = (0.3 * pull + 0.15 * strength + 0.55 * fit) * tradeFactor(query, known)
  return {
    passage: known.passage,
    coverage: shareFound(query, shares, 'weight'),
    fit,
    score: Math.min(1, score),
    isFocused: isFocused(shares),
  }
}

const LITERAL_FIT = 0.85
/** Shorter phrases turn up in questions about something else. */
const SHORTEST_LITERAL = 4

/** Some questions, such as "Who am I to teach?", hold no telling word, but are well known. */
function isLiteral({ words }: Query, { phrasings }: KnownPassage): boolean {
  const asked = ` ${words.join(' ')} `
  return phrasings.some(({ literal }) => literal !== undefined && asked.includes(literal))
}

/** How well a question and a way to put it cover each other. */
function fitOf(query: Query, { terms, weights, words }: Phrasing): number {
  const ofPhrasing = weightedShare(
    terms.map((term) => query.forms.get(term) ?? 0),
    weights,
  )
  if (ofPhrasing === 0) return 0.25 * similarity(query.words, words)
  const ofQuery = weightedShare(
    query.terms.map(({ forms }) => bestAmong(terms, forms)),
    query.terms.map(({ pull }) => pull),
  )
  const both = ofPhrasing + ofQuery
  const covered = both === 0 ? 0 : (2 * ofPhrasing * ofQuery) / both
  return 0.75 * covered + 0.25 * similarity(query.words, words)
}

function bestAmong(terms: string[], forms: Map<string, number>): number {
  let best = 0
  for (const term of terms) best = Math.max(best, forms.get(term) ?? 0)
  return best
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

import type { Query } from './query.ts'
import type { Field } from './term-index.ts'

/** Where each form of the question's terms stands in a passage. */
export type Match = Record<string, string[]>

/** A word in the body says less about what a passage is for than one in its heading. */
const FIELD_COVERAGE: Record<Field, number> = {
  heading: 1,
  asked: 0.9,
  title: 0.75,
  labels: 0.8,
  text: 0.6,
}
const coverages = new Map<string, number>(Object.entries(FIELD_COVERAGE))

/** How much of each term of the question a passage has, from 0 to 1. */
export function sharesOf(query: Query, match: Match): number[] {
  return query.terms.map(({ forms }) => bestShare(forms, match))
}

/**
 * From 0 to 1: the share of the question's terms found, the more telling ones weighing more.
 * @param shares of each term, as `sharesOf` has them
 */
export function shareFound(query: Query, shares: number[], measure: 'weight' | 'pull'): number {
  let all = 0
  let found = 0
  for (const [at, term] of query.terms.entries()) {
    all += term[measure]
    found += term[measure] * (shares[at] ?? 0)
  }
  return all === 0 ? 0 : found / all
}

/** One word somewhere in a body is chance; a word of a heading or label, or several words, is not. */
export function isFocused(shares: number[]): boolean {
  const hits = shares.filter((share) => share > 0)
  return hits.length > 1 || hits.some((share) => share > 0.61)
}

function bestShare(forms: Map<string, number>, match: Match): number {
  let best = 0
  for (const [form, share] of forms)
    for (const field of match[form] ?? [])
      best = Math.max(best, share * (coverages.get(field) ?? 0))
  return best
}

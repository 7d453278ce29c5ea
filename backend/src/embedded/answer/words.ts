/** Compares words outside the index, as it compares them: by their stems. */
import { stemmer } from 'stemmer'

const MOST_ENDING = 3
const SHORTEST_STEM = 3
const MOST_KEPT = 20_000
const kept = new Map<string, string>()

function stemOf(word: string): string {
  const known = kept.get(word)
  if (known !== undefined) return known
  const stem = stemmer(word.normalize('NFKD').replace(/\p{M}/gu, ''))
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(word, stem)
  return stem
}

/** The terms that are among the words; other endings, as of a plural, do not count. */
export function sharedTerms(terms: string[], words: string[]): string[] {
  const stems = words.map(stemOf)
  return terms.filter((term) => {
    const stem = stemOf(term)
    return stems.some((other) => other === stem || isLonger(other, stem) || isLonger(stem, other))
  })
}

/** Other languages have endings that an English stemmer leaves. */
const isLonger = (long: string, short: string) =>
  short.length >= SHORTEST_STEM &&
  long.length - short.length <= MOST_ENDING &&
  long.startsWith(short)

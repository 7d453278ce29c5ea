/** The words of texts and questions, as the index has them and as they are compared outside of it. */
import { stemmer } from 'stemmer'
import * as stopword from 'stopword'

/** Scripts without spaces, or with words that grow at their end: each character is a word of the index. */
const CHARACTER =
  /(?<=[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}])(?=[\p{L}\p{M}\p{N}])/gu
const ONE_CHARACTER = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}\p{sc=Thai}]$/u
const ZERO_WIDTH_SPACE = '\u200b'

/** A text as it goes into the index: with a break that nobody sees after each such character. */
export const toIndexed = (text: string) =>
  text.replaceAll(ZERO_WIDTH_SPACE, '').replace(CHARACTER, ZERO_WIDTH_SPACE)

export const fromIndexed = (text: string) => text.replaceAll(ZERO_WIDTH_SPACE, '')

/** A phrase of the index's query language that stands for these words next to each other. */
export const phrase = (words: string) => `"${toIndexed(words.replaceAll('"', ' '))}"`

const ENDING = 2
const SHORTEST_STEM = 4
/** From here on it may be a compound, whose first half says the most. */
const COMPOUND = 12

/** A word as other languages than English vary it; nothing where too little would be left. */
export function withoutEnding(word: string): string {
  if (ONE_CHARACTER.test(word)) return word.length > 2 ? word.slice(0, -1) : ''
  if (word.length >= COMPOUND) return word.slice(0, Math.ceil(word.length / 2))
  return word.length >= SHORTEST_STEM + ENDING ? word.slice(0, -ENDING) : ''
}

/** Words that hold a sentence together and say nothing of its subject. */
const FUNCTION_WORDS = new Set(
  `a about actually all also am an and any anyone are as at be because been being both but by can cannot could did do does doing done else
  even ever every for from get gets getting give go going gonna got had has have having he hello help her here hey hi him his how i if im in
  into is it its ive just keep know let like made make makes many may maybe me more most much must my myself need no not now of off ok on one
  only or other our out over per please pls really said say says she should so some something such than thank thanks that the their them then
  there these they thing things think this those to too tried try trying us use used using very want wants was we well were what whats when
  where whether which while who why will with without would yes you your yours`
    .trim()
    .split(/\s+/),
)
const OTHER_LANGUAGES = Object.entries(stopword)
  .filter(([language, words]) => Array.isArray(words) && language !== 'eng')
  .map(([, words]) => new Set(words as string[]))
/** With fewer, a question may only name something foreign. */
const FEWEST_FOREIGN = 2

export const isFunctionWord = (word: string) => FUNCTION_WORDS.has(word.replace(/['’]/g, ''))

/** Beyond so many, a question says no more of what it is about. */
const MOST_TERMS = 30

/** The words of a question that tell its subject, each once, in their order. */
export function termsOf(question: string): string[] {
  const words = wordsOf(question)
  const others = words.filter((word) => !isFunctionWord(word))
  const foreign = foreignFunctionWords(words, words.length - others.length)
  return [...new Set(others)].filter((word) => !foreign?.has(word)).slice(0, MOST_TERMS)
}

/** Of the language that has more words of the question than English has. */
function foreignFunctionWords(words: string[], english: number) {
  let most = Math.max(english, FEWEST_FOREIGN - 1)
  let foreign: Set<string> | undefined
  for (const language of OTHER_LANGUAGES) {
    const count = words.filter((word) => language.has(word)).length
    if (count > most) [most, foreign] = [count, language]
  }
  return foreign
}

const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu
/** Between the words of these scripts stands no space. */
const WITHOUT_SPACES = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}]/u
const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' })

export function wordsOf(text: string): string[] {
  const words = text.normalize('NFKC').toLowerCase().match(WORD) ?? []
  return words.flatMap((word) => {
    if (!WITHOUT_SPACES.test(word)) return word.replace(/['’]s$/, '')
    return [...segmenter.segment(word)].map(({ segment }) => segment)
  })
}

const MOST_KEPT = 20_000
const kept = new Map<string, string>()

export function stemOf(word: string): string {
  const known = kept.get(word)
  if (known !== undefined) return known
  const stem = stemmer(word.normalize('NFKD').replace(/\p{M}/gu, ''))
  if (kept.size >= MOST_KEPT) kept.clear()
  kept.set(word, stem)
  return stem
}

const MOST_ENDING = 3
const SHORTEST_SHARED = 3

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
  short.length >= SHORTEST_SHARED &&
  long.length - short.length <= MOST_ENDING &&
  long.startsWith(short)

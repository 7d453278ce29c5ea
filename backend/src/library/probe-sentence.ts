/** Sentences of a text that a search should find again: such as hardly any other text has. */
import { sentencesOf } from '../lib/sentences.ts'

/** What is shorter says too little to be told from other texts. */
export const SHORTEST = 40
const LONGEST = 200
/** What is looked at of a sentence that does not end: the pattern of its marks takes long on long runs of them. */
const LONGEST_WITH_MARKS = 1_000
/** Characters that are looked at; a book has enough of them at its beginning. */
const LOOKED_AT = 30_000
const MOST = 3
/** What stands on many pages, or in many documents. */
const BOILERPLATE =
  /©|copyright|all rights reserved|confidential|https?:|www\.|table of contents|\.{4,}|^(?:page|seite|slide)\s+\d+/i
/** Marks that a heading, a list item, a quotation or a table row begins or ends with. */
const MARKS = /^(?:[#>*•+|-]+\s*|\d+[.)]\s+)+|[\s|*]+$/g

/**
 * The most telling ones first; none for a text without a letter or a digit. The same text always gives
 * the same sentences.
 */
export function probeSentences(text: string): string[] {
  const sentences = cleanSentences(text.slice(0, LOOKED_AT))
  const times = count(sentences)
  // The head or the foot of a page comes again and again.
  const good = sentences.filter((each) => isSentence(each) && times.get(each) === 1)
  if (good.length === 0) return best([...times.keys()], ({ length }) => length)
  const seen = count(sentences.flatMap(wordsOf))
  return best(good, (sentence) => weigh(sentence, seen))
}

function cleanSentences(text: string): string[] {
  return text
    .split(/[\n\f\v]+/)
    .flatMap(sentencesOf)
    .map((sentence) => sentence.slice(0, LONGEST_WITH_MARKS).replace(MARKS, ''))
    .map((sentence) => sentence.replace(/\s+/g, ' ').trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence))
    .map((sentence) => (sentence.length > LONGEST ? cut(sentence) : sentence))
}

/** At the end of a word, where there is one. */
function cut(sentence: string): string {
  const start = [...sentence].slice(0, LONGEST).join('')
  const end = start.lastIndexOf(' ')
  return end > SHORTEST ? start.slice(0, end) : start
}

function isSentence(sentence: string): boolean {
  if (sentence.length < SHORTEST || BOILERPLATE.test(sentence)) return false
  const letters = sentence.match(/[\p{L}\p{M}\s]/gu)?.length ?? 0
  return letters / sentence.length > 0.8
}

/** Words that say something, and that the rest of the text does not say all the time. */
function weigh(sentence: string, seen: Map<string, number>): number {
  const words = new Set(wordsOf(sentence))
  return [...words].reduce(
    (sum, word) => sum + Math.min(word.length, 10) / (seen.get(word) ?? 1),
    0,
  )
}

/** Of four letters or more; in a script without spaces, whole phrases. */
const wordsOf = (sentence: string) => sentence.toLowerCase().match(/[\p{L}\p{M}]{4,}/gu) ?? []

function count(texts: string[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const text of texts) times.set(text, (times.get(text) ?? 0) + 1)
  return times
}

function best(sentences: string[], weightOf: (sentence: string) => number): string[] {
  return sentences
    .map((sentence) => ({ sentence, weight: weightOf(sentence) }))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, MOST)
    .map(({ sentence }) => sentence)
}

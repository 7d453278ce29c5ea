/** How much texts have to do with a statement, by the words that they share. */
import { sentencesOf } from '../../lib/sentences.ts'

/** Words that are written without spaces between them are told apart by their characters. */
const WORD =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+/gu

export const wordsOf = (text: string): Set<string> =>
  new Set(text.toLowerCase().normalize('NFC').match(WORD) ?? [])

/** For each text, how many of the words it has; a word counts the less, the more texts have it. */
export function sharedWords(words: Set<string>, texts: string[]): number[] {
  const found = texts.map((text) => [...wordsOf(text)].filter((word) => words.has(word)))
  const spread = new Map<string, number>()
  for (const word of found.flat()) spread.set(word, (spread.get(word) ?? 0) + 1)
  return found.map((shared) =>
    shared.reduce((sum, word) => sum + (texts.length - (spread.get(word) ?? 0) + 0.1), 0),
  )
}

const SHORTEST_STATEMENT = 40
/** Characters before a mark: an answer has many marks, and may be one line. */
const LOOKED_AT = 2_000

/** What a mark at this place stands behind: the end of its line, a sentence or a little more. */
export function statementBefore(text: string, index: number): string {
  const end = Math.min(index, text.length)
  const before = text.slice(Math.max(0, end - LOOKED_AT), end).trimEnd()
  const line = before.slice(before.lastIndexOf('\n') + 1)
  const sentences = sentencesOf(line)
  let statement = sentences.pop() ?? ''
  while (statement.length < SHORTEST_STATEMENT && sentences.length > 0) {
    statement = `${sentences.pop()} ${statement}`
  }
  return statement
}

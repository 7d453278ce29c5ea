/**
 * Who is spoken of. "He" and "she" are no topic, so that no index holds them; but a question about a person
 * is answered where one is spoken of or speaks.
 */
import type { Idea } from './candidates.ts'

/** Terms that no text holds as a word. */
const SPEAKER = '@speaker'
const PERSONS = [
  { term: '@he', said: /\b(?:he|him|his)\b/i },
  { term: '@she', said: /\b(?:she|her|hers)\b/i },
]
/** A turn in a conversation: a name in front of what is said. */
const TURN = /^(?:\*\*)?(\p{Lu}[\p{L}.]+(?: \p{Lu}[\p{L}.]*)?)(?:\*\*)?:(?:\*\*)? ?\S/gmu

/** As much as a weighty word, since little else in such a question may be found in so many words. */
const IMPORTANCE = 0.8

/** Terms for the persons whom a passage speaks of, or lets speak. */
export function personsIn(text: string): string[] {
  const spokenOf = PERSONS.filter(({ said }) => said.test(text)).map(({ term }) => term)
  return isTalk(text) ? [...spokenOf, SPEAKER] : spokenOf
}

/** A label stands in front of a line as a speaker's name does, but once, and seldom in capitals. */
function isTalk(text: string): boolean {
  const names = [...text.matchAll(TURN)].map(([, name = '']) => name)
  return names.some((name, at) => name === name.toUpperCase() || names.indexOf(name) < at)
}

/** A hint for each person whom the question asks about. */
export function personIdeas(question: string): Idea[] {
  return PERSONS.filter(({ said }) => said.test(question)).map(({ term }) => ({
    forms: new Map([term, SPEAKER].map((form) => [form, 1])),
    importance: IMPORTANCE,
    isHint: true,
  }))
}

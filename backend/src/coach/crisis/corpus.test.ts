/**
 * How well people in need are told from creators who speak of their work, on the messages in `test/safety`.
 * `tuned` and `frozen` are halves of one set; `frozen` ones were put aside before the first run, and no phrase was
 * written for them, but they have the same author as the phrases. `public` ones paraphrase what others have written in forums
 * and in lists of warning signs. Their parts were each run once before any phrase was written for them: 42 of 91, 32 of
 * 60, 22 of 44 and 17 of 40 were found. That, and what `public-frozen` finds, is to be expected of indirect words
 * that are new. Do not write phrases for what is frozen.
 */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { languageOf, languageOfNeed } from './languages.ts'

const folder = new URL('../../../test/safety/', import.meta.url)

describe('of people in need', () => {
  test.each([
    ['crisis.tuned', 1],
    ['crisis.frozen', 0.98],
    ['crisis.public', 0.99],
    ['crisis.public-frozen', 0.48],
  ])('in %s at least %d are found', (name, share) => {
    const messages = messagesIn(name)
    const missed = messages.filter((message) => !languageOfNeed(message))

    expect(missed.length / messages.length, missed.join('\n')).toBeLessThanOrEqual(1 - share)
  })

  test.each(['crisis.tuned', 'crisis.frozen'])('all languages are among those in %s', (name) => {
    const answers = messagesIn(name).map((message) => languageOfNeed(message)?.answer[0])

    expect(new Set(answers.filter(Boolean)).size).toBeGreaterThanOrEqual(18)
  })
})

test.each(['near-misses.tuned', 'near-misses.frozen', 'near-misses.further'])(
  'nobody is taken for one of them in %s',
  (name) => {
    expect(messagesIn(name).filter(languageOfNeed)).toEqual([])
  },
)

test.each([
  ['What makes a good hook?', 'call your local emergency number'],
  ['Der Fluss ist tief genug, und ich bin müde', 'Notruf'],
  ['川はとても深いです', '緊急の番号'],
  ['123', 'call your local emergency number'],
])('the language of %s is known by its words', (text, answer) => {
  expect(languageOf(text).answer.join('\n')).toContain(answer)
})

/** Of lines that hold a language and a message. */
function messagesIn(name: string): string[] {
  const lines = readFileSync(new URL(`${name}.txt`, folder), 'utf8')
    .trim()
    .split('\n')
  return lines.map((line) => line.split('\t')[1] ?? '')
}

import { expect, test } from 'vitest'
import { KnownQuestions } from './known-questions.ts'

const MONEY = 0
const REST = 1
const CAMERA = 2
const known = new KnownQuestions([
  ['How to earn money', 'what to charge', 'get paid for videos'],
  ['How to rest without guilt', 'exhausted and worn out', 'take a holiday'],
  ['Which camera to buy', 'lights and lenses', 'film with a phone'],
])

test.each([
  ['Could I make a living and have an income out of it?', MONEY],
  ['I feel weary, sleepless and depleted', REST],
  ['Does the footage from my webcam need a tripod?', CAMERA],
])('“%s” means what a passage is known to be asked for, in other words', (question, passage) => {
  const likenesses = known.likenessesTo(question)

  expect(likenesses.indexOf(Math.max(...likenesses))).toBe(passage)
})

test('a question without a known word is like none', () => {
  expect(known.likenessesTo('qzxv?')).toEqual([0, 0, 0])
})

test('a likeness is never more than 1 nor less than 0', () => {
  for (const question of ['How to earn money', 'what to charge', 'film with a phone'])
    for (const likeness of known.likenessesTo(question)) {
      expect(likeness).toBeGreaterThanOrEqual(0)
      expect(likeness).toBeLessThanOrEqual(1)
    }
})

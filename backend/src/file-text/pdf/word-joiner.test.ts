import { expect, test } from 'vitest'
import { cpuTimeOf } from '../../../test/process/cpu-time.ts'
import { wordJoiner } from './word-joiner.ts'

const join = (text: string) => wordJoiner([text])(text)

test.each([
  ['Habits are per-\nmitted.', 'Habits are permitted.'],
  ['A habit has inter-\nnational friends.', 'A habit has international friends.'],
])('a word that was broken is whole: %j', (broken, whole) => {
  expect(join(broken)).toBe(whole)
})

test('a hyphen stays where the document has the word with it elsewhere', () => {
  expect(join('Ask for long-\nterm goals. Long-term goals matter.')).toContain(
    'for long-term goals',
  )
})

test('a hyphen goes where the document has the word without it elsewhere', () => {
  expect(join('He wrote pre-\ntext. This text is a pretext, no pre text.')).toContain(
    'wrote pretext',
  )
})

test('a hyphen stays where both halves are words of the document', () => {
  expect(join('The price-\ndetermining factors: price and determining.')).toContain(
    'price-determining',
  )
})

test.each([
  ['self-\nworth', 'self-worth'],
  ['day-to-\nday', 'day-to-day'],
  ['self-\nish', 'selfish'],
])('%j is %s in any document', (broken, whole) => {
  expect(join(broken)).toBe(whole)
})

test('in a document whose other hyphens are the words’ own, so are those of which nothing is known', () => {
  const others = 'A well-\nknown fact: it is well-known. A new-\nborn: new born.'

  expect(join(`${others} A goal-\nsetting talk.`)).toContain('goal-setting')
  expect(join('A goal-\nsetting talk.')).toBe('A goalsetting talk.')
})

test('what stands for the second half of two words stays apart', () => {
  expect(join('Vor-\nund Nachteile')).toBe('Vor- und Nachteile')
})

test.each(['Table-\nA', 'page 3-\n4', 'Ann-\nMarie', '-\nand'])('%j stays as it is', (text) => {
  expect(join(text)).toBe(text)
})

test.each([
  ['letters', 'a'],
  ['hyphens', '-'],
  ['broken words', 'ab-\ncd '],
  ['chains', 'ab-'],
  ['breaks without words', '-\n'],
])('200,000 characters of %s take no time', async (_, piece) => {
  const text = piece.repeat(200_000 / piece.length)

  expect(cpuTimeOf(() => join(text))).toBeLessThan(2_000)
})

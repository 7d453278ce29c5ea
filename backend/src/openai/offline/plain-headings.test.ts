import { expect, test } from 'vitest'
import { sectionsOf } from './plain-headings.ts'

const pathsOf = (text: string) => sectionsOf(text).map(({ path }) => path)

test('in a plain text, short lines that stand alone are headings', () => {
  const text =
    'Notes\n\nMONDAY 7 APRIL\n\nReview of March, which was a long month.\n\n2  Warming up\nHum on a comfortable note.'

  expect(sectionsOf(text)).toEqual([
    { path: ['Notes', 'MONDAY 7 APRIL'], body: 'Review of March, which was a long month.' },
    { path: ['2  Warming up'], body: 'Hum on a comfortable note.' },
  ])
})

test.each([
  ['a sentence', 'Before.\n\nThis is how it ends.\nAnd then there was more of it.'],
  ['what someone says', 'Before.\n\nANNA: Welcome\nThank you for having me here today.'],
  ['an entry of a list', 'Before.\n\n- Apples\n- Pears, which keep well until the spring'],
  ['a line within a paragraph', 'Before we go on\nThe Harbour\nwe should say where it is.'],
])('%s is no heading', (_, text) => {
  expect(pathsOf(text)).toEqual([[]])
})

test('where there are Markdown headings, they alone count', () => {
  expect(pathsOf('# One\n\nA Short Line\n\nA paragraph that is longer than it.')).toEqual([['One']])
})

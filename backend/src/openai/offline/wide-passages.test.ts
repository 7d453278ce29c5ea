import { expect, test } from 'vitest'
import type { Candidate } from './candidates.ts'
import type { Piece } from './passages.ts'
import { widen } from './wide-passages.ts'

const words = (count: number, word: string) => Array<string>(count).fill(word).join(' ')
const piece = (text: string, heading = 'One', page?: number): Piece => ({
  path: [heading],
  page,
  text,
})
const at = (passage: number, score = 1): Candidate => ({ source: 0, passage, score })

function widenIn(pieces: Piece[], candidates: Candidate[], most = 5) {
  const read = (_: number, position: number) => pieces[position]
  return widen(candidates, most, read).map((each) => each.piece)
}

test('parts of one section become one passage of that section', () => {
  const [wide] = widenIn([piece('First.'), piece('Second.'), piece('Third.')], [at(1)])

  expect(wide).toEqual({ path: ['One'], page: undefined, text: 'First.\n\nSecond.\n\nThird.' })
})

test('of several sections each stands under its heading', () => {
  const [wide] = widenIn([piece('Bread.', 'Food'), piece('Tea.', 'Drink')], [at(1)])

  expect(wide).toEqual({ path: [], page: undefined, text: '## Food\n\nBread.\n\n## Drink\n\nTea.' })
})

test('no word is told twice', () => {
  const pieces = ['a', 'b', 'c', 'd'].map((word) => piece(words(180, word)))

  const wide = widenIn(pieces, [at(1), at(0), at(2), at(3)])

  expect(wide.map(({ text }) => [...new Set(text.split(/\s+/))])).toEqual([
    ['b', 'c'],
    ['a'],
    ['d'],
  ])
})

test('of two neighbours the one that matches better comes along', () => {
  const pieces = ['a', 'b', 'c'].map((word) => piece(words(180, word)))

  const [wide] = widenIn(pieces, [at(1), at(0, 0.5)], 1)

  expect(new Set(wide?.text.split(/\s+/))).toEqual(new Set(['a', 'b']))
})

test('a passage does not run over the end of its page', () => {
  const [wide] = widenIn([piece('Mine.', 'One', 1), piece('Next.', 'One', 2)], [at(0)])

  expect(wide).toEqual({ path: ['One'], page: 1, text: 'Mine.' })
})

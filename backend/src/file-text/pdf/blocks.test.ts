import { expect, test } from 'vitest'
import { cpuTimeOf } from '../../../test/process/cpu-time.ts'
import { blocksOf } from './blocks.ts'
import { type Note, placeNotes } from './notes.ts'
import { layoutOf, type Piece, piecesOf } from './pieces.ts'

const piece = (text: string, left: number, base: number): Piece => ({
  text,
  after: '\n',
  left,
  right: left + 30,
  top: base - 10,
  bottom: base,
  base,
  height: 10,
  isLevel: true,
  comments: [],
})

const MANY = 50_000
const many = (pieceAt: (at: number) => Piece) =>
  Array.from({ length: MANY }, (_, at) => pieceAt(at))

test.each([
  ['one column', (at: number) => piece('a', 0, 12 * at)],
  ['one row', (at: number) => piece('a', 50 * at, 0)],
  ['two columns', (at: number) => piece('a', 50 * (at % 2), 20 * Math.floor(at / 2))],
  ['40 columns', (at: number) => piece('a', 50 * (at % 40), 20 * Math.floor(at / 40))],
  [
    'rows that share no columns',
    (at: number) => piece('a', (at * 37) % 1000, 20 * Math.floor(at / 3)),
  ],
  ['one place', () => piece('a', 0, 0)],
])('50,000 pieces in %s take no time', (_, pieceAt) => {
  const pieces = many(pieceAt)

  expect(cpuTimeOf(() => blocksOf(pieces))).toBeLessThan(2_000)
})

test('a page with 20,000 notes on 20,000 pieces is read whole within its time', () => {
  const pieces = many((at) => piece('a', 50 * (at % 10), 12 * at)).slice(0, 20_000)
  const notes = pieces.map(({ left, right, top, bottom }, at): Note => {
    const kind = (['answer', 'tick', 'comment'] as const)[at % 3] ?? 'answer'
    return { kind, text: `n${at}`, box: { left: left + 35, right: right + 35, top, bottom } }
  })

  let text = ''
  expect(
    cpuTimeOf(() => {
      text = blocksOf(placeNotes(pieces, notes))
        .map((block) => ('text' in block ? block.text : block.rows.flat().join(' ')))
        .join('')
    }),
  ).toBeLessThan(5_000)
  for (const { text: note } of notes) if (!text.includes(note)) expect.fail(`${note} is missing`)
})

const item = (str: string, left: number, base: number, dir: 'ltr' | 'rtl') => ({
  str,
  dir,
  transform: [10, 0, 0, 10, left, base],
  width: 30,
  height: 10,
  fontName: 'f',
  hasEOL: false,
})

const contentOf = (items: ReturnType<typeof item>[]) => ({ items, styles: {}, lang: null })

test('a table of a page that is read from the right has its columns in that order', () => {
  const rows = [
    ['اسم', 'عمر'],
    ['سلمى', '41'],
    ['عمر', '37'],
  ]
  const content = contentOf(
    rows.flatMap(([name = '', age = ''], at) => [
      item(name, 500, 700 - 30 * at, 'rtl'),
      item(age, 300, 700 - 30 * at, at === 0 ? 'rtl' : 'ltr'),
    ]),
  )
  const pieces = piecesOf(content, layoutOf(content, [1, 0, 0, -1, 0, 800]))

  expect(blocksOf(pieces)).toContainEqual({ rows })
})

test.each(['a', '. ', '1.'])('a line of 50,000 pieces of %j takes no time', (text) => {
  const content = contentOf(Array.from({ length: MANY }, (_, at) => item(text, 30 * at, 0, 'ltr')))
  const layout = layoutOf(content, [1, 0, 0, -1, 0, 800])

  expect(cpuTimeOf(() => blocksOf(piecesOf(content, layout)))).toBeLessThan(2_000)
})

import { expect, test } from 'vitest'
import { Cutter } from './cutter.ts'
import type { Cut } from './schedule.ts'

const STREAM = 'data: 1\n\ndata: 22\n\n: ping\ndata: 333\n\n'

/** What goes through, when the stream comes in pieces of this length. */
function throughWith(cut: Cut, length: number) {
  const cutter = new Cutter(cut)
  const bytes = Buffer.from(STREAM)
  let through = ''
  for (let from = 0; from < bytes.length; from += length) {
    const piece = bytes.subarray(from, from + length)
    const place = cutter.placeIn(piece)
    through += piece.subarray(0, place)
    if (place !== undefined) return through
  }
  return 'all'
}

test.each([1, 2, 5, 100])('a stream in pieces of %i bytes is cut at the place named', (length) => {
  const through = (events: number, bytes: number) => throughWith({ events, bytes }, length)

  expect(through(0, 0)).toBe('')
  expect(through(1, 0)).toBe('data: 1\n\n')
  expect(through(1, 3)).toBe('data: 1\n\ndat')
  expect(through(2, 8)).toBe('data: 1\n\ndata: 22\n\n: ping\nd')
  expect(through(3, 0)).toBe(STREAM)
})

test('an event that is shorter than the cut would have it does not come through whole', () => {
  expect(throughWith({ events: 1, bytes: 500 }, 7)).toBe('data: 1\n\ndata: 22\n')
})

test('a stream that ends before the place comes through whole', () => {
  expect(throughWith({ events: 3, bytes: 1 }, 7)).toBe('all')
})

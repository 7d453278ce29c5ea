import { expect, test } from 'vitest'
import { likenessOf, loadWordVectors } from './word-vectors.ts'

const words = loadWordVectors()
const likeness = (one: string, other: string) =>
  likenessOf(words.directionOf(one), words.directionOf(other))

test.each([
  ['photograph', 'picture', 'invoice'],
  ['refund', 'reimbursement', 'podcast'],
  ['uncle', 'cousin', 'camera'],
])('“%s” is nearer to “%s” than to “%s”', (word, near, far) => {
  expect(likeness(word, near)).toBeGreaterThan(0.6)
  expect(likeness(word, far)).toBeLessThan(0.3)
})

test('a word is what its other forms are', () => {
  expect(likeness('photograph', 'Photographs')).toBeCloseTo(1)
})

test('words that hold sentences together say next to nothing beside one that has a meaning', () => {
  expect(likeness('the camera', 'what is a camera for')).toBeGreaterThan(0.8)
})

test('a word that nobody knows has no direction', () => {
  expect(words.directionOf('qzxv')).toEqual(new Float32Array(words.dimensions))
})

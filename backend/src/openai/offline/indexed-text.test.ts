import { expect, test } from 'vitest'
import { indexText } from './indexed-text.ts'
import { hashOf, passageOf, TermIndex } from './term-index.ts'
import { termOf } from './vocabulary.ts'

const source = { fileId: 'file-1', filename: 'book.txt' }

test('a long text is indexed in slices, between which others have their turn', async () => {
  const text = 'The hive wakes in March and the keeper counts. '.repeat(10_000)
  let turns = 0
  let isIndexing = true
  const count = () => {
    turns++
    if (isIndexing) setImmediate(count)
  }
  setImmediate(count)

  const { pieces } = await indexText(source, text)
  isIndexing = false

  expect(pieces.length).toBeGreaterThan(100)
  expect(turns).toBeGreaterThan(3)
})

test('a packed index knows which passages hold a term, whatever form of it was asked for', async () => {
  const { packed } = await indexText(
    source,
    '# A\n\nHives wake.\n\n# B\n\nFeed.\n\n# C\n\nOne hive.',
  )

  const index = new TermIndex(packed)
  const term = index.find(hashOf(termOf('hives') ?? ''))

  expect([...index.postingsOf(term)].map(passageOf)).toEqual([0, 2])
  expect(index.find(hashOf('wasp'))).toBeLessThan(0)
})

test('an index is read from anywhere in a larger block', async () => {
  const { packed } = await indexText(source, '# A\n\nHives wake.')
  const block = new Uint8Array(packed.byteLength + 1)
  block.set(packed, 1)

  const index = new TermIndex(block.subarray(1))

  expect(index.find(hashOf(termOf('hives') ?? ''))).toBeGreaterThanOrEqual(0)
})

test('every term of a long text is found, and none that it lacks', async () => {
  const names = Array.from({ length: 5000 }, (_, number) => `word${number}`)

  const { packed } = await indexText(source, names.join(' '))

  const index = new TermIndex(packed)
  const isKnown = (name: string) => index.find(hashOf(termOf(name) ?? '')) >= 0
  expect(names.filter((name) => !isKnown(name))).toEqual([])
  expect(names.map((name) => `${name}x`).filter(isKnown)).toEqual([])
})

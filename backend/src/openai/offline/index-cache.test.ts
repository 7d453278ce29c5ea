import { expect, test } from 'vitest'
import { IndexCache } from './index-cache.ts'
import { TermIndexBuilder } from './term-index.ts'

const packed = new TermIndexBuilder().pack()

/** A cache with room for so many indexes, and what it had to load. */
function cacheFor(count: number) {
  const loaded: number[] = []
  const cache = new IndexCache(count * packed.byteLength, (attachment) => {
    loaded.push(attachment)
    return packed
  })
  return { cache, loaded }
}

test('the indexes that were searched longest ago make room for others', () => {
  const { cache, loaded } = cacheFor(2)

  for (const attachment of [1, 2, 3, 2, 1]) cache.take([attachment])

  expect(loaded).toEqual([1, 2, 3, 1])
})

test('a search over more than there is room for keeps what fits', () => {
  const { cache, loaded } = cacheFor(2)

  cache.take([1, 2, 3])
  cache.take([1, 2, 3])

  expect(loaded).toEqual([1, 2, 3, 3])
})

test('a file that was forgotten is loaded again', () => {
  const { cache, loaded } = cacheFor(2)

  cache.take([1])
  cache.delete(1)
  cache.take([1])

  expect(loaded).toEqual([1, 1])
})

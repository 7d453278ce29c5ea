import { expect, test } from 'vitest'
import { RecentMap, RecentSet } from './recent-map'

test('a map keeps what was set last', () => {
  const map = new RecentMap<string, number>(2)
  map.set('a', 1).set('b', 2).set('a', 3).set('c', 4)

  expect([...map]).toEqual([
    ['a', 3],
    ['c', 4],
  ])
})

test('a set keeps what was added last', () => {
  const set = new RecentSet<number>(100)
  for (let i = 0; i < 10_000; i += 1) set.add(i)

  expect(set.size).toBe(100)
  expect(set.has(9_999)).toBe(true)
  expect(set.has(0)).toBe(false)
})

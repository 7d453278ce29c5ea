import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { RequestPace } from './request-pace.ts'

/** Begins requests of these clients at once, and tells in which order they have begun. */
function begin(pace: RequestPace, clients: string[]) {
  const begun: string[] = []
  const all = clients.map(async (client) => {
    await pace.begin(client)
    begun.push(client)
  })
  return { begun, all: Promise.all(all) }
}

test('a request that comes alone begins at once', async () => {
  const pace = new RequestPace()

  expect(pace.begin('a')).toBeUndefined()
  await nextTurn()
  expect(pace.begin('a')).toBeUndefined()
})

test('of those that come at once, one begins in each turn of the event loop', async () => {
  const { begun, all } = begin(new RequestPace(), ['a', 'a', 'a', 'a'])

  await nextTurn()
  expect(begun.length).toBeLessThanOrEqual(2)
  await all
  expect(begun).toHaveLength(4)
})

test('clients take turns', async () => {
  const { begun, all } = begin(new RequestPace(), ['a', 'a', 'a', 'a', 'b', 'c', 'b'])

  await all

  expect(begun).toEqual(['a', 'a', 'b', 'c', 'a', 'b', 'a'])
})

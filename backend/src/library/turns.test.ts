import { expect, test } from 'vitest'
import { Turns } from './turns.ts'

/** Work that ends when the test says so. */
function work(turns: Turns) {
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  const state = { hasBegun: false }
  const result = turns.take(() => {
    state.hasBegun = true
    return promise
  })
  return { state, result, resolve, reject }
}

test('so much work runs at once, and the rest in its order', async () => {
  const turns = new Turns(2)
  const all = [work(turns), work(turns), work(turns), work(turns)]
  const begun = () => all.map(({ state }) => state.hasBegun)
  const [one, two, three, four] = all

  expect(begun()).toEqual([true, true, false, false])
  two?.resolve('two')
  expect(await two?.result).toBe('two')
  expect(begun()).toEqual([true, true, true, false])
  one?.reject(new Error('one'))
  await expect(one?.result).rejects.toThrow('one')
  expect(begun()).toEqual([true, true, true, true])
  three?.resolve('three')
  four?.resolve('four')
  expect(await Promise.all([three?.result, four?.result])).toEqual(['three', 'four'])
  expect(await turns.take(() => 'five')).toBe('five')
})

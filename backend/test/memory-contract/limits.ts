/** The part of the contract that limits are kept by: which sessions are new, and what the model has cost. */
import { describe, expect, test } from 'vitest'
import { handClock, item, type OpenMemory, open, thread } from '../samples/memory-samples.ts'

const DAY = '2026-01-31'
const MINUTE_MS = 60_000

export function describeLimitsMemory(engine: string, openMemory: OpenMemory) {
  describe(`${engine} memory, new sessions`, () => {
    test('a session is known once it has been used, and only then', async () => {
      const { memory } = await open(openMemory)
      expect(await memory.isKnown('mine')).toBe(false)

      await memory.touch('mine')

      expect(await memory.isKnown('mine')).toBe(true)
      expect(await memory.isKnown('theirs')).toBe(false)
    })

    test('asking does not make a session known', async () => {
      const { memory } = await open(openMemory)

      await memory.isKnown('mine')

      expect(await memory.isKnown('mine')).toBe(false)
    })

    test('a session that was forgotten is new again', async () => {
      const { memory } = await open(openMemory)
      await memory.touch('mine')

      await memory.forget('mine')

      expect(await memory.isKnown('mine')).toBe(false)
    })
  })

  describe(`${engine} memory, sessions that were idle for too long`, () => {
    test('are new again, also before a sweep has come by', async () => {
      const clock = handClock()
      const { memory, mine } = await open(openMemory, 60, clock.time)
      await memory.touch('mine')
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])

      clock.advance(61 * MINUTE_MS)

      expect(await memory.isKnown('mine')).toBe(false)
    })
  })

  describe(`${engine} memory, spent tokens`, () => {
    test('are summed up for the service and for each session', async () => {
      const { memory } = await open(openMemory)
      await memory.touch('mine')
      await memory.touch('theirs')

      await memory.spendTokens('mine', DAY, 10)
      await memory.spendTokens('theirs', DAY, 7)
      await memory.spendTokens('mine', DAY, 5)

      expect(await memory.loadSpentTokens('mine', DAY)).toEqual({ service: 22, session: 15 })
      expect(await memory.loadSpentTokens('theirs', DAY)).toEqual({ service: 22, session: 7 })
      expect(await memory.loadSpentTokens(undefined, DAY)).toEqual({ service: 22, session: 0 })
    })

    test('spent at the same time are all counted', async () => {
      const { memory } = await open(openMemory)
      await memory.touch('mine')

      await Promise.all(Array.from({ length: 50 }, () => memory.spendTokens('mine', DAY, 3)))

      expect(await memory.loadSpentTokens('mine', DAY)).toEqual({ service: 150, session: 150 })
    })

    test('of another day are not counted', async () => {
      const { memory } = await open(openMemory)
      await memory.touch('mine')

      await memory.spendTokens('mine', DAY, 10)

      expect(await memory.loadSpentTokens('mine', '2026-02-01')).toEqual({ service: 0, session: 0 })
    })

    test('of a session that is forgotten are forgotten with it, and still count for the service', async () => {
      const { memory } = await open(openMemory)
      const today = new Date().toISOString().slice(0, 10)
      await memory.touch('mine')
      await memory.spendTokens('mine', today, 10)

      await memory.forget('mine')
      await memory.spendTokens('mine', today, 5)

      expect(await memory.loadSpentTokens('mine', today)).toEqual({ service: 15, session: 0 })
    })
  })
}

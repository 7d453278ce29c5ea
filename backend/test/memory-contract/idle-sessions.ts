/** The part of the contract that is about time: sessions that nobody uses any more are forgotten. */
import { describe, expect, test } from 'vitest'
import type { SessionMemory } from '../../src/memory/memory.ts'
import { giveAttachment, giveFile } from '../samples/give-files.ts'
import {
  attachment,
  file,
  handClock,
  item,
  type OpenMemory,
  open,
  thread,
} from '../samples/memory-samples.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

export function describeIdleMemory(engine: string, openMemory: OpenMemory) {
  const openWithThread = async () => {
    const clock = handClock()
    const opened = await open(openMemory, 60, clock.time)
    await opened.memory.touch('mine')
    await opened.mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
    return { ...opened, clock }
  }

  describe(`${engine} memory, over time`, () => {
    test('a session idle past the limit is forgotten', async () => {
      const { memory, mine, clock } = await openWithThread()

      clock.advance(59 * MINUTE)
      expect(await memory.forgetIdle()).toBe(0)
      clock.advance(2 * MINUTE)
      expect(await memory.forgetIdle()).toBe(1)

      expect(await mine.countThreads()).toBe(0)
      expect(await memory.forgetIdle()).toBe(0)
    })

    test('what an idle session leaves behind is to be removed', async () => {
      const { memory, mine, clock } = await openWithThread()
      await giveFile(mine, file('file_1'))
      await mine.saveFeedback('thr_1', ['msg_1'], 'positive')

      clock.advance(61 * MINUTE)
      await memory.forgetIdle()

      expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])
      expect(await memory.countFeedback()).toEqual({ positive: 0, negative: 0 })
    })

    test('a session that returns too late finds nothing, even before it was swept away', async () => {
      const { memory, mine, clock } = await openWithThread()
      await giveFile(mine, file('file_1'))

      clock.advance(61 * MINUTE)
      await memory.touch('mine')

      expect(await mine.countThreads()).toBe(0)
      expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])
    })

    test('each use gives a session its whole time again', async () => {
      const { memory, mine, clock } = await openWithThread()

      for (let times = 0; times < 3; times++) {
        clock.advance(59 * MINUTE)
        await memory.touch('mine')
        await memory.forgetIdle()
      }

      expect(await mine.countThreads()).toBe(1)
    })

    test('a session that asks for a short time is forgotten sooner than others', async () => {
      const { memory, mine, clock } = await openWithThread()

      await memory.touch('mine', 30)
      clock.advance(31 * MINUTE)
      await memory.forgetIdle()

      expect(await mine.countThreads()).toBe(0)
    })

    test.each<[string, (mine: SessionMemory) => Promise<unknown>]>([
      ['a message', (mine) => mine.saveUserMessage(thread('thr_2'), item('msg_2', 'thr_2'), [])],
      ['a fact', (mine) => mine.saveFacts({ niche: ['vegan baking'] })],
      ['an attachment', (mine) => giveAttachment(mine, attachment('atc_1'))],
      ['a file', (mine) => giveFile(mine, file('file_1'))],
    ])(
      '%s that comes in after its session was forgotten does not stay for ever',
      async (_, save) => {
        const { memory, mine, clock } = await openWithThread()

        await memory.forget('mine')
        await save(mine)
        clock.advance(61 * MINUTE)
        const forgotten = await memory.forgetIdle()

        expect(forgotten).toBe(1)
        expect(await mine.countThreads()).toBe(0)
        expect(await mine.countBytes()).toBe(0)
        expect(await mine.loadFacts()).toEqual({})
      },
    )

    test.each([
      ['forward', DAY],
      ['back', -DAY],
    ])('a clock that is put %s by a day forgets no session in use', async (_, ms) => {
      const { memory, mine, clock } = await openWithThread()
      clock.advance(30 * MINUTE)

      clock.jump(ms)
      await memory.touch('mine')
      expect(await memory.forgetIdle()).toBe(0)
      clock.advance(30 * MINUTE)
      expect(await memory.forgetIdle()).toBe(0)
      clock.jump(-ms)
      expect(await memory.forgetIdle()).toBe(0)

      expect(await mine.countThreads()).toBe(1)
    })

    test.each([
      ['forward', DAY],
      ['back', -DAY],
    ])('after a clock was put %s, sessions still end in their time', async (_, ms) => {
      const { memory, mine, clock } = await openWithThread()

      clock.jump(ms)
      await memory.forgetIdle()
      clock.advance(59 * MINUTE)
      expect(await memory.forgetIdle()).toBe(0)
      clock.advance(2 * MINUTE)
      expect(await memory.forgetIdle()).toBe(1)

      expect(await mine.countThreads()).toBe(0)
    })

    test('a session in which an answer is being written is not forgotten, however long it takes', async () => {
      const { memory, mine, clock } = await openWithThread()
      await mine.saveOpenTurn('thr_1', { id: 'one', items: [] }, MINUTE)

      clock.advance(3 * 60 * MINUTE)
      expect(await memory.forgetIdle()).toBe(0)
      await memory.touch('mine')
      clock.advance(3 * 60 * MINUTE)
      expect(await memory.forgetIdle()).toBe(0)
      await mine.closeOpenTurn('thr_1', 'one')
      clock.advance(2 * MINUTE)

      expect(await memory.forgetIdle()).toBe(1)
    })

    test('many sessions are swept at once, and one that is used meanwhile stays', async () => {
      const { memory, mine, clock } = await openWithThread()
      const others = Array.from({ length: 250 }, (_, n) => `other-${n}`)
      for (const other of others) await memory.touch(other)
      for (const other of others) await memory.session(other).saveFacts({ niche: ['bread'] })

      clock.advance(61 * MINUTE)
      const used = async () => {
        await memory.touch('mine')
        await mine.saveUserMessage(thread('thr_new'), item('msg_1', 'thr_new'), [])
      }
      const [forgotten] = await Promise.all([memory.forgetIdle(), used()])

      expect(forgotten).toBeGreaterThanOrEqual(250)
      expect(await mine.loadThread('thr_new')).toBeDefined()
      expect(await mine.loadThread('thr_1')).toBeUndefined()
      expect(await memory.forgetIdle()).toBe(0)
    })
  })
}

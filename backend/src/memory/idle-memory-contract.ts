/** The part of the contract that is about time: sessions that nobody uses any more are forgotten. */
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { item, type OpenMemory, open, thread } from '../../test/memory-samples.ts'
import type { SessionMemory } from './memory.ts'

const MINUTE = 60_000

const file = { id: 'file_1', filename: 'a.md', bytes: 1, status: 'indexing' as const }
const attachment = {
  attachment: { id: 'atc_1', name: 'a.md', mime_type: 'text/markdown', type: 'file' as const },
  size: 1,
  uploaded: false,
}

/** Moves the clock and nothing else. */
function stopClock() {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  return { advance: (ms: number) => vi.setSystemTime(Date.now() + ms) }
}

export function describeIdleMemory(engine: string, openMemory: OpenMemory) {
  const openWithThread = async () => {
    const opened = await open(openMemory, 60)
    await opened.memory.touch('mine')
    await opened.mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
    return opened
  }

  describe(`${engine} memory, over time`, () => {
    test('a session idle past the limit is forgotten', async () => {
      const clock = stopClock()
      const { memory, mine } = await openWithThread()

      clock.advance(59 * MINUTE)
      expect(await memory.forgetIdle()).toBe(0)
      clock.advance(2 * MINUTE)
      expect(await memory.forgetIdle()).toBe(1)

      expect(await mine.countThreads()).toBe(0)
      expect(await memory.forgetIdle()).toBe(0)
    })

    test('what an idle session leaves behind is to be removed', async () => {
      const clock = stopClock()
      const { memory, mine } = await openWithThread()
      await mine.saveFile(file)
      await mine.saveFeedback('thr_1', ['msg_1'], 'positive')

      clock.advance(61 * MINUTE)
      await memory.forgetIdle()

      expect(await memory.loadOrphanedFiles()).toEqual([file.id])
      expect(await memory.countFeedback()).toEqual({ positive: 0, negative: 0 })
    })

    test('a session that returns too late finds nothing, even before it was swept away', async () => {
      const clock = stopClock()
      const { memory, mine } = await openWithThread()
      await mine.saveFile(file)

      clock.advance(61 * MINUTE)
      await memory.touch('mine')

      expect(await mine.countThreads()).toBe(0)
      expect(await memory.loadOrphanedFiles()).toEqual([file.id])
    })

    test('each use gives a session its whole time again', async () => {
      const clock = stopClock()
      const { memory, mine } = await openWithThread()

      for (let times = 0; times < 3; times++) {
        clock.advance(59 * MINUTE)
        await memory.touch('mine')
        await memory.forgetIdle()
      }

      expect(await mine.countThreads()).toBe(1)
    })

    test('a session that asks for a short time is forgotten sooner than others', async () => {
      const clock = stopClock()
      const { memory, mine } = await openWithThread()

      await memory.touch('mine', 30)
      clock.advance(31 * MINUTE)
      await memory.forgetIdle()

      expect(await mine.countThreads()).toBe(0)
    })

    test.each<[string, (mine: SessionMemory) => Promise<unknown>]>([
      ['a message', (mine) => mine.saveUserMessage(thread('thr_2'), item('msg_2', 'thr_2'), [])],
      ['a fact', (mine) => mine.saveFacts({ niche: ['vegan baking'] })],
      ['an attachment', (mine) => mine.saveAttachment(attachment)],
      ['a file', (mine) => mine.saveFile(file)],
    ])(
      '%s that comes in after its session was forgotten does not stay for ever',
      async (_, save) => {
        const clock = stopClock()
        const { memory, mine } = await openWithThread()

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
  })
}

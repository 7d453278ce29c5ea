/** The part of the contract that is about what visitors tell: facts about themselves, and ratings. */
import { describe, expect, test } from 'vitest'
import { item, type OpenMemory, open, thread } from '../samples/memory-samples.ts'

export function describeFactsMemory(engine: string, openMemory: OpenMemory) {
  describe(`${engine} memory, facts`, () => {
    test('a session that has told nothing has no facts', async () => {
      const { mine } = await open(openMemory)

      expect(await mine.loadFacts()).toEqual({})
    })

    test('facts are added to those told before, and replaced by name', async () => {
      const { mine } = await open(openMemory)

      await mine.saveFacts({ niche: ['vegan baking'], platforms: ['TikTok', 'Instagram'] })
      await mine.saveFacts({ platforms: ['LinkedIn'], hours: ['3 to 5'] })

      expect(await mine.loadFacts()).toEqual({
        niche: ['vegan baking'],
        platforms: ['LinkedIn'],
        hours: ['3 to 5'],
      })
    })

    test('a fact that was left out on purpose is known as such', async () => {
      const { mine } = await open(openMemory)

      await mine.saveFacts({ audience: [] })

      expect(await mine.loadFacts()).toEqual({ audience: [] })
    })

    test('facts belong to one session, and go when it is forgotten', async () => {
      const { memory, mine, theirs } = await open(openMemory)
      await mine.saveFacts({ niche: ['vegan baking'] })
      await theirs.saveFacts({ niche: ['chess'] })

      await memory.forget('mine')

      expect(await mine.loadFacts()).toEqual({})
      expect(await theirs.loadFacts()).toEqual({ niche: ['chess'] })
    })

    test('facts outlive the chat that they were told in', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      await mine.saveFacts({ niche: ['vegan baking'] })

      await mine.deleteThread('thr_1')

      expect(await mine.loadFacts()).toEqual({ niche: ['vegan baking'] })
    })
  })

  describe(`${engine} memory, feedback`, () => {
    test('ratings are counted over all sessions, the last one of each answer', async () => {
      const { memory, mine, theirs } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      await theirs.saveUserMessage(thread('thr_2'), item('msg_1', 'thr_2'), [])
      await mine.saveItem('thr_1', item('msg_2'))

      await mine.saveFeedback('thr_1', ['msg_1', 'msg_2', 'msg_2'], 'positive')
      await mine.saveFeedback('thr_1', ['msg_2'], 'negative')
      await theirs.saveFeedback('thr_2', ['msg_1'], 'positive')

      expect(await memory.countFeedback()).toEqual({ positive: 2, negative: 1 })
    })

    test('nobody rates the answers of another session', async () => {
      const { memory, mine, theirs } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])

      await theirs.saveFeedback('thr_1', ['msg_1'], 'negative')
      await mine.saveFeedback('thr_unknown', ['msg_1'], 'negative')

      expect(await memory.countFeedback()).toEqual({ positive: 0, negative: 0 })
    })

    test('ratings go with their chat, and with their session', async () => {
      const { memory, mine, theirs } = await open(openMemory)
      for (const [session, id] of [[mine, 'thr_1'] as const, [theirs, 'thr_2'] as const]) {
        await session.saveUserMessage(thread(id), item('msg_1', id), [])
        await session.saveFeedback(id, ['msg_1'], 'positive')
      }

      await mine.deleteThread('thr_1')
      expect(await memory.countFeedback()).toEqual({ positive: 1, negative: 0 })
      await memory.forget('theirs')
      expect(await memory.countFeedback()).toEqual({ positive: 0, negative: 0 })
    })
  })
}

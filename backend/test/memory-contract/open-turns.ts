/** The part of the contract that is about turns under way: what is noted of them outlives their process. */
import { describe, expect, test } from 'vitest'
import { handClock, idsOf, item, type OpenMemory, open, thread } from '../samples/memory-samples.ts'

const LEASE_MS = 15_000
const everything = { limit: 100, order: 'asc' as const }

export function describeOpenTurnMemory(engine: string, openMemory: OpenMemory) {
  const openWithTurn = async () => {
    const clock = handClock()
    const opened = await open(openMemory, undefined, clock.time)
    await opened.memory.touch('mine')
    await opened.mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
    await opened.mine.saveOpenTurn('thr_1', { id: 'one', items: [item('msg_2')] }, LEASE_MS)
    return { ...opened, clock }
  }

  describe(`${engine} memory, open turns`, () => {
    test('a turn that nobody notes any more is abandoned, with what was noted last', async () => {
      const { memory, mine, clock } = await openWithTurn()
      const latest = [item('msg_2', 'thr_1', 'Longer'), item('msg_3')]
      await mine.saveOpenTurn('thr_1', { id: 'one', items: latest }, LEASE_MS)

      clock.advance(LEASE_MS + 1)

      expect(await memory.loadAbandonedTurns()).toEqual([
        { session: 'mine', threadId: 'thr_1', id: 'one', items: latest },
      ])
    })

    test('a turn that is noted in time is not abandoned, however long it takes', async () => {
      const { memory, mine, clock } = await openWithTurn()

      for (let times = 0; times < 3; times++) {
        clock.advance(LEASE_MS - 1)
        expect(await memory.loadAbandonedTurns()).toEqual([])
        await mine.saveOpenTurn('thr_1', { id: 'one', items: [] }, LEASE_MS)
      }

      clock.advance(LEASE_MS + 1)
      expect(await memory.loadAbandonedTurns()).toMatchObject([{ id: 'one', items: [] }])
    })

    test('what is noted of a turn is no item of its thread', async () => {
      const { mine } = await openWithTurn()

      const { data } = await mine.loadThreadItems('thr_1', everything)

      expect(idsOf(data)).toEqual(['msg_1'])
      expect(await mine.loadItem('thr_1', 'msg_2')).toBeUndefined()
    })

    test('a turn that is over leaves its last items, in their order, and nothing else', async () => {
      const { memory, mine, clock } = await openWithTurn()

      const closed = await mine.closeOpenTurn('thr_1', 'one', [item('msg_3'), item('msg_2')])

      clock.advance(LEASE_MS + 1)
      const { data } = await mine.loadThreadItems('thr_1', everything)
      expect(closed).toBe(true)
      expect(idsOf(data)).toEqual(['msg_1', 'msg_3', 'msg_2'])
      expect(await memory.loadAbandonedTurns()).toEqual([])
    })

    test('of several that close a turn at once, one does', async () => {
      const { mine } = await openWithTurn()

      const closed = await Promise.all(
        ['msg_a', 'msg_b', 'msg_c'].map((id) => mine.closeOpenTurn('thr_1', 'one', [item(id)])),
      )

      const { data } = await mine.loadThreadItems('thr_1', everything)
      expect(closed.filter(Boolean)).toHaveLength(1)
      expect(data).toHaveLength(2)
    })

    test('a newer turn takes the place of an older one, which cannot close it', async () => {
      const { memory, mine, clock } = await openWithTurn()
      await mine.saveOpenTurn('thr_1', { id: 'two', items: [] }, LEASE_MS)

      const closed = await mine.closeOpenTurn('thr_1', 'one', [item('msg_3')])

      clock.advance(LEASE_MS + 1)
      expect(closed).toBe(false)
      expect(await mine.loadItem('thr_1', 'msg_3')).toBeUndefined()
      expect(await memory.loadAbandonedTurns()).toMatchObject([{ id: 'two' }])
    })

    test('an open turn goes with its thread, and none is noted in a deleted one', async () => {
      const { memory, mine, clock } = await openWithTurn()

      await mine.deleteThread('thr_1')
      await mine.saveOpenTurn('thr_1', { id: 'one', items: [item('msg_2')] }, LEASE_MS)
      const closed = await mine.closeOpenTurn('thr_1', 'one', [item('msg_2')])

      clock.advance(LEASE_MS + 1)
      expect(closed).toBe(false)
      expect(await memory.loadAbandonedTurns()).toEqual([])
    })

    test('an open turn goes with its session', async () => {
      const { memory, mine, clock } = await openWithTurn()

      await memory.forget('mine')
      await mine.saveUserMessage(thread('thr_1'), item('msg_new'), [])

      clock.advance(LEASE_MS + 1)
      expect(await memory.loadAbandonedTurns()).toEqual([])
    })

    test('one session neither notes nor closes a turn of another one', async () => {
      const { memory, mine, theirs, clock } = await openWithTurn()

      await theirs.saveOpenTurn('thr_1', { id: 'two', items: [item('msg_9')] }, LEASE_MS)
      const closed = await theirs.closeOpenTurn('thr_1', 'one', [item('msg_9')])

      clock.advance(LEASE_MS + 1)
      expect(closed).toBe(false)
      expect(await mine.loadItem('thr_1', 'msg_9')).toBeUndefined()
      expect(await memory.loadAbandonedTurns()).toMatchObject([{ session: 'mine', id: 'one' }])
    })
  })
}

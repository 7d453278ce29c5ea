/** What every memory promises: one suite, to be run on each engine. */
import { describe, expect, test } from 'vitest'
import { type StoredThread, UnknownCursorError } from '../../src/memory/memory.ts'
import { idsOf, item, type OpenMemory, open, thread } from '../samples/memory-samples.ts'
import { describeConcurrentMemory } from './concurrency.ts'
import { describeFactsMemory } from './facts.ts'
import { describeFileMemory } from './files.ts'
import { describeIdleMemory } from './idle-sessions.ts'
import { describeLimitsMemory } from './limits.ts'
import { describeLongMemory } from './long-threads.ts'
import { describeOpenTurnMemory } from './open-turns.ts'
import { describeReceiptMemory } from './receipts.ts'
import { describeRoomMemory } from './room.ts'

const everything = { limit: 100, order: 'asc' as const }

export function describeMemory(engine: string, openMemory: OpenMemory) {
  describe(`${engine} memory, threads`, () => {
    test('keeps a thread with its first message, as it was', async () => {
      const { mine } = await open(openMemory)

      await mine.saveUserMessage(thread('thr_1', 'Habits'), item('msg_1'), [])

      expect(await mine.loadThread('thr_1')).toEqual(thread('thr_1', 'Habits'))
      expect(await mine.loadItem('thr_1', 'msg_1')).toEqual(item('msg_1'))
      expect(await mine.countThreads()).toBe(1)
    })

    test('knows nothing of what was never stored', async () => {
      const { mine } = await open(openMemory)

      expect(await mine.loadThread('thr_1')).toBeUndefined()
      expect(await mine.loadItem('thr_1', 'msg_1')).toBeUndefined()
      expect(await mine.loadThreadItems('thr_1', everything)).toEqual({ data: [], has_more: false })
      expect(await mine.loadThreads(everything)).toEqual({ data: [], has_more: false })
      expect(await mine.countThreads()).toBe(0)
    })

    test('pages through threads in the order of their beginning, both ways', async () => {
      const { mine } = await open(openMemory)
      for (const n of [3, 1, 2]) {
        await mine.saveUserMessage(thread(`thr_${n}`), item('msg_1', `thr_${n}`), [])
      }
      await mine.changeThread('thr_3', () => thread('thr_3', 'Later changed'))
      await mine.saveUserMessage(thread('thr_3'), item('msg_2', 'thr_3'), [])

      const newest = await mine.loadThreads({ limit: 2, order: 'desc' })
      const oldest = await mine.loadThreads({ limit: 2, order: 'asc' })
      const rest = await mine.loadThreads({ limit: 2, order: 'desc', after: newest.after })

      expect(idsOf(newest.data)).toEqual(['thr_2', 'thr_1'])
      expect(newest).toMatchObject({ has_more: true, after: 'thr_1' })
      expect(idsOf(oldest.data)).toEqual(['thr_3', 'thr_1'])
      expect(rest).toEqual({ data: [thread('thr_3', 'Later changed')], has_more: false })
    })

    test('a page that ends with the last row has no more', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      await mine.saveItem('thr_1', item('msg_2'))

      const page = await mine.loadThreadItems('thr_1', { limit: 2, order: 'asc' })

      expect(page).toEqual({ data: [item('msg_1'), item('msg_2')], has_more: false })
    })

    test('refuses a cursor that it does not have, or not there', async () => {
      const { mine, theirs } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      await mine.saveUserMessage(thread('thr_2'), item('msg_2', 'thr_2'), [])
      await theirs.saveUserMessage(thread('thr_3'), item('msg_3', 'thr_3'), [])

      await expect(mine.loadThreads({ ...everything, after: 'thr_3' })).rejects.toThrow(
        UnknownCursorError,
      )
      await expect(
        mine.loadThreadItems('thr_1', { ...everything, after: 'msg_2' }),
      ).rejects.toThrow(UnknownCursorError)
    })

    test('changes a stored thread, and tells what is stored then', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      const named = (title: string) => (stored: StoredThread) => ({ ...stored, title })

      const changed = await mine.changeThread('thr_1', named('Habits'))

      expect(changed).toEqual(thread('thr_1', 'Habits'))
      expect(await mine.loadThread('thr_1')).toEqual(changed)
      expect(await mine.changeThread('thr_unknown', named('Habits'))).toBeUndefined()
    })

    test('a message leaves its thread as it is stored, whatever it was when the message came in', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1', 'Old title'), item('msg_1'), [])
      await mine.changeThread('thr_1', () => thread('thr_1', 'New title'))

      const outcome = await mine.saveUserMessage(thread('thr_1', 'Old title'), item('msg_2'), [], {
        isNew: false,
      })

      expect(outcome).toBe('saved')
      expect(await mine.loadThread('thr_1')).toEqual(thread('thr_1', 'New title'))
      expect(await mine.loadItem('thr_1', 'msg_2')).toEqual(item('msg_2'))
    })

    test('a message to a thread that was deleted meanwhile is not stored, and does not bring it back', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      await mine.deleteThread('thr_1')

      const outcome = await mine.saveUserMessage(thread('thr_1'), item('msg_2'), [], {
        isNew: false,
      })

      expect(outcome).toBe('no_thread')
      expect(await mine.countThreads()).toBe(0)
      expect(await mine.countItems()).toBe(0)
    })

    test('a deleted thread takes its items along, and neither saving brings it back', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      await mine.saveFeedback('thr_1', ['msg_1'], 'positive')

      await mine.deleteThread('thr_1')
      await mine.changeThread('thr_1', () => thread('thr_1', 'From the dead'))
      await mine.saveItem('thr_1', item('msg_2'))
      await mine.saveFeedback('thr_1', ['msg_1'], 'negative')

      expect(await mine.loadThread('thr_1')).toBeUndefined()
      expect(await mine.loadThreadItems('thr_1', everything)).toEqual({ data: [], has_more: false })
      expect(await mine.countThreads()).toBe(0)
      await mine.deleteThread('thr_1')
    })
  })

  describe(`${engine} memory, items`, () => {
    test('pages through items in the order they came, both ways, whatever their clock says', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_c'), [])
      for (const id of ['msg_a', 'msg_b', 'msg_d']) await mine.saveItem('thr_1', item(id))

      const first = await mine.loadThreadItems('thr_1', { limit: 2, order: 'asc' })
      const rest = await mine.loadThreadItems('thr_1', { ...everything, after: first.after })
      const newest = await mine.loadThreadItems('thr_1', { limit: 3, order: 'desc' })

      expect(idsOf(first.data)).toEqual(['msg_c', 'msg_a'])
      expect(first).toMatchObject({ has_more: true, after: 'msg_a' })
      expect(idsOf(rest.data)).toEqual(['msg_b', 'msg_d'])
      expect(idsOf(newest.data)).toEqual(['msg_d', 'msg_b', 'msg_a'])
    })

    test('an item saved again is replaced at its first place', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      await mine.saveItem('thr_1', item('msg_2'))

      await mine.saveItem('thr_1', item('msg_1', 'thr_1', 'Changed'))

      const { data } = await mine.loadThreadItems('thr_1', everything)
      expect(data).toEqual([item('msg_1', 'thr_1', 'Changed'), item('msg_2')])
    })

    test('changes a stored item at its place, and tells what is stored then', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      await mine.saveItem('thr_1', item('msg_2'))
      const rewrite = () => item('msg_1', 'thr_1', 'Changed')

      expect(await mine.changeItem('thr_1', 'msg_1', rewrite)).toEqual(rewrite())
      expect(await mine.changeItem('thr_1', 'msg_unknown', rewrite)).toBeUndefined()

      const { data } = await mine.loadThreadItems('thr_1', everything)
      expect(data).toEqual([rewrite(), item('msg_2')])
    })

    test('a change that cannot be made leaves what is stored, and the memory, as they are', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1', 'Habits'), item('msg_1'), [])
      const refuse = () => {
        throw new Error('Not this one')
      }

      await expect(mine.changeItem('thr_1', 'msg_1', refuse)).rejects.toThrow('Not this one')
      await expect(mine.changeThread('thr_1', refuse)).rejects.toThrow('Not this one')

      await mine.saveItem('thr_1', item('msg_2'))
      const { data } = await mine.loadThreadItems('thr_1', everything)
      expect(data).toEqual([item('msg_1'), item('msg_2')])
      expect(await mine.loadThread('thr_1')).toEqual(thread('thr_1', 'Habits'))
    })

    test('two threads may hold items of the same id', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1', 'thr_1', 'One'), [])
      await mine.saveUserMessage(thread('thr_2'), item('msg_1', 'thr_2', 'Two'), [])

      expect(await mine.loadItem('thr_1', 'msg_1')).toEqual(item('msg_1', 'thr_1', 'One'))
      expect(await mine.loadItem('thr_2', 'msg_1')).toEqual(item('msg_1', 'thr_2', 'Two'))
    })

    test('deletes what came after an item, and says how much that was', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      await mine.saveUserMessage(thread('thr_2'), item('other', 'thr_2'), [])
      for (const n of [2, 3, 4]) await mine.saveItem('thr_1', item(`msg_${n}`))
      await mine.saveItem('thr_1', item('msg_2', 'thr_1', 'Changed later'))

      expect(await mine.deleteItemsAfter('thr_1', 'msg_2')).toBe(2)
      expect(await mine.deleteItemsAfter('thr_1', 'msg_2')).toBe(0)
      expect(await mine.deleteItemsAfter('thr_1', 'msg_unknown')).toBe(0)

      const { data } = await mine.loadThreadItems('thr_1', everything)
      expect(idsOf(data)).toEqual(['msg_1', 'msg_2'])
      expect(await mine.loadItem('thr_2', 'other')).toBeDefined()
    })

    test('deletes one item, or none where it is unknown', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])

      await mine.deleteThreadItem('thr_1', 'msg_unknown')
      await mine.deleteThreadItem('thr_1', 'msg_1')

      expect(await mine.loadItem('thr_1', 'msg_1')).toBeUndefined()
      expect(await mine.loadThread('thr_1')).toBeDefined()
    })
  })

  describe(`${engine} memory, sessions`, () => {
    test('one session neither sees nor changes what another one owns', async () => {
      const { mine, theirs } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1', 'Mine'), item('msg_1'), [])

      await theirs.changeThread('thr_1', () => thread('thr_1', 'Stolen'))
      await theirs.changeItem('thr_1', 'msg_1', () => item('msg_1', 'thr_1', 'Stolen'))
      await theirs.saveUserMessage(thread('thr_1', 'Stolen'), item('msg_2'), [])
      await theirs.saveItem('thr_1', item('msg_3'))
      await theirs.deleteThreadItem('thr_1', 'msg_1')
      await theirs.deleteThread('thr_1')

      expect(await theirs.loadThread('thr_1')).toBeUndefined()
      expect(await theirs.loadItem('thr_1', 'msg_1')).toBeUndefined()
      expect(await theirs.loadThreadItems('thr_1', everything)).toMatchObject({ data: [] })
      expect(await theirs.loadThreads(everything)).toMatchObject({ data: [] })
      expect(await theirs.deleteItemsAfter('thr_1', 'msg_1')).toBe(0)
      expect(await theirs.countThreads()).toBe(0)
      expect(await mine.loadThread('thr_1')).toMatchObject({ title: 'Mine' })
      expect(await mine.loadThreadItems('thr_1', everything)).toMatchObject({
        data: [{ id: 'msg_1' }],
        has_more: false,
      })
    })

    test('a forgotten session owns nothing any more, others keep what they have', async () => {
      const { memory, mine, theirs } = await open(openMemory)
      await memory.touch('mine')
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
      await theirs.saveUserMessage(thread('thr_2'), item('msg_1', 'thr_2'), [])

      await memory.forget('mine')
      await memory.forget('nobody')

      expect(await mine.countThreads()).toBe(0)
      expect(await mine.loadThreadItems('thr_1', everything)).toMatchObject({ data: [] })
      expect(await theirs.countThreads()).toBe(1)
    })

    test('a session that is in use is not forgotten as idle', async () => {
      const { memory, mine } = await open(openMemory)
      await memory.touch('mine')
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])

      expect(await memory.forgetIdle()).toBe(0)
      expect(await mine.countThreads()).toBe(1)
    })

    test('says that it can be reached', async () => {
      const { memory } = await open(openMemory)

      await expect(memory.check()).resolves.toBeUndefined()
    })
  })

  describeFactsMemory(engine, openMemory)
  describeFileMemory(engine, openMemory)
  describeIdleMemory(engine, openMemory)
  describeConcurrentMemory(engine, openMemory)
  describeReceiptMemory(engine, openMemory)
  describeLimitsMemory(engine, openMemory)
  describeOpenTurnMemory(engine, openMemory)
  describeLongMemory(engine, openMemory)
  describeRoomMemory(engine, openMemory)
}

/** The part of the contract that is about several things at once. */
import { describe, expect, test } from 'vitest'
import type { ThreadItem } from '../../src/protocol/schemas.ts'
import { idsOf, item, type OpenMemory, open, thread } from '../samples/memory-samples.ts'

const fifty = Array.from({ length: 50 }, (_, n) => n)

const textOf = (item: ThreadItem) =>
  item.type === 'assistant_message' ? item.content.map(({ text }) => text).join('') : ''

const withMoreText = (stored: ThreadItem, more: string) =>
  item(stored.id, stored.thread_id, textOf(stored) + more)

export function describeConcurrentMemory(engine: string, openMemory: OpenMemory) {
  describe(`${engine} memory, several at once`, () => {
    test('items saved at once are all kept, in one order whichever way it is read', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_first'), [])

      await Promise.all(fifty.map((n) => mine.saveItem('thr_1', item(`msg_${n}`))))
      await Promise.all(
        fifty.map((n) => mine.saveItem('thr_1', item(`msg_${n}`, 'thr_1', 'Again'))),
      )

      const forwards = idsOf(await everyItem('asc'))
      const backwards = idsOf(await everyItem('desc'))
      expect(new Set(forwards)).toEqual(new Set(['msg_first', ...fifty.map((n) => `msg_${n}`)]))
      expect(forwards).toHaveLength(51)
      expect(forwards[0]).toBe('msg_first')
      expect(backwards).toEqual(forwards.toReversed())

      async function everyItem(order: 'asc' | 'desc') {
        const found = []
        let page = await mine.loadThreadItems('thr_1', { limit: 7, order })
        found.push(...page.data)
        while (page.has_more) {
          page = await mine.loadThreadItems('thr_1', { limit: 7, order, after: page.after })
          found.push(...page.data)
        }
        return found
      }
    })

    test('a thread deleted while it is written to leaves nothing behind', async () => {
      const { memory, mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])

      await Promise.all(
        fifty.map((n) =>
          n === 25
            ? mine.deleteThread('thr_1')
            : Promise.all([
                mine.saveItem('thr_1', item(`msg_${n}`)),
                mine.changeThread('thr_1', (stored) => ({ ...stored, title: `Title ${n}` })),
                mine.saveFeedback('thr_1', [`msg_${n}`], 'positive'),
              ]),
        ),
      )

      expect(await mine.loadThread('thr_1')).toBeUndefined()
      expect(await mine.loadItem('thr_1', 'msg_1')).toBeUndefined()
      expect(await memory.countFeedback()).toEqual({ positive: 0, negative: 0 })
      await mine.saveUserMessage(thread('thr_1'), item('msg_new'), [])
      const { data } = await mine.loadThreadItems('thr_1', { limit: 100, order: 'asc' })
      expect(idsOf(data)).toEqual(['msg_new'])
    })

    test('messages that open threads at once are each there with its thread', async () => {
      const { mine } = await open(openMemory)

      await Promise.all(
        fifty.map((n) => mine.saveUserMessage(thread(`thr_${n}`), item('msg_1', `thr_${n}`), [])),
      )

      const { data } = await mine.loadThreads({ limit: 100, order: 'desc' })
      const messages = await Promise.all(data.map(({ id }) => mine.loadItem(id, 'msg_1')))
      expect(await mine.countThreads()).toBe(50)
      expect(messages).toEqual(data.map(({ id }) => item('msg_1', id)))
    })

    test('changes of one thread, or of one item, made at once are all kept', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1', 'Habits'), item('msg_1', 'thr_1', ''), [])

      await Promise.all(
        fifty.flatMap((n) => [
          mine.changeThread('thr_1', (stored) => ({
            ...stored,
            metadata: { ...stored.metadata, [`note_${n}`]: n },
          })),
          mine.changeItem('thr_1', 'msg_1', (stored) => withMoreText(stored, `${n} `)),
        ]),
      )

      const { title, metadata } = (await mine.loadThread('thr_1')) ?? thread('none')
      expect(title).toBe('Habits')
      expect(Object.keys(metadata)).toHaveLength(51)
      const changed = await mine.loadItem('thr_1', 'msg_1')
      const numbers = changed && textOf(changed).trim().split(' ').map(Number)
      expect(numbers?.toSorted((a, b) => a - b)).toEqual(fifty)
    })

    test('items deleted twice at once are counted once', async () => {
      const { mine } = await open(openMemory)
      await mine.saveUserMessage(thread('thr_1'), item('msg_first'), [])
      for (const n of fifty) await mine.saveItem('thr_1', item(`msg_${n}`))

      const counts = await Promise.all([
        mine.deleteItemsAfter('thr_1', 'msg_9'),
        mine.deleteItemsAfter('thr_1', 'msg_9'),
      ])

      expect(counts.toSorted((a, b) => a - b)).toEqual([0, 40])
    })
  })
}

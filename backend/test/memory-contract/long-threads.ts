/** The part of the contract that is about threads as long, and sessions as full, as they may become. */
import { describe, expect, test } from 'vitest'
import type { SessionMemory } from '../../src/memory/memory.ts'
import type { Page, Paging } from '../../src/protocol/schemas.ts'
import { idsOf, item, type OpenMemory, open, thread } from '../samples/memory-samples.ts'

const ITEMS = 2_000
const THREADS = 50
const AT_ONCE = 100
/** Divides neither, so that the last page is a short one. */
const PAGE = 31

export function describeLongMemory(engine: string, openMemory: OpenMemory) {
  describe(`${engine} memory, long threads and full sessions`, () => {
    test('paging through two thousand items meets each once, in one order both ways', async () => {
      const { mine } = await open(openMemory)
      const saved = await fillThread(mine, 'thr_1')

      const forwards = await idsOfPages((paging) => mine.loadThreadItems('thr_1', paging), 'asc')
      const backwards = await idsOfPages((paging) => mine.loadThreadItems('thr_1', paging), 'desc')

      expect(forwards).toHaveLength(ITEMS)
      expect(new Set(forwards)).toEqual(new Set(saved))
      expect(backwards).toEqual(forwards.toReversed())
      expect(await mine.countItems()).toBe(ITEMS)
    })

    test('paging through as many threads as a session may have meets each once, both ways', async () => {
      const { mine } = await open(openMemory)
      const saved = Array.from({ length: THREADS }, (_, n) => `thr_${n}`)
      for (const id of saved) await mine.saveUserMessage(thread(id), item('msg_1', id), [])

      const forwards = await idsOfPages((paging) => mine.loadThreads(paging), 'asc')
      const backwards = await idsOfPages((paging) => mine.loadThreads(paging), 'desc')

      expect(forwards).toEqual(saved)
      expect(backwards).toEqual(saved.toReversed())
    })

    test('a long thread is cut behind an item, and deleted, whole', async () => {
      const { mine } = await open(openMemory)
      const [first = ''] = await fillThread(mine, 'thr_1')
      await mine.saveUserMessage(thread('thr_2'), item('msg_1', 'thr_2'), [])

      expect(await mine.deleteItemsAfter('thr_1', first)).toBe(ITEMS - 1)
      expect(await mine.countItems()).toBe(2)
      await fillThread(mine, 'thr_1')
      await mine.deleteThread('thr_1')

      expect(await mine.countItems()).toBe(1)
      expect(await mine.loadItem('thr_2', 'msg_1')).toBeDefined()
    })

    test('a session with a long thread is forgotten whole', async () => {
      const { memory, mine } = await open(openMemory)
      await memory.touch('mine')
      await fillThread(mine, 'thr_1')

      await memory.forget('mine')

      expect(await mine.countItems()).toBe(0)
    })
  })
}

/** Returns the ids; the first one is that of the oldest. */
async function fillThread(memory: SessionMemory, threadId: string): Promise<string[]> {
  const ids = Array.from({ length: ITEMS }, (_, n) => `msg_${n}`)
  await memory.saveUserMessage(thread(threadId), item(ids[0] ?? '', threadId), [])
  for (let n = 1; n < ITEMS; n += AT_ONCE) {
    const some = ids.slice(n, n + AT_ONCE)
    await Promise.all(some.map((id) => memory.saveItem(threadId, item(id, threadId))))
  }
  return ids
}

async function idsOfPages(
  loadPage: (paging: Paging) => Promise<Page<{ id: string }>>,
  order: Paging['order'],
): Promise<string[]> {
  const ids: string[] = []
  let page = await loadPage({ limit: PAGE, order })
  ids.push(...idsOf(page.data))
  while (page.has_more) {
    page = await loadPage({ limit: PAGE, order, after: page.after })
    ids.push(...idsOf(page.data))
  }
  return ids
}

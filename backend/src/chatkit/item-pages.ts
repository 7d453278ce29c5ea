/** Pages of a thread's items, read a part at a time: all of a large one at once would hold up everybody else. */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { SessionMemory } from '../memory/memory.ts'
import type { Page, Paging, ThreadItem } from '../protocol/schemas.ts'

const ITEMS_AT_ONCE = 20
/** Characters of JSON. A page that is full is shorter than asked for, and says that there is more. */
const MOST_CHARS = 1_000_000

/** @throws {UnknownCursorError} */
export async function loadItemPage(
  memory: SessionMemory,
  threadId: string,
  { limit, order, after }: Paging,
): Promise<Page<ThreadItem>> {
  const data: ThreadItem[] = []
  let chars = 0
  for (let next = after; ; ) {
    const part = Math.min(ITEMS_AT_ONCE, limit - data.length)
    const page = await memory.loadThreadItems(threadId, { limit: part, order, after: next })
    data.push(...page.data)
    chars += JSON.stringify(page.data).length
    next = page.after
    if (next === undefined || data.length >= limit || chars >= MOST_CHARS) return { ...page, data }
    await nextTurn()
  }
}

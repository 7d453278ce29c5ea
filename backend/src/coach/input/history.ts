/** A thread's items, read from its end only as far back as they are needed. */

import type { SessionMemory } from '../../memory/memory.ts'
import type { ThreadItem } from '../../protocol/schemas.ts'
import { tokensOf } from './size.ts'

const PAGE = 100
/** Of very short items, too, so many are enough. */
const MOST_ITEMS = 400

/** From a message of the user to before the next one. */
export type PastTurn = { items: ThreadItem[]; tokens: number }

export type History = {
  /** Oldest first. */
  turns: PastTurn[]
  /** Whether there are items between the start of the thread, or `until`, and these. */
  hasGap: boolean
}

/**
 * @param from an item: what is newer is not read
 * @param until an item, itself not read
 * @param mostTokens nothing more is read beyond, once the newest turn is whole
 */
export async function readHistory(
  memory: SessionMemory,
  threadId: string,
  { from, until, mostTokens }: { from?: string; until?: string; mostTokens: number },
): Promise<History> {
  const turns: PastTurn[] = []
  let open: PastTurn = { items: [], tokens: 0 }
  let tokens = 0
  let items = 0
  let hasGap = false
  let isRead = from === undefined
  for await (const item of newestFirst(memory, threadId)) {
    isRead ||= item.id === from
    if (!isRead) continue
    if (item.id === until) break
    hasGap = (tokens > mostTokens || items >= MOST_ITEMS) && turns.length > 0
    if (hasGap) break
    const size = tokensOf(item)
    tokens += size
    items += 1
    open.items.unshift(item)
    open.tokens += size
    if (item.type === 'user_message') {
      turns.unshift(open)
      open = { items: [], tokens: 0 }
    }
  }
  if (open.items.length > 0) turns.unshift(open)
  return { turns, hasGap }
}

async function* newestFirst(memory: SessionMemory, threadId: string): AsyncGenerator<ThreadItem> {
  let after: string | undefined
  do {
    const page = await memory.loadThreadItems(threadId, { limit: PAGE, order: 'desc', after })
    yield* page.data
    after = page.after
  } while (after)
}

export const tokensIn = (turns: PastTurn[]) => turns.reduce((sum, { tokens }) => sum + tokens, 0)

/** The newest turns that fit, and at least the newest one; the others have to go. */
export function splitAtWindow(turns: PastTurn[], window: number) {
  let room = window
  let first = turns.length
  while (first > 0) {
    room -= turns[first - 1]?.tokens ?? 0
    if (room < 0 && first < turns.length) break
    first -= 1
  }
  return { left: turns.slice(0, first), kept: turns.slice(first) }
}

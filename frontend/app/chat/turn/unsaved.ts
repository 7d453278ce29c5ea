/** What was read of an answer stays on the page, also where the server could not store it. */
import type { Page, ThreadStreamEvent, VisibleItem } from '~/api/protocol'
import { own } from '~/lib/safe-json'
import type { Chat, Unsaved } from './chat-state'
import { mergeNewestPage } from './thread-state'

/** Of an answer whose end was not read. */
export const INTERRUPTED: Unsaved = { reason: 'This answer broke off.', isCertain: false }

/** A chat's unfinished and unsaved items, after this event. */
export function withProgress(chat: Chat, event: ThreadStreamEvent): Chat {
  switch (event.type) {
    case 'thread.item.added':
      return withUnfinished(chat, event.item.id)
    case 'thread.item.done':
    case 'thread.item.replaced':
      return withoutMark(chat, event.item.id)
    case 'thread.item.removed':
      return withoutMark(chat, event.item_id)
    default:
      return chat
  }
}

/** The turn is over, and what was read of its unfinished items may not be stored. */
export function withUnsaved(chat: Chat, unsaved: Unsaved): Chat {
  if (chat.unfinished.length === 0) return chat
  const read = chat.thread.items.filter(
    (item) => chat.unfinished.includes(item.id) && textOf(item) !== '',
  )
  const marks = Object.fromEntries(read.map(({ id }) => [id, unsaved]))
  return { ...chat, unfinished: [], unsaved: { ...chat.unsaved, ...marks } }
}

/** Merges the newest page of stored items. Nothing that was read goes away with it. */
export function withStoredPage(chat: Chat, page: Page<VisibleItem>, answering: boolean): Chat {
  const { unfinished, unsaved } = chat
  const keeps = (read: VisibleItem, stored: VisibleItem | undefined) => {
    const isBroken = own(unsaved, read.id) !== undefined || unfinished.includes(read.id)
    return isBroken && (!stored || isPrefix(stored, read))
  }
  const thread = mergeNewestPage(chat.thread, page, answering, keeps)
  const stored = new Set(page.data)
  const isStored = (id: string) => thread.items.some((item) => item.id === id && stored.has(item))
  return {
    ...chat,
    thread,
    unfinished: answering ? unfinished : unfinished.filter((id) => !isStored(id)),
    unsaved: Object.fromEntries(Object.entries(unsaved).filter(([id]) => !isStored(id))),
  }
}

/** Whether the server stored less than was read, as when it was killed in the middle of an answer. */
function isPrefix(stored: VisibleItem, read: VisibleItem) {
  const [less, more] = [textOf(stored), textOf(read)]
  return less.length < more.length && more.startsWith(less)
}

function textOf(item: VisibleItem) {
  if (item.type !== 'assistant_message') return ''
  return item.content.map(({ text }) => text).join('')
}

function withUnfinished(chat: Chat, id: string): Chat {
  return chat.unfinished.includes(id) ? chat : { ...chat, unfinished: [...chat.unfinished, id] }
}

function withoutMark(chat: Chat, id: string): Chat {
  if (!chat.unfinished.includes(id) && !own(chat.unsaved, id)) return chat
  const { [id]: _, ...unsaved } = chat.unsaved
  return { ...chat, unfinished: chat.unfinished.filter((each) => each !== id), unsaved }
}

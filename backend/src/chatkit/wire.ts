/** What of the stored state may leave the server, and in which shape. */
import type { StoredAttachment, StoredThread } from '../memory/memory.ts'
import type { Attachment, Page, Thread, ThreadItem, VisibleItem } from './schemas.ts'

/** How an attachment is shown to its owner: without its stored particulars, with a fresh preview. */
export type PresentAttachment = (stored: Pick<StoredAttachment, 'attachment'>) => Attachment

const noItems: Page<VisibleItem> = { data: [], has_more: false }

export function threadOnWire(thread: StoredThread, items = noItems): Thread {
  const { id, title, created_at, status } = thread
  return { id, ...(title !== undefined && { title }), created_at, status, metadata: {}, items }
}

export function isVisible(item: ThreadItem): item is VisibleItem {
  return item.type !== 'hidden_context_item' && item.type !== 'sdk_hidden_context'
}

/** Hidden items go after paging, so a page may be short, or empty with more to come. */
export function visiblePage(page: Page<ThreadItem>, present: PresentAttachment): Page<VisibleItem> {
  return { ...page, data: page.data.filter(isVisible).map((item) => itemOnWire(item, present)) }
}

/** Previews expire, so the copies that a message carries get a fresh address whenever they are read. */
export function itemOnWire(item: VisibleItem, present: PresentAttachment): VisibleItem {
  if (item.type !== 'user_message' || item.attachments.length === 0) return item
  return {
    ...item,
    attachments: item.attachments.map((attachment) => present({ attachment })),
  }
}

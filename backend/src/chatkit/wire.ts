/** What of the stored state may leave the server, and in which shape. */
import type { StoredAttachment, StoredThread } from '../memory/memory.ts'
import type {
  Attachment,
  Page,
  Thread,
  ThreadItem,
  ThreadStreamEvent,
  VisibleItem,
} from '../protocol/schemas.ts'

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
  if (item.type !== 'user_message' || item.attachments.length === 0) return withWidgetOnWire(item)
  return {
    ...item,
    attachments: item.attachments.map((attachment) => present({ attachment })),
  }
}

type UpdateEvent = Extract<ThreadStreamEvent, { type: 'thread.item.updated' }>

/** Widgets go out without nulls: ChatKit's client takes a property that is missing, but not one that is null. */
export function withWidgetOnWire(item: VisibleItem): VisibleItem {
  return item.type === 'widget' ? { ...item, widget: withoutNulls(item.widget) } : item
}

export function updateOnWire(event: UpdateEvent): UpdateEvent {
  const { update } = event
  switch (update.type) {
    case 'widget.root.updated':
      return { ...event, update: { ...update, widget: withoutNulls(update.widget) } }
    case 'widget.component.updated':
      return { ...event, update: { ...update, component: withoutNulls(update.component) } }
    default:
      return event
  }
}

/** At any depth; a null in a list keeps its place. */
function withoutNulls<T extends object>(node: T): T {
  return JSON.parse(JSON.stringify(node), function (this: unknown, _, value: unknown) {
    return value === null && !Array.isArray(this) ? undefined : value
  }) as T // as it was, but for optional properties
}

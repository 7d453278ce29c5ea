import type {
  AssistantContent,
  ItemUpdate,
  Page,
  Thread,
  ThreadStreamEvent,
  VisibleItem,
} from '~/api/protocol'
import { withComponent, withImage, withTextDelta } from '~/items/item-updates'

export type ThreadInfo = Omit<Thread, 'items'>

/** One thread as this page knows it: oldest item first. */
export type ThreadState = {
  info?: ThreadInfo
  items: VisibleItem[]
  /** The last row of the oldest page that was read, while there are older ones. */
  earlier?: string
}

export const emptyThread: ThreadState = { items: [] }

export function applyEvent(state: ThreadState, event: ThreadStreamEvent): ThreadState {
  switch (event.type) {
    case 'thread.created':
    case 'thread.updated':
      return withInfo(state, event.thread)
    case 'thread.item.added':
    case 'thread.item.done':
    case 'thread.item.replaced':
      return putItem(state, event.item)
    case 'thread.item.updated':
      return {
        ...state,
        items: state.items.map((item) =>
          item.id === event.item_id ? applyUpdate(item, event.update) : item,
        ),
      }
    case 'thread.item.removed':
      return { ...state, items: state.items.filter((item) => item.id !== event.item_id) }
    default:
      return state
  }
}

/** Threads travel without their items: an update of the title must not lose the conversation. */
export function withInfo(state: ThreadState, { items: _, ...info }: Thread): ThreadState {
  return { ...state, info }
}

/** The newest page of a thread as `items.list` sends it: newest first. */
export function fromNewestPage(page: Page<VisibleItem>): ThreadState {
  return { items: page.data.toReversed(), earlier: page.has_more ? page.after : undefined }
}

/**
 * Takes in what the server has stored, keeping earlier pages that were already read. While an answer is being written
 * the page is ahead of the store, so newer items stay.
 * @param keeps whether an item stays as it was read, given what is stored of it
 */
export function mergeNewestPage(
  state: ThreadState,
  page: Page<VisibleItem>,
  answering: boolean,
  keeps: Keeps = () => false,
): ThreadState {
  const stored = fromNewestPage(page)
  const known = new Set(stored.items.map((item) => item.id))
  const overlap = state.items.findIndex((item) => known.has(item.id))
  const older = overlap > 0 ? state.items.slice(0, overlap) : []
  const newer = answering ? state.items.slice(Math.max(overlap, 0)) : []
  const ahead = new Map(newer.map((item) => [item.id, item]))
  return {
    info: state.info,
    earlier: older.length > 0 ? state.earlier : stored.earlier,
    items: withRead(state.items, keeps, [
      ...older,
      ...stored.items.map((item) => ahead.get(item.id) ?? item),
      ...newer.filter((item) => !known.has(item.id)),
    ]),
  }
}

type Keeps = (read: VisibleItem, stored: VisibleItem | undefined) => boolean

/** These items, with those to be kept as they were read, each behind the one that it stood behind. */
function withRead(before: VisibleItem[], keeps: Keeps, items: VisibleItem[]) {
  const byId = new Map(items.map((item) => [item.id, item]))
  const merged = items.map((item) => item)
  for (const [i, item] of before.entries()) {
    const stored = byId.get(item.id)
    if (stored === item || !keeps(item, stored)) continue
    if (stored) merged[merged.indexOf(stored)] = item
    else merged.splice(placeBehind(merged, before.slice(0, i)), 0, item)
  }
  return merged
}

function placeBehind(items: VisibleItem[], before: VisibleItem[]) {
  const ids = new Set(before.map(({ id }) => id))
  return items.findLastIndex(({ id }) => ids.has(id)) + 1
}

export function prependPage(state: ThreadState, page: Page<VisibleItem>): ThreadState {
  const known = new Set(state.items.map((item) => item.id))
  const older = fromNewestPage(page)
  return {
    ...state,
    earlier: older.earlier,
    items: [...older.items.filter((item) => !known.has(item.id)), ...state.items],
  }
}

/** What a retry does on the server: everything after that message goes. */
export function dropAfter(state: ThreadState, itemId: string): ThreadState {
  const at = state.items.findIndex((item) => item.id === itemId)
  return at === -1 ? state : { ...state, items: state.items.slice(0, at + 1) }
}

function putItem(state: ThreadState, item: VisibleItem): ThreadState {
  const isKnown = state.items.some((known) => known.id === item.id)
  const items = isKnown
    ? state.items.map((known) => (known.id === item.id ? item : known))
    : [...state.items, item]
  return { ...state, items }
}

function applyUpdate(item: VisibleItem, update: ItemUpdate): VisibleItem {
  switch (update.type) {
    case 'assistant_message.content_part.added':
    case 'assistant_message.content_part.done':
      return withPart(item, update.content_index, () => update.content)
    case 'assistant_message.content_part.text_delta':
      return withPart(item, update.content_index, (part) => ({
        ...part,
        text: part.text + update.delta,
      }))
    case 'assistant_message.content_part.annotation_added':
      return withPart(item, update.content_index, (part) => ({
        ...part,
        annotations: part.annotations.toSpliced(update.annotation_index, 0, update.annotation),
      }))
    case 'workflow.task.added':
    case 'workflow.task.updated':
      return withTask(item, update)
    case 'generated_image.updated':
      return item.type === 'generated_image' ? withImage(item, update) : item
    case 'widget.root.updated':
      return item.type === 'widget' ? { ...item, widget: update.widget } : item
    case 'widget.component.updated':
      return item.type === 'widget' ? { ...item, widget: withComponent(item.widget, update) } : item
    case 'widget.streaming_text.value_delta':
      return item.type === 'widget' ? { ...item, widget: withTextDelta(item.widget, update) } : item
    default:
      return item // a kind of update that is newer than this page
  }
}

/** A part that was never announced is padded in, as the protocol has it. */
function withPart(
  item: VisibleItem,
  index: number,
  change: (part: AssistantContent) => AssistantContent,
): VisibleItem {
  if (item.type !== 'assistant_message') return item
  const content = [...item.content]
  while (content.length <= index) content.push({ type: 'output_text', text: '', annotations: [] })
  return {
    ...item,
    content: content.map((part, i) => (i === index ? change(part) : part)),
  }
}

function withTask(
  item: VisibleItem,
  update: Extract<ItemUpdate, { type: 'workflow.task.added' | 'workflow.task.updated' }>,
): VisibleItem {
  if (item.type !== 'workflow') return item
  const replaced = update.type === 'workflow.task.updated' ? 1 : 0
  const tasks = item.workflow.tasks.toSpliced(update.task_index, replaced, update.task)
  return { ...item, workflow: { ...item.workflow, tasks } }
}

/**
 * What happens to every event of a responder on its way to the client: what is stored, what stays
 * hidden, what a stop or a failure keeps. Follows the event pump of ChatKit's Python SDK, except that
 * text the reader has seen is kept when the turn fails.
 */
import { StreamError } from '../errors.ts'
import { newId, now } from '../ids.ts'
import type { SessionMemory, StoredThread } from '../memory/memory.ts'
import type {
  AssistantContent,
  AssistantMessageItem,
  ErrorEvent,
  ItemUpdate,
  ThreadItem,
  ThreadStreamEvent,
  WorkflowItem,
} from './schemas.ts'
import { isVisible, threadOnWire } from './wire.ts'

type ItemEvent = 'thread.item.added' | 'thread.item.done' | 'thread.item.replaced'

/** An event as a responder gives it: its items may be hidden ones. */
export type ResponderEvent =
  | Exclude<ThreadStreamEvent, { type: ItemEvent }>
  | { type: ItemEvent; item: ThreadItem }

export type Books = {
  memory: SessionMemory
  /** The responder changes this object; changes are stored and announced. */
  thread: StoredThread
  signal: AbortSignal
  /** Hears of every failure once, before the reader is told. */
  onError(error: unknown): void
}

export const STOPPED_NOTE =
  'The user stopped this answer. Do not go on with it, and do not answer the earlier request again unless asked to.'
export const FAILED_NOTE =
  'This answer was cut short by a technical failure. The user saw only the part above, if any.'

/** Never throws: a failure of the responder ends as an `error` event. */
export async function* keepBooks(
  events: AsyncIterable<ResponderEvent | ResponderEvent[]>,
  books: Books,
): AsyncGenerator<ThreadStreamEvent[]> {
  const pending = new Map<string, ThreadItem>()
  const thread = new ThreadChanges(books)
  let sent: ThreadStreamEvent[] = []
  yield [{ type: 'stream_options', stream_options: { allow_cancel: true } }]
  try {
    for await (const batch of events) {
      sent = []
      for (const event of Array.isArray(batch) ? batch : [batch]) {
        if (isStored(event)) await store(event, books.memory, books.thread.id)
        track(event, pending)
        const visible = visibleEvent(event, pending)
        if (visible) sent.push(visible)
        if (thread.changed()) sent.push(await thread.save())
      }
      if (sent.length > 0) yield sent
      sent = []
    }
    if (thread.changed()) yield [await thread.save()]
  } catch (error) {
    yield [...sent, ...(await closeBooks(error, books, pending, thread))]
  }
}

type StoredEvent =
  | { type: 'thread.item.done' | 'thread.item.replaced'; item: ThreadItem }
  | { type: 'thread.item.removed'; item_id: string }

/** Told apart at once, so that the many others need no wait. */
function isStored(event: ResponderEvent): event is StoredEvent {
  return (
    event.type === 'thread.item.done' ||
    event.type === 'thread.item.replaced' ||
    event.type === 'thread.item.removed'
  )
}

async function store(event: StoredEvent, memory: SessionMemory, threadId: string): Promise<void> {
  if (event.type === 'thread.item.removed') await memory.deleteThreadItem(threadId, event.item_id)
  else await memory.saveItem(threadId, event.item)
}

/** Follows items that are not done yet, so that a turn cut short can keep them as far as they got. */
function track(event: ResponderEvent, pending: Map<string, ThreadItem>): void {
  switch (event.type) {
    case 'thread.item.added':
      pending.set(event.item.id, pendingCopy(event.item))
      break
    case 'thread.item.updated':
      applyUpdate(pending.get(event.item_id), event.update)
      break
    case 'thread.item.done':
      pending.delete(event.item.id)
      break
    case 'thread.item.removed':
      pending.delete(event.item_id)
      break
  }
}

function visibleEvent(
  event: ResponderEvent,
  pending: Map<string, ThreadItem>,
): ThreadStreamEvent | undefined {
  if ('item' in event) {
    return isVisible(event.item) ? { type: event.type, item: event.item } : undefined
  }
  const changed = event.type === 'thread.item.updated' && pending.get(event.item_id)
  return changed && !isVisible(changed) ? undefined : event
}

const pendingCopy = (item: ThreadItem): ThreadItem =>
  item.type === 'assistant_message'
    ? { ...item, content: item.content.map(copyOf) }
    : structuredClone(item)

/** Only messages and workflows are followed; of other items just the last whole state counts. */
function applyUpdate(item: ThreadItem | undefined, update: ItemUpdate): void {
  if (item?.type === 'assistant_message') updateMessage(item, update)
  if (item?.type === 'workflow') updateWorkflow(item, update)
}

function updateMessage(item: AssistantMessageItem, update: ItemUpdate): void {
  switch (update.type) {
    case 'assistant_message.content_part.added':
    case 'assistant_message.content_part.done':
      contentPart(item, update.content_index)
      item.content[update.content_index] = copyOf(update.content)
      break
    case 'assistant_message.content_part.text_delta':
      contentPart(item, update.content_index).text += update.delta
      break
    case 'assistant_message.content_part.annotation_added':
      contentPart(item, update.content_index).annotations.splice(
        update.annotation_index,
        0,
        update.annotation,
      )
      break
  }
}

/** Later updates change the copy; the responder's own object stays as it is. */
const copyOf = (part: AssistantContent): AssistantContent => ({
  ...part,
  annotations: [...part.annotations],
})

/** Parts may be named before they were added: the list is padded with empty ones. */
function contentPart(item: AssistantMessageItem, index: number): AssistantContent {
  for (;;) {
    const part = item.content[index]
    if (part) return part
    item.content.push({ type: 'output_text', text: '', annotations: [] })
  }
}

function updateWorkflow(item: WorkflowItem, update: ItemUpdate): void {
  if (update.type === 'workflow.task.added') {
    item.workflow.tasks.splice(update.task_index, 0, update.task)
  }
  if (update.type === 'workflow.task.updated') item.workflow.tasks[update.task_index] = update.task
}

/** Ends a turn that was stopped or has failed: what was read stays, what was empty goes. */
async function closeBooks(
  error: unknown,
  books: Books,
  pending: Map<string, ThreadItem>,
  thread: ThreadChanges,
): Promise<ThreadStreamEvent[]> {
  const stopped = books.signal.aborted
  const events: ThreadStreamEvent[] = []
  if (!stopped) books.onError(error)
  try {
    if (thread.changed()) events.push(await thread.save())
    for (const item of pending.values()) events.push(...(await closeItem(item, books)))
    await books.memory.saveItem(books.thread.id, {
      id: newId('shcx'),
      thread_id: books.thread.id,
      created_at: now(),
      type: 'sdk_hidden_context',
      content: stopped ? STOPPED_NOTE : FAILED_NOTE,
    })
  } catch (failure) {
    books.onError(failure)
  }
  if (!stopped) events.push(errorEvent(error))
  return events
}

async function closeItem(item: ThreadItem, books: Books): Promise<ThreadStreamEvent[]> {
  if (item.type === 'assistant_message' && item.content.some(({ text }) => text.trim())) {
    const done = { ...item, created_at: now() }
    await books.memory.saveItem(books.thread.id, done)
    return [{ type: 'thread.item.done', item: done }]
  }
  return isVisible(item) ? [{ type: 'thread.item.removed', item_id: item.id }] : []
}

/** How a failure is told inside a stream; only a `StreamError` has words meant for the reader. */
export function errorEvent(error: unknown): ErrorEvent {
  return error instanceof StreamError
    ? { type: 'error', code: 'custom', message: error.message, allow_retry: error.allowRetry }
    : { type: 'error', code: 'stream.error', allow_retry: true }
}

/** Stores and announces what the responder changes of the thread, never over what the user did meanwhile. */
class ThreadChanges {
  readonly #books: Books
  #saved: StoredThread

  constructor(books: Books) {
    this.#books = books
    this.#saved = { ...books.thread }
  }

  /** Asked after every event, so it compares references; responders replace what they change. */
  changed(): boolean {
    const { thread } = this.#books
    const saved = this.#saved
    return (
      thread.title !== saved.title ||
      thread.status !== saved.status ||
      thread.metadata !== saved.metadata
    )
  }

  async save(): Promise<ThreadStreamEvent> {
    const { memory, thread } = this.#books
    const stored = await memory.loadThread(thread.id)
    const renamedMeanwhile = stored !== undefined && stored.title !== this.#saved.title
    if (renamedMeanwhile) thread.title = stored.title
    this.#saved = { ...thread }
    await memory.saveThread(thread)
    return { type: 'thread.updated', thread: threadOnWire(thread) }
  }
}

/**
 * What happens to every event of a responder on its way to the client: what is stored, what stays
 * hidden, what a stop or a failure keeps. Follows the event pump of ChatKit's Python SDK, except that
 * text the reader has seen is kept when the turn fails.
 */
import { StreamError } from '../errors.ts'
import type { SessionMemory, StoredThread } from '../memory/memory.ts'
import { newId, now } from './ids.ts'
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
  events: AsyncIterable<ResponderEvent>,
  books: Books,
): AsyncGenerator<ThreadStreamEvent> {
  const pending = new Map<string, ThreadItem>()
  const thread = new ThreadChanges(books)

  try {
    yield { type: 'stream_options', stream_options: { allow_cancel: true } }
    for await (const event of events) {
      await store(event, books, pending)
      const visible = visibleEvent(event)
      if (visible) yield visible
      if (thread.changed()) yield* thread.save()
    }
    if (thread.changed()) yield* thread.save()
  } catch (error) {
    yield* closeBooks(error, books, pending, thread)
  }
}

async function store(
  event: ResponderEvent,
  { memory, thread }: Books,
  pending: Map<string, ThreadItem>,
): Promise<void> {
  switch (event.type) {
    case 'thread.item.added':
      pending.set(event.item.id, structuredClone(event.item))
      break
    case 'thread.item.updated':
      applyUpdate(pending.get(event.item_id), event.update)
      break
    case 'thread.item.done':
      pending.delete(event.item.id)
      await memory.saveItem(thread.id, event.item)
      break
    case 'thread.item.replaced':
      await memory.saveItem(thread.id, event.item)
      break
    case 'thread.item.removed':
      pending.delete(event.item_id)
      await memory.deleteThreadItem(thread.id, event.item_id)
      break
  }
}

function visibleEvent(event: ResponderEvent): ThreadStreamEvent | undefined {
  if (!('item' in event)) return event
  return isVisible(event.item) ? { type: event.type, item: event.item } : undefined
}

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
      item.content[update.content_index] = structuredClone(update.content)
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
async function* closeBooks(
  error: unknown,
  books: Books,
  pending: Map<string, ThreadItem>,
  thread: ThreadChanges,
): AsyncGenerator<ThreadStreamEvent> {
  const stopped = books.signal.aborted
  if (!stopped) books.onError(error)
  try {
    if (thread.changed()) yield* thread.save()
    for (const item of pending.values()) yield* closeItem(item, books)
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
  if (!stopped) yield errorEvent(error)
}

async function* closeItem(item: ThreadItem, books: Books): AsyncGenerator<ThreadStreamEvent> {
  if (item.type === 'assistant_message' && item.content.some(({ text }) => text.trim())) {
    const done = { ...item, created_at: now() }
    await books.memory.saveItem(books.thread.id, done)
    yield { type: 'thread.item.done', item: done }
  } else if (isVisible(item)) {
    yield { type: 'thread.item.removed', item_id: item.id }
  }
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

  async *save(): AsyncGenerator<ThreadStreamEvent> {
    const { memory, thread } = this.#books
    const stored = await memory.loadThread(thread.id)
    const renamedMeanwhile = stored !== undefined && stored.title !== this.#saved.title
    if (renamedMeanwhile) thread.title = stored.title
    this.#saved = { ...thread }
    await memory.saveThread(thread)
    yield { type: 'thread.updated', thread: threadOnWire(thread) }
  }
}

/** Threads as a request finds them. */
import { InvalidRequestError, NotFoundError, ThreadNotActiveError } from '../errors.ts'
import type { SessionMemory, StoredThread } from '../memory/memory.ts'
import type { ThreadItem, WidgetItem } from '../protocol/schemas.ts'

/** @throws {NotFoundError} */
export async function requireThread(
  memory: SessionMemory,
  threadId: string,
): Promise<StoredThread> {
  const thread = await memory.loadThread(threadId)
  if (!thread) throw new NotFoundError('This chat')
  return thread
}

/** @throws {NotFoundError | ThreadNotActiveError} the latter with the reason that the thread has. */
export async function requireActiveThread(
  memory: SessionMemory,
  threadId: string,
): Promise<StoredThread> {
  const thread = await requireThread(memory, threadId)
  const { status } = thread
  if (status.type !== 'active') throw new ThreadNotActiveError(status.type, status.reason)
  return thread
}

/** @throws {NotFoundError} */
export async function loadSender(
  memory: SessionMemory,
  threadId: string,
  itemId: string | null | undefined,
): Promise<ThreadItem | undefined> {
  if (!itemId) return undefined
  const item = await memory.loadItem(threadId, itemId)
  if (!item) throw new NotFoundError('What this was done with')
  return item
}

/** @throws {InvalidRequestError} for an item that is no widget. */
export function requireWidget(sender: ThreadItem | undefined): WidgetItem | undefined {
  if (sender === undefined || sender.type === 'widget') return sender
  throw new InvalidRequestError('`params.item_id` must name a widget.')
}

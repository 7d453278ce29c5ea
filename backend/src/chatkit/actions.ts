/** Actions: which item of the thread one was done with. */
import { InvalidRequestError, NotFoundError } from '../errors.ts'
import type { SessionMemory } from '../memory/memory.ts'
import type { ThreadItem, WidgetItem } from '../protocol/schemas.ts'

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

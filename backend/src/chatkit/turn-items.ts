/** The items of a turn, as its events tell of them: which are not done yet, and which stay hidden. */
import type { ResponderEvent } from '../coach/responder.ts'
import type {
  AssistantContent,
  AssistantMessageItem,
  ItemUpdate,
  ThreadItem,
  WorkflowItem,
} from '../protocol/schemas.ts'
import { isVisible } from './wire.ts'

export class TurnItems {
  readonly #pending = new Map<string, ThreadItem>()
  readonly #hidden = new Set<string>()

  /** What is not done yet, as far as it got. */
  get pending(): ThreadItem[] {
    return [...this.#pending.values()]
  }

  /** Takes up what another process has not finished. */
  resume(items: ThreadItem[]): void {
    for (const item of items) this.#pending.set(item.id, pendingCopy(item))
  }

  isHidden(itemId: string): boolean {
    return this.#hidden.has(itemId)
  }

  follow(event: ResponderEvent): void {
    switch (event.type) {
      case 'thread.item.added':
        this.meet(event.item)
        this.#pending.set(event.item.id, pendingCopy(event.item))
        break
      case 'thread.item.updated':
        applyUpdate(this.#pending.get(event.item_id), event.update)
        break
      case 'thread.item.replaced':
        this.meet(event.item)
        if (this.#pending.has(event.item.id)) {
          this.#pending.set(event.item.id, pendingCopy(event.item))
        }
        break
      case 'thread.item.done':
        this.meet(event.item)
        this.#pending.delete(event.item.id)
        break
      case 'thread.item.removed':
        this.#pending.delete(event.item_id)
        break
    }
  }

  /** Later events name an item by its id alone. */
  meet(item: ThreadItem): void {
    if (isVisible(item)) this.#hidden.delete(item.id)
    else this.#hidden.add(item.id)
  }
}

/** What of an item that is not done was there to be read. */
export const hasWords = (item: ThreadItem): item is AssistantMessageItem =>
  item.type === 'assistant_message' && item.content.some(({ text }) => text.trim())

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

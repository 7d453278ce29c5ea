/**
 * What readers were shown of an answer before another process took it over. Where it cannot go on, it stays until
 * the answer that is written again has something to show in its place: the model may be gone.
 */
import type { Emit, ResponderEvent } from '../../coach/responder.ts'
import type { NoticeEvent, ThreadStreamEvent, VisibleItem } from '../../protocol/schemas.ts'
import { TurnItems } from '../turn-items.ts'
import { isVisible } from '../wire.ts'

const WRITTEN_AGAIN: NoticeEvent = {
  type: 'notice',
  level: 'info',
  message: 'The server restarted, so this answer is written again.',
}

export class ShownAnswer {
  /** What was not done yet, as far as it got. */
  readonly pending: VisibleItem[]
  #ids: string[]
  /** Of the new answer, as long as there is nothing of it to read. */
  #held: ResponderEvent[] = []
  readonly #begun = new Set<string>()
  /** Effects and notices, which come once. */
  readonly #told: Set<string>

  /** @param events all that its readers have been sent */
  constructor(events: ThreadStreamEvent[]) {
    const items = new TurnItems()
    const ids = new Set<string>()
    for (const event of events) {
      items.follow(event)
      if (beginsItem(event)) ids.add(event.item.id)
      if (event.type === 'thread.item.removed') ids.delete(event.item_id)
    }
    this.pending = items.pending.filter(isVisible)
    this.#ids = [...ids]
    this.#told = new Set(events.filter(comesOnce).map((event) => JSON.stringify(event)))
  }

  /** Sends on another answer, which takes the place of what was shown once there is something of it to read. */
  replacedBy(emit: Emit): Emit {
    return (events) => {
      const fresh = events.filter((event) => !this.#wasTold(event))
      if (this.#ids.length === 0) return emit(fresh)
      const others: ResponderEvent[] = []
      for (const event of fresh) (this.#isOfNew(event) ? this.#held : others).push(event)
      if (others.length > 0) emit(others)
      if (this.#held.some(canBeRead)) this.remove(emit)
    }
  }

  /** It goes on: nothing takes its place. */
  readonly goOn = (): void => {
    this.#ids = []
  }

  remove(emit: Emit): void {
    if (this.#ids.length === 0) return
    emit([...this.#ids.map(removed), WRITTEN_AGAIN, ...this.#held])
    this.#ids = []
    this.#held = []
  }

  #isOfNew(event: ResponderEvent): boolean {
    if (beginsItem(event)) this.#begun.add(event.item.id)
    const id = 'item' in event ? event.item.id : 'item_id' in event ? event.item_id : undefined
    return id !== undefined && this.#begun.has(id)
  }

  #wasTold(event: ResponderEvent): boolean {
    return comesOnce(event) && this.#told.has(JSON.stringify(event))
  }
}

type ItemBegun = Extract<ResponderEvent, { item: unknown }>

const removed = (item_id: string): ResponderEvent => ({ type: 'thread.item.removed', item_id })

const beginsItem = (event: ResponderEvent): event is ItemBegun =>
  (event.type === 'thread.item.added' || event.type === 'thread.item.done') &&
  event.item.type !== 'user_message'

/** Words, or a whole item other than the steps that lead to one. */
function canBeRead(event: ResponderEvent): boolean {
  if (event.type === 'thread.item.done') {
    return isVisible(event.item) && event.item.type !== 'workflow'
  }
  if (event.type !== 'thread.item.updated') return false
  const { update } = event
  return update.type === 'assistant_message.content_part.text_delta' && update.delta.trim() !== ''
}

const comesOnce = ({ type }: ResponderEvent) => type === 'client_effect' || type === 'notice'

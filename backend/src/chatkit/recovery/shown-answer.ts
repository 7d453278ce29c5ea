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

  /** Sends on another answer, whose first item takes the place of what was shown. */
  replacedBy(emit: Emit): Emit {
    return (events) => {
      if (events.some(beginsItem)) this.remove(emit)
      emit(events.filter((event) => !this.#wasTold(event)))
    }
  }

  /** It goes on: nothing takes its place. */
  readonly goOn = (): void => {
    this.#ids = []
  }

  remove(emit: Emit): void {
    if (this.#ids.length === 0) return
    emit([...this.#ids.map(removed), WRITTEN_AGAIN])
    this.#ids = []
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

const comesOnce = ({ type }: ResponderEvent) => type === 'client_effect' || type === 'notice'

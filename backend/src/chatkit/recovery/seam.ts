/**
 * The rest of an answer that another process began. It is answered from the start again; what the reader
 * has seen already is held against it. As long as both say the same, nothing shows of it.
 */
import type { Emit, ResponderEvent } from '../../coach/responder.ts'
import type {
  AssistantContent,
  AssistantMessageItem,
  ItemUpdate,
  ThreadItem,
  ThreadStreamEvent,
  VisibleItem,
} from '../../protocol/schemas.ts'
import { TurnItems } from '../turn-items.ts'
import { isVisible } from '../wire.ts'

/** The items of a reply, in order, as far as its reader has seen them. */
export function itemsIn(events: ThreadStreamEvent[]): VisibleItem[] {
  const pending = new TurnItems()
  const items = new Map<string, VisibleItem | undefined>()
  for (const event of events) {
    pending.follow(event)
    if (event.type === 'thread.item.added') items.set(event.item.id, undefined)
    if (event.type === 'thread.item.done' && event.item.type !== 'user_message') {
      items.set(event.item.id, event.item)
    }
    if (event.type === 'thread.item.removed') items.delete(event.item_id)
  }
  const asFarAsItGot = (id: string) => pending.pending.filter((item) => item.id === id)
  return [...items].flatMap(([id, done]) => done ?? asFarAsItGot(id)).filter(isVisible)
}

/** An item that takes the place of one that the reader has seen. */
type Joined = {
  id: string
  seen: VisibleItem
  /** Still behind what was seen. */
  isBehind: boolean
}

/** @param seen what `itemsIn` found; @param told other things that the reader has been told */
export async function behindSeam(
  reply: (emit: Emit) => Promise<void>,
  emit: Emit,
  seen: VisibleItem[],
  told: ThreadStreamEvent[],
): Promise<void> {
  const seam = new Seam(seen, told)
  await reply((events) => emit(events.flatMap((event) => seam.pass(event))))
  emit(seam.dropRest())
}

class Seam {
  #seen: VisibleItem[]
  /** Effects and notices come once. */
  readonly #told: string[]
  readonly #joined = new Map<string, Joined>()
  /** The new items, as they would be without the old ones. */
  readonly #items = new TurnItems()

  constructor(seen: VisibleItem[], told: ThreadStreamEvent[]) {
    this.#seen = [...seen]
    this.#told = told.filter(comesOnce).map((event) => JSON.stringify(event))
  }

  pass(event: ResponderEvent): ResponderEvent[] {
    this.#items.follow(event)
    if (comesOnce(event)) return this.#wasTold(event) ? [] : [event]
    switch (event.type) {
      case 'thread.item.added':
      case 'thread.item.done': {
        const { item } = event
        const joined = this.#joined.get(item.id) ?? this.#join(item)
        if (!joined) return isVisible(item) ? [...this.dropRest(), event] : [event]
        if (event.type === 'thread.item.added') return this.#catchUp(item.id, joined)
        this.#joined.delete(item.id)
        return [{ ...event, item: { ...item, id: joined.id } }]
      }
      case 'thread.item.updated': {
        const joined = this.#joined.get(event.item_id)
        if (!joined) return [event]
        if (!joined.isBehind) return [{ ...event, item_id: joined.id }]
        return this.#catchUp(event.item_id, joined)
      }
      case 'thread.item.removed':
        return [{ ...event, item_id: this.#nameOf(event.item_id) }]
      case 'thread.item.replaced':
        return [{ ...event, item: { ...event.item, id: this.#nameOf(event.item.id) } }]
      default:
        return [event]
    }
  }

  /** What was seen and has not come again. */
  dropRest(): ResponderEvent[] {
    const rest = this.#seen
    this.#seen = []
    return rest.map(({ id }) => ({ type: 'thread.item.removed', item_id: id }))
  }

  #join(item: ThreadItem): Joined | undefined {
    const [seen] = this.#seen
    if (!isVisible(item) || seen?.type !== item.type) return undefined
    this.#seen.shift()
    const joined = { id: seen.id, seen, isBehind: true }
    this.#joined.set(item.id, joined)
    return joined
  }

  /** Of a message, what is beyond that which was seen; other items show again when they are done. */
  #catchUp(itemId: string, joined: Joined): ResponderEvent[] {
    const { id, seen } = joined
    const now = this.#items.pending.find((item) => item.id === itemId)
    if (seen.type !== 'assistant_message' || now?.type !== 'assistant_message') return []
    if (!isSamePath(now, seen)) return this.#fork(itemId, joined, now)
    if (isBehind(now, seen)) return []
    joined.isBehind = false
    return now.content
      .flatMap((part, index) => beyond(part, seen.content[index], index))
      .map((update) => ({ type: 'thread.item.updated', item_id: id, update }))
  }

  /** This answer is another one: it takes the place of what was seen from here on. */
  #fork(itemId: string, { id }: Joined, now: AssistantMessageItem): ResponderEvent[] {
    this.#joined.delete(itemId)
    const item = structuredClone(now)
    return [
      { type: 'thread.item.removed', item_id: id },
      ...this.dropRest(),
      { type: 'thread.item.added', item },
    ]
  }

  /** What its reader knows it by. */
  #nameOf(itemId: string): string {
    return this.#joined.get(itemId)?.id ?? itemId
  }

  #wasTold(event: ResponderEvent): boolean {
    const at = this.#told.indexOf(JSON.stringify(event))
    if (at >= 0) this.#told.splice(at, 1)
    return at >= 0
  }
}

const comesOnce = ({ type }: ResponderEvent) => type === 'client_effect' || type === 'notice'

const textsOf = ({ content }: AssistantMessageItem) => content.map(({ text }) => text)

/** One is the beginning of the other, part by part. */
function isSamePath(now: AssistantMessageItem, seen: AssistantMessageItem): boolean {
  const before = textsOf(seen)
  return textsOf(now).every((text, i) => {
    const other = before[i] ?? ''
    const isLast = i >= Math.min(now.content.length, seen.content.length) - 1
    return isLast ? text.startsWith(other) || other.startsWith(text) : text === other
  })
}

function isBehind(now: AssistantMessageItem, seen: AssistantMessageItem): boolean {
  return seen.content.some((before, i) => {
    const part = now.content[i]
    return (
      !part ||
      part.text.length < before.text.length ||
      part.annotations.length < before.annotations.length
    )
  })
}

function beyond(
  part: AssistantContent,
  seen: AssistantContent | undefined,
  content_index: number,
): ItemUpdate[] {
  if (!seen) {
    return [{ type: 'assistant_message.content_part.added', content_index, content: part }]
  }
  const delta = part.text.slice(seen.text.length)
  const text = { type: 'assistant_message.content_part.text_delta', content_index, delta } as const
  const annotations = part.annotations.slice(seen.annotations.length).map(
    (annotation, i) =>
      ({
        type: 'assistant_message.content_part.annotation_added',
        content_index,
        annotation_index: seen.annotations.length + i,
        annotation,
      }) as const,
  )
  return delta ? [text, ...annotations] : annotations
}

/** What a scripted responder says: the events of one assistant message. */
import { setImmediate as eventsTaken } from 'node:timers/promises'
import type {
  ActionTurn,
  Emit,
  Responder,
  ResponderEvent,
  Turn,
} from '../../src/coach/responder.ts'
import { now } from '../../src/protocol/ids.ts'
import type { AssistantMessageItem, HiddenItem, ThreadItem } from '../../src/protocol/schemas.ts'

/** Where an item goes: a turn, or an action. */
type Place = Pick<Turn, 'thread'>

export function message(turn: Place, id: string, text = ''): AssistantMessageItem {
  const content = text ? [{ type: 'output_text' as const, text, annotations: [] }] : []
  const thread_id = turn.thread.id
  return { id, thread_id, created_at: now(), type: 'assistant_message', content }
}

export function note(turn: Place, id: string, content = 'Only for the model'): HiddenItem {
  return { id, thread_id: turn.thread.id, created_at: now(), type: 'hidden_context_item', content }
}

export const added = (item: ThreadItem): ResponderEvent => ({
  type: 'thread.item.added',
  item,
})

export const done = (item: ThreadItem): ResponderEvent => ({
  type: 'thread.item.done',
  item,
})

export const words = (item_id: string, delta: string): ResponderEvent => ({
  type: 'thread.item.updated',
  item_id,
  update: { type: 'assistant_message.content_part.text_delta', content_index: 0, delta },
})

/** A reply as a list: what it does after a `yield` comes after that event has been sent on. */
export type ReplyScript<Given = Turn> = (
  given: Given,
) => AsyncIterable<ResponderEvent | ResponderEvent[]>

type ActionGiven = ActionTurn & { emit: Emit }

/** A responder that may say what it emits in scripts. */
export type ScriptedResponder = Omit<Responder, 'respond' | 'action'> & {
  respond: ReplyScript | Responder['respond']
  action?: ReplyScript<ActionGiven> | Responder['action']
}

export function responderOf({ respond, action, ...others }: ScriptedResponder): Responder {
  return { ...others, respond: emitting(respond), ...(action && { action: emitting(action) }) }
}

const emitting =
  <Given extends { emit: Emit }>(script: ReplyScript<Given> | ((given: Given) => Promise<void>)) =>
  async (given: Given) => {
    const reply = script(given)
    if (reply instanceof Promise) return reply
    for await (const events of reply) {
      given.emit([events].flat())
      await eventsTaken()
    }
  }

/** Answers at once with these texts, one a turn; the last one again and again. */
export function saying(...texts: string[]): ReplyScript {
  let turns = 0
  return async function* (turn) {
    const text = texts[Math.min(turns, texts.length - 1)]
    turns += 1
    yield done(message(turn, `msg_${turns}`, text))
  }
}

/** Writes these words, then waits until it is stopped. */
export function unfinished(...deltas: string[]): ReplyScript {
  return async function* (turn) {
    const item = message(turn, 'msg_unfinished')
    yield added(item)
    for (const delta of deltas) yield words(item.id, delta)
    await stopped(turn.signal)
  }
}

/** Rejects when the turn is stopped, and does nothing else. */
export function stopped(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

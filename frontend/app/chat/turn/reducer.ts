import type { ThreadStreamEvent, VisibleItem } from '~/api/protocol'
import {
  type Chat,
  isUserMessage,
  withItemProblem,
  withNotice,
  withoutAnswerNotices,
  withTurnEvent,
} from './chat-state'
import { applyEvent } from './thread-state'
import { notStored, problemOfEvent } from './turn-errors'
import { activeTurn, type TurnEvent } from './turn-machine'
import { INTERRUPTED, withProgress, withUnsaved } from './unsaved'

/** A chat after an event of its answer. */
export function chatReducer(chat: Chat, event: ThreadStreamEvent): Chat {
  const next = withProgress({ ...chat, thread: applyEvent(chat.thread, event) }, event)
  switch (event.type) {
    case 'thread.item.added':
    case 'thread.item.done':
    case 'thread.item.replaced':
      return withItem(next, event.item)
    case 'thread.item.updated':
      return event.update.type === 'assistant_message.content_part.text_delta'
        ? withTurnEvent(next, { type: 'writing' })
        : next
    case 'progress_update':
      return withTurnEvent(next, { type: 'progress', stage: event.text })
    case 'notice':
      return withNotice(next, event)
    case 'error': {
      const problem = problemOfEvent(next, event)
      const failed = turnChanged(withUnsaved(next, notStored(event)), { type: 'failed', problem })
      // What was not stored comes back, to be sent again as a request of its own: this one has had its answer.
      const { outgoing } = failed
      return outgoing ? { ...failed, outgoing: { ...outgoing, sent: undefined } } : failed
    }
    default:
      return next
  }
}

/** A chat after an event of its turn, with what begins and ends with a turn. */
export function turnChanged(chat: Chat, event: TurnEvent): Chat {
  const next = withTurnEvent(chat, event)
  if (next === chat) return chat
  switch (event.type) {
    case 'sent':
    case 'followed':
      return withoutAnswerNotices(withUnsaved(next, INTERRUPTED))
    case 'failed': {
      // Where what was done with an item has failed, the item shows it.
      const about = activeTurn(chat)?.about
      if (about?.type !== 'action') return next
      const failed = withTurnEvent(chat, { type: 'failed' })
      return withItemProblem(failed, about.itemId, event.problem)
    }
    case 'ended': {
      const isStopped = chat.turn?.state === 'stopping'
      // What a stopped answer lacks is known once its stored part is read.
      return { ...(isStopped ? next : withUnsaved(next, INTERRUPTED)), outgoing: undefined }
    }
    default:
      return next
  }
}

/** The reader's message is stored: the coach has it. */
export function isUserMessageStored(event: ThreadStreamEvent) {
  return event.type === 'thread.item.done' && isUserMessage(event.item)
}

/** The form whose answers this event says are stored. */
export function submittedFormId(event: ThreadStreamEvent): string | undefined {
  if (event.type !== 'thread.item.replaced') return undefined
  const { item } = event
  return item.type === 'structured_input' && item.status !== 'pending' ? item.id : undefined
}

function withItem(chat: Chat, item: VisibleItem): Chat {
  if (isUserMessage(item))
    return withTurnEvent({ ...chat, outgoing: undefined }, { type: 'stored' })
  if (item.type === 'structured_input' && item.id === activeTurn(chat)?.about?.itemId) {
    return withTurnEvent(chat, { type: 'stored' })
  }
  const hasText = item.type === 'assistant_message' && item.content.some(({ text }) => text)
  return hasText ? withTurnEvent(chat, { type: 'writing' }) : chat
}

import type { ThreadStreamEvent, VisibleItem } from '~/api/protocol'
import { type Chat, isUserMessage, type Turn, withNotice, withTurn } from './chat-state'
import { applyEvent } from './thread-state'
import { notStored, withErrorEvent } from './turn-errors'
import { withProgress, withUnsaved } from './unsaved'

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
        ? withTurn(next, { isWriting: true })
        : next
    case 'progress_update':
      return withTurn(next, { stage: event.text })
    case 'notice':
      return withNotice(next, event)
    case 'error':
      return withErrorEvent(withUnsaved(next, notStored(event)), event)
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
  if (isUserMessage(item)) {
    return withTurn({ ...chat, outgoing: undefined }, { phase: phaseOnceStored(chat) })
  }
  if (item.id === chat.turn?.about?.itemId && item.type === 'structured_input') {
    return withTurn(chat, { about: undefined, phase: phaseOnceStored(chat) })
  }
  const hasText = item.type === 'assistant_message' && item.content.some(({ text }) => text)
  return hasText ? withTurn(chat, { isWriting: true }) : chat
}

/** Nothing makes up for "Stop" once it was pressed. */
function phaseOnceStored({ turn }: Chat): Turn['phase'] {
  return turn?.phase === 'stopping' ? 'stopping' : 'answering'
}

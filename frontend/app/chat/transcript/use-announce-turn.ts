import { useEffect, useRef } from 'react'
import type { VisibleItem } from '~/api/protocol'
import { choicesOf } from '~/items/choices'
import { isRemark } from '~/items/rich-item'
import { announce } from '~/ui/announcer'
import type { Chat } from '../turn/chat-state'
import { activeTurn, isStopped, problemOf } from '../turn/turn-machine'

const SPOKEN_LENGTH = 300

/** Tells people who listen when the coach begins, and how the answer went. */
export function useAnnounceTurn(chat: Chat) {
  const turn = activeTurn(chat)
  // What was done with a widget shows there.
  const isAnswering = turn !== undefined && turn.about?.type !== 'action'
  const wasAnswering = useRef(isAnswering)
  const ending = problemOf(chat) ? undefined : spokenEnding(chat)
  useEffect(() => {
    if (isAnswering === wasAnswering.current) return
    wasAnswering.current = isAnswering
    if (isAnswering) announce('Coach is answering')
    else if (ending) announce(ending)
  }, [isAnswering, ending])
}

function spokenEnding(chat: Chat) {
  return isStopped(chat) ? 'Answer stopped' : spokenAnswer(chat.thread.items)
}

function spokenAnswer(items: VisibleItem[]) {
  const choices = choicesOf(items.at(-1))
  if (!choices) return spokenWords(items.at(-1))
  const count = choices.length === 1 ? '1 suggestion' : `${choices.length} suggestions`
  return `${spokenWords(items.at(-2)) ?? 'Coach:'} ${count} of what to ask next.`
}

function spokenWords(item: VisibleItem | undefined) {
  const text = item && wordsOf(item)
  if (!text) return undefined
  const plain = text
    .slice(0, 4 * SPOKEN_LENGTH)
    .replace(/[*_`#>|]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (plain.length <= SPOKEN_LENGTH && text.length <= 4 * SPOKEN_LENGTH) return `Coach: ${plain}`
  const cut = plain.lastIndexOf('. ', SPOKEN_LENGTH)
  return `Coach: ${plain.slice(0, cut > 0 ? cut + 1 : SPOKEN_LENGTH)} The whole answer is in the conversation.`
}

function wordsOf(item: VisibleItem) {
  switch (item.type) {
    case 'assistant_message':
      return item.content.map((part) => part.text).join(' ')
    case 'structured_input':
      return item.inputs.map(({ question }) => question).join(' ')
    case 'widget':
      return item.copy_text
    case 'task':
      return isRemark(item) ? item.task.title : undefined
    default:
      return undefined
  }
}

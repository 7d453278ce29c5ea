import { useEffect, useRef } from 'react'
import type { VisibleItem } from '~/api/protocol'
import { announce } from '~/ui/announcer'
import type { Chat } from './chat'

const SPOKEN_LENGTH = 300

/** Tells people who listen when the coach begins, and how the answer went. */
export function useAnnounceTurn({ turn, problem, stopped, thread }: Chat) {
  const isAnswering = turn !== undefined
  const wasAnswering = useRef(isAnswering)
  const ending = problem
    ? undefined
    : stopped
      ? 'Answer stopped'
      : spokenAnswer(thread.items.at(-1))
  useEffect(() => {
    if (isAnswering === wasAnswering.current) return
    wasAnswering.current = isAnswering
    if (isAnswering) announce('Coach is answering')
    else if (ending) announce(ending)
  }, [isAnswering, ending])
}

function spokenAnswer(item: VisibleItem | undefined) {
  if (item?.type !== 'assistant_message') return undefined
  const text = item.content.map((part) => part.text).join(' ')
  const plain = text
    .replace(/[*_`#>|]+/g, '')
    .replace(/\s+/g, ' ')
    .trim()
  if (plain.length <= SPOKEN_LENGTH) return `Coach: ${plain}`
  const cut = plain.lastIndexOf('. ', SPOKEN_LENGTH)
  return `Coach: ${plain.slice(0, cut > 0 ? cut + 1 : SPOKEN_LENGTH)} The whole answer is in the conversation.`
}

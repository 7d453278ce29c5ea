import { useEffect, useState } from 'react'
import buttons from '~/ui/button.module.css'
import { Notice } from '~/ui/notice'
import { drafts, turns } from './browser-chat'
import { type Chat, pendingForm } from './chat'
import type { Draft } from './drafts'
import type { ReturnedMessage } from './send-from-form.server'

type TurnProblemProps = {
  chat: Chat
  threadId?: string
  draftKey: string
  onSend: (message: Draft) => void
  returned?: ReturnedMessage
}

/** Why there is no answer, and the way to one. */
export function TurnProblem({ chat, threadId, draftKey, onSend, returned }: TurnProblemProps) {
  const { problem, turn } = chat
  const isOld = useHasAnswered(turn !== undefined)
  if (turn) return null
  // The form says it itself, for as long as it is there.
  if (problem?.formId && problem.formId === pendingForm(chat.thread)?.id) return null
  if (!problem) return returned && !isOld ? <Notice message={returned.problem} /> : null
  const again = () => {
    if (problem.again === 'send') return onSend(drafts.take(draftKey))
    if (!threadId) return
    if (problem.again === 'follow') turns.followAgain(threadId)
    else turns.answerAgain(threadId)
  }
  return (
    <Notice message={problem.message}>
      {problem.again && (
        <button type="button" className={buttons.button} onClick={again}>
          Try again
        </button>
      )}
    </Notice>
  )
}

/** What a form brought back is news until the page itself has had a turn. */
function useHasAnswered(isAnswering: boolean) {
  const [hasAnswered, setHasAnswered] = useState(false)
  useEffect(() => {
    if (isAnswering) setHasAnswered(true)
  }, [isAnswering])
  return hasAnswered
}

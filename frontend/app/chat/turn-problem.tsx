import { useEffect, useRef, useState } from 'react'
import { Notice } from '~/ui/notice'
import { WaitingButton } from '~/ui/waiting-button'
import { focusComposer } from './composer/composer-focus'
import type { ReturnedMessage } from './composer/send-from-form.server'
import type { Draft } from './drafts/drafts'
import { chatStore, drafts } from './turn/browser-chat'
import { type Chat, pendingForm } from './turn/chat-state'
import { activeTurn, type Problem, problemOf } from './turn/turn-machine'
import { useDraft } from './turn/use-chat'

type TurnProblemProps = {
  chat: Chat
  threadId?: string
  draftKey: string
  onSend: (message: Draft) => void
  returned?: ReturnedMessage
}

/** Why there is no answer, and the way to one. */
export function TurnProblem({ chat, threadId, draftKey, onSend, returned }: TurnProblemProps) {
  const turn = activeTurn(chat)
  const problem = problemOf(chat)
  const isOld = useHasAnswered(turn !== undefined)
  if (turn) return null
  // The form says it itself, for as long as it is there.
  if (problem?.formId && problem.formId === pendingForm(chat.thread)?.id) return null
  if (!problem) return returned && !isOld ? <Notice {...returned.problem} /> : null
  const again = () => {
    if (problem.again === 'send') onSend(drafts.take(draftKey))
    else if (threadId && problem.again === 'follow') chatStore.followAgain(threadId)
    else if (threadId) chatStore.answerAgain(threadId)
  }
  return <OwnProblem problem={problem} draftKey={draftKey} again={again} />
}

type OwnProblemProps = { problem: Problem; draftKey: string; again: () => void }

function OwnProblem({ problem, draftKey, again }: OwnProblemProps) {
  const { text, files, sent } = useDraft(draftKey)
  const isAutomatic = problem.isAutomatic === true && sent !== undefined
  useAtEndOf(isAutomatic ? problem : undefined, again)
  const isSend = problem.again === 'send'
  const press = () => {
    again()
    // The button that was pressed goes with the alert.
    if (isSend) focusComposer()
  }
  const canPress = isSend ? text.trim() !== '' || files.length > 0 : problem.again !== undefined
  return (
    <Notice message={problem.message} wait={problem.wait} isAutomatic={isAutomatic}>
      {canPress && <WaitingButton wait={problem.wait} onPress={press} />}
    </Notice>
  )
}

/** Jitter, so that clients do not retry at the same moment. */
const SPREAD_MS = 500

/** Sends the message again by itself; not when the wait ended before the page was shown again. */
function useAtEndOf(problem: Problem | undefined, act: () => void) {
  const latest = useRef(act)
  useEffect(() => {
    latest.current = act
  })
  const until = problem?.wait?.until
  useEffect(() => {
    if (until === undefined || until <= Date.now()) return
    const ms = until - Date.now() + Math.random() * SPREAD_MS
    const timer = setTimeout(() => latest.current(), ms)
    return () => clearTimeout(timer)
  }, [until])
}

/** The result of a form post is shown until the page has had a turn of its own. */
function useHasAnswered(isAnswering: boolean) {
  const [hasAnswered, setHasAnswered] = useState(false)
  useEffect(() => {
    if (isAnswering) setHasAnswered(true)
  }, [isAnswering])
  return hasAnswered
}

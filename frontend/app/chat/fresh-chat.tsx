import { useNavigate } from '@remix-run/react'
import { useEffect, useState } from 'react'
import { useHub } from '~/hub/load-hub'
import { Notice } from '~/ui/notice'
import { TryAgain } from '~/ui/try-again'
import { turns } from './browser-chat'
import { ChatFrame } from './chat-frame'
import { Composer } from './composer'
import { NEW_CHAT } from './drafts'
import type { ReturnedMessage } from './send-from-form.server'
import { StarterPrompts } from './starter-prompts'
import { Transcript } from './transcript'
import { TurnProblem } from './turn-problem'
import { newChatKey } from './turns'
import { useChat } from './use-chat'
import { useRestoreFocus } from './use-restore-focus'

/** The start screen, until the first message gives the chat its own address. */
export function FreshChat({ returned }: { returned?: ReturnedMessage }) {
  const { problem } = useHub()
  const [key] = useState(newChatKey)
  const chat = useChat(key)
  useMoveToThread(chat.thread.info?.id)
  useRestoreFocus()
  const hasBegun = chat.outgoing !== undefined || chat.thread.items.length > 0
  const send = (message: Parameters<typeof turns.send>[1]) => turns.send(key, message)
  return (
    <ChatFrame
      dock={
        <>
          {problem && !chat.problem && (
            <Notice message={problem}>
              <TryAgain />
            </Notice>
          )}
          <TurnProblem chat={chat} draftKey={NEW_CHAT} onSend={send} returned={returned} />
          <Composer
            action="/?index"
            draftKey={NEW_CHAT}
            turn={chat.turn}
            returned={returned}
            onSend={send}
            onStop={() => turns.stop(key)}
          />
        </>
      }
    >
      {hasBegun ? (
        <Transcript chat={chat} />
      ) : (
        <StarterPrompts onPick={(text) => send({ text, files: [] })} />
      )}
    </ChatFrame>
  )
}

function useMoveToThread(threadId: string | undefined) {
  const navigate = useNavigate()
  useEffect(() => {
    if (threadId) navigate(`/chat/${threadId}`, { replace: true })
  }, [threadId, navigate])
}

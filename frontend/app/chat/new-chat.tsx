import { useCallback } from 'react'
import { useHubData } from '~/session/hub-data'
import { Notice } from '~/ui/notice'
import { TryAgain } from '~/ui/try-again'
import { ChatDock } from './chat-dock'
import { ChatFrame } from './chat-frame'
import { useComposerFocus } from './composer/composer-focus'
import type { ReturnedMessage } from './composer/send-from-form.server'
import type { Draft } from './drafts/drafts'
import { StarterPrompts } from './starter-prompts'
import { Transcript } from './transcript/transcript'
import { chatStore } from './turn/browser-chat'
import { problemOf } from './turn/turn-machine'
import { useChat, useDraft } from './turn/use-chat'

type NewChatProps = {
  chatKey: string
  /** The reader chose "New chat", rather than arriving on the site. */
  isAskedFor: boolean
  returned?: ReturnedMessage
  /** Shown above the greeting. */
  note?: string
}

/** The start screen, until the first message gives the chat its own address. */
export function NewChat({ chatKey: key, isAskedFor, returned, note }: NewChatProps) {
  const { problem } = useHubData()
  const chat = useChat(key)
  const threadId = chat.thread.info?.id
  useComposerFocus(isAskedFor)
  const { queued = [] } = useDraft(key)
  const hasBegun = chat.outgoing !== undefined || chat.thread.items.length > 0 || queued.length > 0
  const send = useCallback((message: Draft) => chatStore.send(key, message), [key])
  const stop = useCallback(() => chatStore.stop(key), [key])
  return (
    <ChatFrame
      dock={
        <>
          {problem && !problemOf(chat) && (
            <Notice {...problem}>
              <TryAgain wait={problem.wait} />
            </Notice>
          )}
          <ChatDock
            chat={chat}
            threadId={threadId}
            action="/?index"
            draftKey={key}
            returned={returned}
            onSend={send}
            onStop={stop}
          />
        </>
      }
    >
      {hasBegun ? (
        <Transcript chat={chat} threadId={threadId} draftKey={key} />
      ) : (
        <StarterPrompts note={note} onPick={(text) => send({ text, files: [] })} />
      )}
    </ChatFrame>
  )
}

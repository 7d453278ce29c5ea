import { useHub } from '~/hub/load-hub'
import { Notice } from '~/ui/notice'
import { TryAgain } from '~/ui/try-again'
import { turns } from './browser-chat'
import { ChatDock } from './chat-dock'
import { ChatFrame } from './chat-frame'
import type { ReturnedMessage } from './send-from-form.server'
import { StarterPrompts } from './starter-prompts'
import { Transcript } from './transcript'
import { useChat, useDraft } from './use-chat'
import { useComposerFocus } from './use-composer-focus'

type FreshChatProps = {
  chatKey: string
  /** The reader chose "New chat", rather than arriving on the site. */
  isAskedFor: boolean
  returned?: ReturnedMessage
  /** Shown above the greeting. */
  note?: string
}

/** The start screen, until the first message gives the chat its own address. */
export function FreshChat({ chatKey: key, isAskedFor, returned, note }: FreshChatProps) {
  const { problem } = useHub()
  const chat = useChat(key)
  const threadId = chat.thread.info?.id
  useComposerFocus(isAskedFor)
  const { queued = [] } = useDraft(key)
  const hasBegun = chat.outgoing !== undefined || chat.thread.items.length > 0 || queued.length > 0
  const send = (message: Parameters<typeof turns.send>[1]) => turns.send(key, message)
  return (
    <ChatFrame
      dock={
        <>
          {problem && !chat.problem && (
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
            onStop={() => turns.stop(key)}
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

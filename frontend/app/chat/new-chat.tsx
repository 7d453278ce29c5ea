import { useHub } from '~/session/hub-data'
import { Notice } from '~/ui/notice'
import { TryAgain } from '~/ui/try-again'
import { ChatDock } from './chat-dock'
import { ChatFrame } from './chat-frame'
import { useComposerFocus } from './composer/composer-focus'
import type { ReturnedMessage } from './composer/send-from-form.server'
import { StarterPrompts } from './starter-prompts'
import { Transcript } from './transcript/transcript'
import { turns } from './turn/browser-chat'
import { useChat, useDraft } from './turn/use-chat'

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

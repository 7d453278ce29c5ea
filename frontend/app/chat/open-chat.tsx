import type { Page, VisibleItem } from '~/api/protocol'
import { useThreadTitle } from '~/hub/use-thread-title'
import { turns } from './browser-chat'
import { ChatFrame } from './chat-frame'
import { Composer } from './composer'
import type { ReturnedMessage } from './send-from-form.server'
import { Transcript } from './transcript'
import { TurnProblem } from './turn-problem'
import { useChat } from './use-chat'
import { useComposerFocus } from './use-composer-focus'

type OpenChatProps = {
  threadId: string
  page: Page<VisibleItem>
  readAt: number
  returned?: ReturnedMessage
}

/** One thread, and what is being said in it now. */
export function OpenChat({ threadId, page, readAt, returned }: OpenChatProps) {
  const chat = useChat(threadId, page, readAt)
  const title = useThreadTitle(threadId)
  useComposerFocus()
  const send = (message: Parameters<typeof turns.send>[1]) => turns.send(threadId, message)
  return (
    <ChatFrame
      title={title}
      dock={
        <>
          <TurnProblem
            chat={chat}
            threadId={threadId}
            draftKey={threadId}
            onSend={send}
            returned={returned}
          />
          <Composer
            action={`/chat/${threadId}`}
            draftKey={threadId}
            turn={chat.turn}
            returned={returned}
            onSend={send}
            onStop={() => turns.stop(threadId)}
          />
        </>
      }
    >
      <Transcript chat={chat} threadId={threadId} />
    </ChatFrame>
  )
}

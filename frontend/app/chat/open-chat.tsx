import type { Page, VisibleItem } from '~/api/protocol'
import { useThreadTitle } from '~/hub/use-thread-title'
import { turns } from './browser-chat'
import { ChatDock } from './chat-dock'
import { ChatFrame } from './chat-frame'
import { useIsDrawnAnswering } from './drawn-progress'
import type { ReturnedMessage } from './send-from-form.server'
import { Transcript } from './transcript'
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
  return (
    <ChatFrame
      title={title}
      isDrawnAnswering={useIsDrawnAnswering(threadId)}
      dock={
        <ChatDock
          chat={chat}
          threadId={threadId}
          action={`/chat/${threadId}`}
          draftKey={threadId}
          returned={returned}
          onSend={(message) => turns.send(threadId, message)}
          onStop={() => turns.stop(threadId)}
        />
      }
    >
      <Transcript chat={chat} threadId={threadId} draftKey={threadId} />
    </ChatFrame>
  )
}

import { useCallback } from 'react'
import type { Page, VisibleItem } from '~/api/protocol'
import { ChatDock } from './chat-dock'
import { ChatFrame } from './chat-frame'
import { useComposerFocus } from './composer/composer-focus'
import type { ReturnedMessage } from './composer/send-from-form.server'
import type { Draft } from './drafts/drafts'
import { useIsSsrAnswering } from './transcript/ssr-progress'
import { Transcript } from './transcript/transcript'
import { chatStore } from './turn/browser-chat'
import { useThreadTitle } from './turn/thread-list'
import { useChat } from './turn/use-chat'

type ThreadChatProps = {
  threadId: string
  page: Page<VisibleItem>
  readAt: number
  returned?: ReturnedMessage
}

/** One thread, and what is being said in it now. */
export function ThreadChat({ threadId, page, readAt, returned }: ThreadChatProps) {
  const chat = useChat(threadId, page, readAt)
  const title = useThreadTitle(threadId)
  useComposerFocus()
  const send = useCallback((message: Draft) => chatStore.send(threadId, message), [threadId])
  const stop = useCallback(() => chatStore.stop(threadId), [threadId])
  return (
    <ChatFrame
      title={title}
      isDrawnAnswering={useIsSsrAnswering(threadId)}
      dock={
        <ChatDock
          chat={chat}
          threadId={threadId}
          action={`/chat/${threadId}`}
          draftKey={threadId}
          returned={returned}
          onSend={send}
          onStop={stop}
        />
      }
    >
      <Transcript chat={chat} threadId={threadId} draftKey={threadId} />
    </ChatFrame>
  )
}

import { useLocation, useParams } from '@remix-run/react'
import { useEffect } from 'react'
import { ChatFace } from '~/panel/chat-or-panel'
import { FreshChat } from './new-chat'
import { drafts } from './turn/browser-chat'
import { useNewChat } from './use-new-chat'

/** A new chat at the address of one that is gone. */
export function MissingChat() {
  const location = useLocation()
  const { chatKey } = useNewChat(location)
  const { threadId } = useParams()
  useEffect(() => {
    if (threadId) drafts.abandon(threadId)
  }, [threadId])
  return (
    <ChatFace key={location.key} chatKey={chatKey}>
      <FreshChat chatKey={chatKey} isAskedFor={false} note={GONE} />
    </ChatFace>
  )
}

const GONE =
  'This chat is no longer here: chats last as long as their browser tab, and until they are deleted.'

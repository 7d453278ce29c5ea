import { type ReactNode, useEffect } from 'react'
import { drafts, turns } from '~/chat/browser-chat'
import { NEW_CHAT } from '~/chat/chat-keys'
import { useDraft, useThreadsOverview } from '~/chat/use-chat'
import { useThreadTitle } from '~/hub/use-thread-title'
import { useLayoutEffect } from '~/ui/use-layout-effect'
import { panel } from './browser-panel'
import { useIsPanelShown } from './use-panel'

type ChatFaceProps = {
  /** None for a new chat. */
  threadId: string | null
  isAskedFor?: boolean
  /** The first-party chat. */
  children: ReactNode
}

/** One chat at its address: our own, or an empty place for OpenAI's panel, which lies above the routes. */
export function ChatFace({ threadId, isAskedFor = false, children }: ChatFaceProps) {
  useArrival(threadId, isAskedFor)
  useFirstWord()
  if (!useIsPanelShown()) return children
  return threadId ? <ThreadHeading threadId={threadId} /> : <Heading title="New chat" />
}

function ThreadHeading({ threadId }: { threadId: string }) {
  return <Heading title={useThreadTitle(threadId)} />
}

function Heading({ title }: { title: string }) {
  return <h1 className="visually-hidden">{title}</h1>
}

/** Tells the panel which chat is in view, and whether there is something in it that a swap would take away. */
function useArrival(threadId: string | null, isAskedFor: boolean) {
  useLayoutEffect(() => {
    const place = { threadId, isAskedFor }
    panel.tell({ type: 'arrived', place, isInUse: isInUse(threadId) })
    return () => panel.tell({ type: 'left', place })
  }, [threadId, isAskedFor])

  useDraft(threadId ?? NEW_CHAT)
  useThreadsOverview()
  const isUsed = isInUse(threadId)
  useLayoutEffect(() => {
    if (isUsed) panel.tell({ type: 'used' })
  }, [isUsed])
}

/** Something is written here, attached, or being answered by the first-party chat. */
function isInUse(threadId: string | null) {
  const { text, files } = drafts.get(threadId ?? NEW_CHAT)
  return text !== '' || files.length > 0 || (threadId !== null && turns.isAnswering(threadId))
}

/** A starter prompt is sent without ever having been a draft. */
function useFirstWord() {
  useEffect(() => {
    const main = document.getElementById('main')
    const use = () => panel.tell({ type: 'used' })
    main?.addEventListener('submit', use, true)
    return () => main?.removeEventListener('submit', use, true)
  }, [])
}

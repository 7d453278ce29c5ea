import { type ReactNode, useEffect } from 'react'
import { isNew, threadIdOf } from '~/chat/drafts/chat-keys'
import { chatStore, drafts } from '~/chat/turn/browser-chat'
import { useThreadTitle } from '~/chat/turn/thread-list'
import { useDraft, useKeyOf, useThreadsOverview } from '~/chat/turn/use-chat'
import { useMoveToThread } from '~/chat/use-new-chat'
import { useLayoutEffect } from '~/ui/use-hydrated'
import { panel, useIsPanelShown } from './panel'

type ChatOrPanelProps = {
  chatKey: string
  isAskedFor?: boolean
  /** The router is still on its way here. */
  isPending?: boolean
  /** The first-party chat. */
  children: ReactNode
}

/** One chat at its address: our own, or an empty place for OpenAI's panel, which lies above the routes. */
export function ChatOrPanel({
  chatKey,
  isAskedFor = false,
  isPending = false,
  children,
}: ChatOrPanelProps) {
  const key = useKeyOf(chatKey)
  const threadId = threadIdOf(key)
  useMoveToThread(key === chatKey || isPending ? null : threadId)
  useArrival(key, isAskedFor && isNew(key))
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
function useArrival(key: string, isAskedFor: boolean) {
  useLayoutEffect(() => {
    const place = { key, isAskedFor }
    panel.dispatch({ type: 'arrived', place, isInUse: isInUse(key) })
    return () => panel.dispatch({ type: 'left', place })
  }, [key, isAskedFor])

  useDraft(key)
  useThreadsOverview()
  const isUsed = isInUse(key)
  useLayoutEffect(() => {
    if (isUsed) panel.dispatch({ type: 'used' })
  }, [isUsed])
}

/** Something is written here, attached, or being answered by the first-party chat. */
function isInUse(key: string) {
  const { text, files, queued = [] } = drafts.get(key)
  return text !== '' || files.length > 0 || queued.length > 0 || chatStore.isAnswering(key)
}

/** A starter prompt is sent without ever having been a draft. */
function useFirstWord() {
  useEffect(() => {
    const main = document.getElementById('main')
    const use = () => panel.dispatch({ type: 'used' })
    main?.addEventListener('submit', use, true)
    return () => main?.removeEventListener('submit', use, true)
  }, [])
}

import { type Location, useNavigate, useNavigation } from '@remix-run/react'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useLayoutEffect } from '~/ui/use-hydrated'
import { newChatKey } from './drafts/chat-keys'
import { pendingChatKey } from './new-chat-link'
import { chatStore } from './turn/browser-chat'

/** What the router calls an entry of the history that it has not made itself. */
const UNNAMED = 'default'

/** The new chat at this place in the reader's history: going back in the history finds the same new chat. */
export function useNewChat({ key, hash, state }: Location) {
  // A link within the page makes entries without a name too, and they are not to be taken for the document's own.
  const entry = key === UNNAMED && hash ? undefined : key
  // biome-ignore lint/correctness/useExhaustiveDependencies: the state belongs to the entry
  const chatKey = useMemo(
    () => (entry && chatStore.newChatAt(entry)) ?? pendingChatKey(state) ?? newChatKey(),
    [entry],
  )
  useEffect(() => {
    if (entry) chatStore.setNewChatAt(entry, chatKey)
  }, [entry, chatKey])
  // Arriving on the site is not asking for a new chat.
  return { chatKey, isAskedFor: key !== UNNAMED }
}

/**
 * Gives a new chat that has become a thread the thread's address. A reader who is on the way to another page is left in
 * peace: coming back, they pass here again.
 */
export function useMoveToThread(begun: string | null) {
  const navigate = useNavigate()
  const { state } = useNavigation()
  // What the router is about to do shows with a delay, so this waits as long: a click just before it counts.
  const threadId = useDeferredValue(begun)
  const isComposing = useComposing()
  useLayoutEffect(() => {
    if (!threadId || state !== 'idle' || isComposing) return
    navigate(`/chat/${threadId}`, { replace: true })
  }, [threadId, state, isComposing, navigate])
}

/** An input method writes into the field it began in, and the composer is another one at the thread's address. */
function useComposing() {
  const [isComposing, setComposing] = useState(false)
  useEffect(() => {
    const follow = ({ type }: Event) => setComposing(type === 'compositionstart')
    document.addEventListener('compositionstart', follow)
    document.addEventListener('compositionend', follow)
    return () => {
      document.removeEventListener('compositionstart', follow)
      document.removeEventListener('compositionend', follow)
    }
  }, [])
  return isComposing
}

import { type Location, useNavigate, useNavigation } from '@remix-run/react'
import { useDeferredValue, useEffect, useMemo } from 'react'
import { useLayoutEffect } from '~/ui/use-layout-effect'
import { turns } from './browser-chat'
import { newChatKey } from './chat-keys'

/** What the router calls an entry of the history that it has not made itself. */
const UNNAMED = 'default'

/** The new chat at this place in the reader's history: who comes back finds the one that began there. */
export function useNewChat({ key, hash }: Location) {
  // A link within the page makes entries without a name too, and they are not to be taken for the document's own.
  const entry = key === UNNAMED && hash ? undefined : key
  const chatKey = useMemo(() => (entry && turns.begunAt(entry)) ?? newChatKey(), [entry])
  useEffect(() => {
    if (entry) turns.beginAt(entry, chatKey)
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
  useLayoutEffect(() => {
    if (threadId && state === 'idle') navigate(`/chat/${threadId}`, { replace: true })
  }, [threadId, state, navigate])
}

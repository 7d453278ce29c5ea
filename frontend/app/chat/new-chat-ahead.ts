import { useLocation } from '@remix-run/react'
import { useEffect, useSyncExternalStore } from 'react'
import { createStore } from '~/ui/store'
import { newChatKey } from './drafts/chat-keys'

type Ahead = { chatKey: string; from: string }

const ahead = createStore<Ahead | undefined>(undefined)

/**
 * A new chat is shown with the click that asks for it, before the router has moved there: what is typed next goes into
 * it, not into the chat that was left.
 * @param from the key of the location that is left
 */
export function beginAhead(from: string): { chatKey: string } {
  const chatKey = newChatKey()
  ahead.set({ chatKey, from })
  return { chatKey }
}

/** The router is on its way from there already. */
export const isAheadOf = (from: string) => ahead.get()?.from === from

/** The key of the new chat that the router is about to move to. */
export function useNewChatAhead(): string | undefined {
  const { key } = useLocation()
  const current = useSyncExternalStore(ahead.subscribe, ahead.get, () => undefined)
  useEffect(() => {
    if (ahead.get() && !isAheadOf(key)) ahead.set(undefined)
  }, [key])
  return current?.from === key ? current.chatKey : undefined
}

/** For the location that the router has moved to. */
export function chatKeyAhead(state: unknown): string | undefined {
  const chatKey = ahead.get()?.chatKey
  return (state as { chatKey?: unknown } | null)?.chatKey === chatKey ? chatKey : undefined
}

import { useLocation } from '@remix-run/react'
import { useEffect, useSyncExternalStore } from 'react'
import { newChatKey } from './chat-keys'

type Ahead = { chatKey: string; from: string }

let ahead: Ahead | undefined
const listeners = new Set<() => void>()

function change(next: Ahead | undefined) {
  ahead = next
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/**
 * A new chat is shown with the click that asks for it, before the router has moved there: what is typed next goes into
 * it, not into the chat that was left.
 * @param from the key of the location that is left
 */
export function beginAhead(from: string): { chatKey: string } {
  const chatKey = newChatKey()
  change({ chatKey, from })
  return { chatKey }
}

/** The router is on its way from there already. */
export const isAheadOf = (from: string) => ahead?.from === from

/** The key of the new chat that the router is about to move to. */
export function useNewChatAhead(): string | undefined {
  const { key } = useLocation()
  const current = useSyncExternalStore(
    subscribe,
    () => ahead,
    () => undefined,
  )
  useEffect(() => {
    if (ahead && ahead.from !== key) change(undefined)
  }, [key])
  return current?.from === key ? current.chatKey : undefined
}

/** For the location that the router has moved to. */
export function chatKeyAhead(state: unknown): string | undefined {
  const isThis = ahead && (state as { chatKey?: unknown } | null)?.chatKey === ahead.chatKey
  return isThis ? ahead?.chatKey : undefined
}

import { Link, useLocation, useNavigate } from '@remix-run/react'
import { type MouseEvent, type ReactNode, useEffect, useSyncExternalStore } from 'react'
import { createStore } from '~/ui/store'
import { newChatKey } from './drafts/chat-keys'

type NewChatLinkProps = { className?: string; label?: string; children: ReactNode }

/** A new chat is there with the click, however long the router takes. */
export function NewChatLink({ className, label, children }: NewChatLinkProps) {
  const navigate = useNavigate()
  const { key, pathname } = useLocation()
  const begin = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return
    event.preventDefault()
    // As for every link to the page that is shown, the history does not grow.
    const replace = pathname === '/' || isPendingFrom(key)
    navigate('/', { state: startPendingNewChat(key), replace })
  }
  return (
    <Link to="/" className={className} aria-label={label} onClick={begin}>
      {children}
    </Link>
  )
}

type PendingNewChat = { chatKey: string; from: string }

const pending = createStore<PendingNewChat | undefined>(undefined)

/**
 * A new chat is shown with the click that asks for it, before the router has moved there: what is typed next goes into
 * it, not into the chat that was left.
 * @param from the key of the location that is left
 */
export function startPendingNewChat(from: string): { chatKey: string } {
  const chatKey = newChatKey()
  pending.set({ chatKey, from })
  return { chatKey }
}

/** The router is on its way from there already. */
export const isPendingFrom = (from: string) => pending.get()?.from === from

/** The key of the new chat that the router is about to move to. */
export function usePendingNewChat(): string | undefined {
  const { key } = useLocation()
  const current = useSyncExternalStore(pending.subscribe, pending.get, () => undefined)
  useEffect(() => {
    if (pending.get() && !isPendingFrom(key)) pending.set(undefined)
  }, [key])
  return current?.from === key ? current.chatKey : undefined
}

/** For the location that the router has moved to. */
export function pendingChatKey(state: unknown): string | undefined {
  const chatKey = pending.get()?.chatKey
  return (state as { chatKey?: unknown } | null)?.chatKey === chatKey ? chatKey : undefined
}

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
    const replace = pathname === '/' || isAheadOf(key)
    navigate('/', { state: beginAhead(key), replace })
  }
  return (
    <Link to="/" className={className} aria-label={label} onClick={begin}>
      {children}
    </Link>
  )
}

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

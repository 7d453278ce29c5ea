import { Link, useLocation, useNavigate } from '@remix-run/react'
import type { MouseEvent, ReactNode } from 'react'
import { beginAhead, isAheadOf } from './new-chat-ahead'

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

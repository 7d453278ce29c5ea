import { Link, useLocation, useNavigate } from '@remix-run/react'
import type { MouseEvent, ReactNode } from 'react'
import { beginAhead } from '~/chat/new-chat-ahead'

type NewChatLinkProps = { className?: string; label?: string; children: ReactNode }

/** A new chat is there with the click, however long the router takes. */
export function NewChatLink({ className, label, children }: NewChatLinkProps) {
  const navigate = useNavigate()
  const { key } = useLocation()
  const begin = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
      return
    event.preventDefault()
    navigate('/', { state: beginAhead(key) })
  }
  return (
    <Link to="/" className={className} aria-label={label} onClick={begin}>
      {children}
    </Link>
  )
}

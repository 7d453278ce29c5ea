import type { ReactNode } from 'react'
import { safeAddress } from './safe-address'

/** A link out of the chat; only its words where the address is not one to be followed. */
export function SafeLink({ href, children }: { href: string; children: ReactNode }) {
  const address = safeAddress(href)
  if (!address) return <span>{children}</span>
  return (
    <a href={address} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  )
}

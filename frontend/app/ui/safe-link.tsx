import type { ReactNode } from 'react'

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

const SAFE = new Set(['http:', 'https:', 'mailto:'])

/** An address that may be followed: the web and mail, nothing that runs. Relative ones lead nowhere in an answer. */
export function safeAddress(address: string | null | undefined) {
  if (!address || !URL.canParse(address)) return undefined
  return SAFE.has(new URL(address).protocol) ? address : undefined
}

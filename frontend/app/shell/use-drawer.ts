import { useLocation } from '@remix-run/react'
import { useCallback, useEffect, useRef, useState } from 'react'

export const DRAWER_ID = 'chats'

export type Drawer = ReturnType<typeof useDrawer>

/** The chats on small screens. Moving on closes them; closing gives the focus back. */
export function useDrawer() {
  const [openedAt, setOpenedAt] = useState<string>()
  const opener = useRef<Element | null>(null)
  const { key } = useLocation()
  // At a new place it is closed again.
  const isOpen = openedAt === key
  const open = useCallback(() => {
    opener.current = document.activeElement
    setOpenedAt(key)
  }, [key])
  const close = useCallback(() => {
    setOpenedAt(undefined)
    requestAnimationFrame(() => opener.current instanceof HTMLElement && opener.current.focus())
  }, [])

  useOpenedBefore(open)
  useEscape(isOpen, close)
  return { isOpen, open, close }
}

/** Opened by its link before hydration: it stays open, and the address is clean again. */
function useOpenedBefore(open: () => void) {
  useEffect(() => {
    if (location.hash !== `#${DRAWER_ID}`) return
    history.replaceState(history.state, '', location.pathname)
    open()
  }, [open])
}

function useEscape(isOpen: boolean, close: () => void) {
  useEffect(() => {
    if (!isOpen) return
    const onKeyDown = (event: KeyboardEvent) => event.key === 'Escape' && close()
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [isOpen, close])
}

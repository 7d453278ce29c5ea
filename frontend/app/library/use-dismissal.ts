import { useEffect, useState } from 'react'

/** Escape puts away what is shown while the pointer or the focus is here, until both come anew. */
export function useDismissal() {
  const [isNear, setNear] = useState(false)
  const [isDismissed, setDismissed] = useState(false)
  useEffect(() => {
    if (!isNear) return
    const dismiss = (event: KeyboardEvent) => event.key === 'Escape' && setDismissed(true)
    document.addEventListener('keydown', dismiss)
    return () => document.removeEventListener('keydown', dismiss)
  }, [isNear])

  const come = () => setNear(true)
  const leave = () => {
    setNear(false)
    setDismissed(false)
  }
  const handlers = { onPointerEnter: come, onPointerLeave: leave, onFocus: come, onBlur: leave }
  return { isDismissed, handlers }
}

import { useEffect, useSyncExternalStore } from 'react'

let message = ''
const listeners = new Set<() => void>()

/** Says something to people who listen to the page. One sentence at a time, politely. */
export function announce(text: string) {
  message = text
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

const KEPT_FOR = 2_000

/** The one live region. It empties itself, so that nobody comes across old news while reading the page. */
export function Announcer() {
  const text = useSyncExternalStore(
    subscribe,
    () => message,
    () => '',
  )
  useEffect(() => {
    if (!text) return
    const timer = setTimeout(() => announce(''), KEPT_FOR)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <output className="visually-hidden" aria-live="polite">
      {text}
    </output>
  )
}

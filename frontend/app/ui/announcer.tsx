import { useEffect, useSyncExternalStore } from 'react'
import { createStore } from './store'

const message = createStore('')

/** Says something to people who listen to the page. One sentence at a time, politely. */
export const announce = (text: string) => message.set(text)

const KEPT_FOR = 2_000

/** The one live region. It is cleared after a while, so that a screen reader does not find an old message. */
export function Announcer() {
  const text = useSyncExternalStore(message.subscribe, message.get, () => '')
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

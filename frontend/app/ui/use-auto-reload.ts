import { useEffect, useState } from 'react'
import { browserNetwork } from './network'
import { useReload } from './use-reload'
import type { Wait } from './wait'

const FIRST_MS = 3_000
const LONGEST_MS = 60_000
/** Two places that wait for the same data ask for it once. */
const AT_ONCE_MS = 1_000

/** Of the trouble that this page is in, wherever it shows. */
let tries = 0
let lastTry = 0

/**
 * Reads the page's data again until it can be read: less and less often, when the server lets it, and at once when the
 * network or the reader is back. For what is drawn only while there is a problem.
 */
export function useAutoReload(wait: Wait | undefined) {
  const { reload, isLoading } = useReload()
  const [failedAt, setFailedAt] = useState<number>()
  useEffect(
    () => () => {
      tries = 0
    },
    [],
  )
  useEffect(() => {
    if (isLoading) return
    if (tries > 0) setFailedAt(Date.now())
    const look = () => {
      const isUseful = browserNetwork.isSeen() && browserNetwork.isOnline()
      const isEarly = Date.now() < Math.max(lastTry + AT_ONCE_MS, wait?.until ?? 0)
      if (isUseful && !isEarly) attempt(reload)
    }
    const pause = Math.min(FIRST_MS * 2 ** tries, LONGEST_MS) * (1 + Math.random() / 4)
    const timer = setTimeout(look, Math.max(pause, (wait?.until ?? 0) - Date.now()))
    const stopListening = browserNetwork.onReturn(look)
    return () => {
      clearTimeout(timer)
      stopListening()
    }
  }, [isLoading, wait, reload])
  return { tryNow: () => attempt(reload), isTrying: isLoading, failedAt }
}

function attempt(reload: () => void) {
  tries += 1
  lastTry = Date.now()
  reload()
}

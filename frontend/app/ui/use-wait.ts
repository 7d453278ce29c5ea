import { useEffect, useState } from 'react'
import { useHydrated } from './use-hydrated'
import {
  localTimeOfDay,
  nextChangeMs,
  secondsLeft,
  utcTimeOfDay,
  type Wait,
  waitWords,
} from './wait'

const LONGEST_TIMER_MS = 2 ** 31 - 1

/** The seconds left of a wait, 0 once it is over; drawn again only when the words for it change. */
export function useSecondsLeft(wait: Wait | undefined): number {
  const isHydrated = useHydrated()
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (!wait) return
    let timer: ReturnType<typeof setTimeout>
    const look = () => {
      const at = Date.now()
      setNow(at)
      if (secondsLeft(wait, at) === 0) return
      timer = setTimeout(look, Math.min(nextChangeMs(wait, at), LONGEST_TIMER_MS))
    }
    look()
    return () => clearTimeout(timer)
  }, [wait])
  if (!wait) return 0
  return isHydrated ? secondsLeft(wait, now) : wait.seconds
}

/** What is left of a wait in words, none once it is over: `in 27 seconds`, `at 02:00`. */
export function useWaitWords(wait: Wait | undefined): string | undefined {
  const isHydrated = useHydrated()
  const left = useSecondsLeft(wait)
  if (!wait || left === 0) return undefined
  return waitWords(wait, left, isHydrated ? localTimeOfDay : utcTimeOfDay)
}

import { useEffect, useRef } from 'react'
import { announce } from './announcer'
import { useHydrated } from './use-hydrated'
import { useWaitWords } from './use-wait'
import { isCountedDown, localTimeOfDay, utcTimeOfDay, type Wait, waitWords } from './wait'
import styles from './wait-words.module.css'

type WaitWordsProps = {
  wait?: Wait
  /** What happens at the end of it. @default Try again */
  then?: string
  /** What people who listen are told at the end of it. @default You can try again now. */
  atEnd?: string
}

/**
 * When to try again. The seconds that go by are for the eye alone: people who listen are told once at the beginning, and
 * once at the end.
 */
export function WaitWords({ wait, then = 'Try again', atEnd = AT_END }: WaitWordsProps) {
  const words = useWaitWords(wait)
  const atFirst = useWordsAtFirst(wait)
  useEndOf(words !== undefined, atEnd)
  if (!wait || !words) return null
  if (!isCountedDown(wait)) return <span>{`${then} ${words}.`}</span>
  return (
    <>
      <span className={styles.countdown} aria-hidden="true">{`${then} ${words}.`}</span>
      <span className="visually-hidden">{`${then} ${atFirst}.`}</span>
    </>
  )
}

const AT_END = 'You can try again now.'

function useWordsAtFirst(wait: Wait | undefined) {
  const timeOfDay = useHydrated() ? localTimeOfDay : utcTimeOfDay
  return wait && waitWords(wait, wait.seconds, timeOfDay)
}

function useEndOf(isWaiting: boolean, words: string) {
  const wasWaiting = useRef(false)
  useEffect(() => {
    if (wasWaiting.current && !isWaiting) announce(words)
    wasWaiting.current = isWaiting
  }, [isWaiting, words])
}

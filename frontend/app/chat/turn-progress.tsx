import { useEffect, useState } from 'react'
import { useHydrated } from '~/ui/use-hydrated'
import styles from './turn-progress.module.css'
import type { Turn } from './turns'

/** A sign of life from the first moment: what the coach is doing, and for how long. */
export function TurnProgress({ turn }: { turn: Turn }) {
  const seconds = useSecondsSince(turn.startedAt)
  return (
    <p className={styles.progress}>
      <span className={styles.dots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span>{wordsFor(turn)}</span>
      {seconds > 0 && <span className={styles.seconds}>{seconds} s</span>}
    </p>
  )
}

function wordsFor({ phase, stage }: Turn) {
  switch (phase) {
    case 'sending':
      return stage ?? 'Sending'
    case 'answering':
      return stage ?? 'Thinking'
    case 'reconnecting':
      return 'Reconnecting'
    case 'stopping':
      return 'Stopping'
  }
}

function useSecondsSince(start: number) {
  const isHydrated = useHydrated()
  const [now, setNow] = useState(start)
  useEffect(() => {
    const look = () => setNow(Date.now())
    look() // the reader may have come back to an answer that began long ago
    const timer = setInterval(look, 1_000)
    return () => clearInterval(timer)
  }, [])
  return isHydrated ? Math.max(0, Math.floor((now - start) / 1_000)) : 0
}

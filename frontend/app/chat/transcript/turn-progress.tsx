import { useEffect, useState, useSyncExternalStore } from 'react'
import { useHubData } from '~/session/hub-data'
import { browserNetwork } from '~/ui/network'
import { useHydrated } from '~/ui/use-hydrated'
import { WaitWords } from '~/ui/wait-words'
import { WaitingButton } from '~/ui/waiting-button'
import { focusComposer } from '../composer/composer-focus'
import { chatStore } from '../turn/browser-chat'
import type { ActiveTurn } from '../turn/turn-machine'
import { canAnswerNow, progressText, secondsAt, usualDurationText } from './progress-text'
import styles from './turn-progress.module.css'

type TurnProgressProps = {
  turn: ActiveTurn
  threadId?: string
  /** A workflow above names what the coach is doing. */
  isSaidAbove?: boolean
}

/** A sign of life from the first moment: what the coach is doing, for how long, and how long that usually takes. */
export function TurnProgress({ turn, threadId, isSaidAbove = false }: TurnProgressProps) {
  const { usual_seconds } = useHubData().session
  const seconds = useSecondsSince(turn.startedAt)
  const words = progressText(turn, useIsOnline())
  const usual = usualDurationText(turn, usual_seconds)
  return (
    <div className={styles.turn}>
      <p className={styles.progress}>
        <span className={styles.dots} aria-hidden="true">
          <i />
          <i />
          <i />
        </span>
        {!isSaidAbove && <span>{words}</span>}
        {seconds > 0 && <span className={styles.seconds}>{`${seconds} s`}</span>}
        {usual && <span className={styles.usual}>{usual}</span>}
      </p>
      {threadId && canAnswerNow(turn, seconds) && <AnswerNow turn={turn} threadId={threadId} />}
    </div>
  )
}

function useIsOnline() {
  return useSyncExternalStore(
    (tell) => {
      addEventListener('online', tell)
      addEventListener('offline', tell)
      return () => {
        removeEventListener('online', tell)
        removeEventListener('offline', tell)
      }
    },
    browserNetwork.isOnline,
    () => true,
  )
}

function AnswerNow({ turn: { answerNow }, threadId }: { turn: ActiveTurn; threadId: string }) {
  const isAsked = answerNow === 'asked'
  const ask = () => {
    chatStore.answerNow(threadId)
    // The button goes as soon as the answer comes, and would take the focus with it.
    focusComposer()
  }
  return (
    <div className={styles.answerNow}>
      <WaitingButton
        wait={typeof answerNow === 'object' ? answerNow.wait : undefined}
        isBusy={isAsked}
        onPress={ask}
      >
        {isAsked ? 'Answering now…' : 'Answer now'}
      </WaitingButton>
      {typeof answerNow === 'object' && (
        <p role="alert">
          <span>{answerNow.message}</span> <WaitWords wait={answerNow.wait} />
        </p>
      )}
    </div>
  )
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
  return isHydrated ? secondsAt(now, start) : 0
}

import { useEffect, useState } from 'react'
import buttons from '~/ui/button.module.css'
import { MicrophoneIcon } from '~/ui/icons'
import styles from './dictation.module.css'
import type { DictationControl } from './use-dictation'

/** Press to speak, press again to have it written down. */
export function DictateButton({ dictation }: { dictation: DictationControl }) {
  const { state, start, stop } = dictation
  if (state.step === 'recording') {
    return (
      <button
        type="button"
        className={styles.recording}
        aria-label="Stop dictating"
        aria-pressed="true"
        title="Stop dictating (Escape throws it away)"
        onClick={stop}
      >
        <MicrophoneIcon size={20} />
        <Elapsed since={state.startedAt} />
      </button>
    )
  }
  const isWorking = state.step === 'starting' || state.step === 'transcribing'
  return (
    <button
      type="button"
      className={buttons.icon}
      aria-label="Dictate"
      aria-pressed="false"
      aria-busy={isWorking || undefined}
      // Not switched off while it works: it would lose the focus.
      aria-disabled={isWorking || undefined}
      title="Dictate"
      onClick={isWorking ? undefined : start}
    >
      <MicrophoneIcon size={22} />
    </button>
  )
}

function Elapsed({ since }: { since: number }) {
  const [now, setNow] = useState(since)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250)
    return () => clearInterval(timer)
  }, [])
  const seconds = Math.max(0, Math.floor((now - since) / 1_000))
  return (
    <span className={styles.elapsed} aria-hidden="true">
      {`${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`}
    </span>
  )
}

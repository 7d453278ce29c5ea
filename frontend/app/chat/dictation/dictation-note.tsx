import buttons from '~/ui/button.module.css'
import { Notice } from '~/ui/notice'
import { WaitingButton } from '~/ui/waiting-button'
import styles from './dictation.module.css'
import type { DictationControl } from './use-dictation'

/** What becomes of the recording: nothing while all goes well and it is plain to see. */
export function DictationNote({ dictation }: { dictation: DictationControl }) {
  const { state, tryAgain, cancel } = dictation
  switch (state.step) {
    case 'idle':
    case 'recording':
      return null
    case 'starting':
      return <p className={styles.note}>Waiting for the microphone…</p>
    case 'transcribing':
      return <p className={styles.note}>Writing down what you said…</p>
    case 'failed':
      return (
        <div className={styles.problem}>
          <Notice message={state.problem} wait={state.wait}>
            {state.canTryAgain && <WaitingButton wait={state.wait} onPress={tryAgain} />}
            <button type="button" className={buttons.button} onClick={cancel}>
              Dismiss
            </button>
          </Notice>
        </div>
      )
  }
}

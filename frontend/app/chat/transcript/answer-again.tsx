import buttons from '~/ui/button.module.css'
import { turns } from '../turn/browser-chat'
import styles from './transcript.module.css'

/** Where the last question has no answer: the way to one. */
export function AnswerAgain({ threadId }: { threadId: string }) {
  // Only a page that has come alive knows whether the answer is being written, and can ask for another one.
  if (!turns.chat(threadId)) {
    return (
      <noscript>
        <p className={styles.note}>This message has no answer. Send it once more to get one.</p>
      </noscript>
    )
  }
  return (
    <button
      type="button"
      className={`${buttons.button} ${styles.again}`}
      onClick={() => turns.answerAgain(threadId)}
    >
      Try again
    </button>
  )
}

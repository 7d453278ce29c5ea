import buttons from '~/ui/button.module.css'
import { turns } from './browser-chat'
import styles from './transcript.module.css'

/** Where the last question has no answer: the way to one. */
export function AnswerAgain({ threadId }: { threadId: string }) {
  // Only a page that has come alive knows whether the answer is being written.
  if (!turns.chat(threadId)) return null
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

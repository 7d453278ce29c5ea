import { useLocation } from '@remix-run/react'
import { useHub } from '~/hub/load-hub'
import buttons from '~/ui/button.module.css'
import { useHydrated } from '~/ui/use-hydrated'
import styles from './turn-progress.module.css'

/** Whether the server drew this chat in the middle of an answer that the page has not taken up yet. */
export function useIsDrawnAnswering(threadId: string | undefined) {
  const { runs } = useHub().session
  return !useHydrated() && runs.some(({ thread_id }) => thread_id === threadId)
}

/** Without scripts, the rest of the answer is one press away. A reload would begin a new session. */
export function DrawnProgress() {
  const { pathname } = useLocation()
  return (
    <form method="post" action="/again" className={styles.progress}>
      <input type="hidden" name="to" value={`${pathname}#latest`} />
      <span>The coach is answering</span>
      <noscript>
        <button type="submit" className={buttons.button}>
          Show what is there
        </button>
      </noscript>
    </form>
  )
}

import { useLocation } from '@remix-run/react'
import styles from './try-again.module.css'
import { useAutoReload } from './use-auto-reload'
import type { Wait } from './wait'
import { WaitingButton } from './waiting-button'

/** Reads the page's data once more, also by itself. As a form it does so without scripts, in the same session. */
export function TryAgain({ wait }: { wait?: Wait }) {
  const { pathname } = useLocation()
  const { tryNow, isTrying, failedAt } = useAutoReload(wait)
  return (
    <form
      method="post"
      action="/again"
      className={styles.again}
      onSubmit={(event) => {
        event.preventDefault()
        tryNow()
      }}
    >
      <input type="hidden" name="to" value={pathname} />
      <WaitingButton type="submit" wait={wait} isBusy={isTrying}>
        {isTrying ? 'Trying…' : 'Try again'}
      </WaitingButton>
      {failedAt !== undefined && !isTrying && (
        <span>{`Tried at ${timeOfDay(failedAt)}, without success. The page keeps trying.`}</span>
      )}
    </form>
  )
}

const timeOfDay = (at: number) =>
  new Date(at).toLocaleTimeString(undefined, { timeStyle: 'medium' })

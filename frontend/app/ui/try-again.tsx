import { useLocation } from '@remix-run/react'
import { useReload } from './use-reload'
import type { Wait } from './wait'
import { WaitingButton } from './waiting-button'

/** Reads the page's data once more. As a form it does so without scripts, in the same session. */
export function TryAgain({ wait }: { wait?: Wait }) {
  const { pathname } = useLocation()
  const { reload, isLoading } = useReload()
  return (
    <form
      method="post"
      action="/again"
      onSubmit={(event) => {
        event.preventDefault()
        reload()
      }}
    >
      <input type="hidden" name="to" value={pathname} />
      <WaitingButton type="submit" wait={wait} isBusy={isLoading} />
    </form>
  )
}

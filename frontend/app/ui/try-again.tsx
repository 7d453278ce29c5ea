import { useLocation, useRevalidator } from '@remix-run/react'
import buttons from './button.module.css'

/** Reads the page's data once more. As a form it does so without scripts, in the same session. */
export function TryAgain() {
  const { pathname } = useLocation()
  const { revalidate, state } = useRevalidator()
  return (
    <form
      method="post"
      action="/again"
      onSubmit={(event) => {
        event.preventDefault()
        revalidate()
      }}
    >
      <input type="hidden" name="to" value={pathname} />
      <button type="submit" className={buttons.button} disabled={state === 'loading'}>
        Try again
      </button>
    </form>
  )
}

import { isRouteErrorResponse, Link } from '@remix-run/react'
import { ApiError } from '~/api/api-error'
import { Notice } from './notice'
import { Page } from './page'
import { TryAgain } from './try-again'

/** Whatever went wrong, in plain words and with a way on. */
export function ErrorPage({ error }: { error: unknown }) {
  return (
    <Page title="That did not work">
      <Notice message={messageFor(error)}>
        <TryAgain />
      </Notice>
      <p>
        Or <Link to="/">start a new chat</Link>.
      </p>
    </Page>
  )
}

function messageFor(error: unknown) {
  if (error instanceof ApiError) return error.message
  if (isRouteErrorResponse(error) && typeof error.data === 'string' && error.data) return error.data
  return 'Something went wrong on our side.'
}

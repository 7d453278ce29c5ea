import { isRouteErrorResponse, Link } from '@remix-run/react'
import { ApiError } from '~/api/api-error'
import { isRefusal } from '~/api/or-error-response'
import { type Refusal, refusalOf } from '~/api/refusal'
import { Notice } from './notice'
import { Page } from './page'
import { TryAgain } from './try-again'

/** Whatever went wrong, in plain words and with a way on. */
export function ErrorPage({ error }: { error: unknown }) {
  const refusal = refusalFor(error)
  return (
    <Page title="That did not work">
      <Notice {...refusal}>
        <TryAgain wait={refusal.wait} />
      </Notice>
      <p>
        Or <Link to="/">start a new chat</Link>.
      </p>
    </Page>
  )
}

function refusalFor(error: unknown): Refusal {
  if (error instanceof ApiError) return refusalOf(error)
  if (isRouteErrorResponse(error) && isRefusal(error.data)) return error.data
  if (isRouteErrorResponse(error) && typeof error.data === 'string' && error.data) {
    return { message: error.data }
  }
  return { message: 'Something went wrong on our side.' }
}

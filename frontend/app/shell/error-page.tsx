import { isRouteErrorResponse, Link } from '@remix-run/react'
import { ApiError, pageStatus } from '~/api/api-error'
import { isRefusal } from '~/api/error-response'
import { type Refusal, refusalOf } from '~/api/refusal'
import { Notice } from '../ui/notice'
import { Page } from '../ui/page'
import { TryAgain } from '../ui/try-again'
import { canTryAgain, errorWords } from './error-words'
import { Frameless } from './frameless'

/** Whatever went wrong, in plain words and with a way on. */
export function ErrorPage({ error }: { error: unknown }) {
  const status = statusOf(error)
  const { title, advice } = errorWords(status)
  const refusal = refusalFor(error) ?? { message: advice }
  return (
    <Page title={title}>
      <Notice {...refusal}>{canTryAgain(status) && <TryAgain wait={refusal.wait} />}</Notice>
      <StartAgain />
    </Page>
  )
}

/** The same where the frame of the hub has failed, or is not asked for. */
export function FramelessErrorPage({ error }: { error: unknown }) {
  return (
    <Frameless>
      <ErrorPage error={error} />
    </Frameless>
  )
}

/** The same for a request that no page of this site would have sent. */
export function RefusedPage({ status }: { status: number }) {
  const { title, advice } = errorWords(status)
  return (
    <Frameless>
      <Page title={title}>
        <Notice message={advice} />
        <StartAgain />
      </Page>
    </Frameless>
  )
}

function StartAgain() {
  return (
    <p>
      <Link to="/">Start a new chat</Link>
    </p>
  )
}

function statusOf(error: unknown) {
  if (error instanceof ApiError) return pageStatus(error)
  return isRouteErrorResponse(error) ? error.status : 500
}

/** What the router itself says of a request is for developers, and so is what an error says. */
function refusalFor(error: unknown): Refusal | undefined {
  if (error instanceof ApiError) return refusalOf(error)
  return isRouteErrorResponse(error) && isRefusal(error.data) ? error.data : undefined
}

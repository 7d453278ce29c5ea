import { isRouteErrorResponse, Link } from '@remix-run/react'
import type { ReactNode } from 'react'
import { ApiError, pageStatus } from '~/api/api-error'
import { isRefusal } from '~/api/error-response'
import { type Refusal, refusalOf } from '~/api/refusal'
import { Logo } from '~/ui/icons'
import { Notice } from '~/ui/notice'
import { Page } from '~/ui/page'
import { TryAgain } from '~/ui/try-again'
import styles from './frameless.module.css'

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

type ErrorWords = { title: string; advice: string }

const WORDS: Record<number, ErrorWords> = {
  400: {
    title: 'This could not be read',
    advice: 'The address or the form is damaged. Go back and try it once more.',
  },
  403: {
    title: 'This came from another site',
    advice: 'Forms are taken from this site alone. Open the page here and send it again.',
  },
  404: {
    title: 'There is nothing here',
    advice: 'The address may be misspelt, or the page has moved.',
  },
  405: {
    title: 'This does not work here',
    advice: 'This address cannot be used in that way. Go back and use the page itself.',
  },
  413: { title: 'This is too large', advice: 'Go back and send less at a time.' },
  414: { title: 'This address is too long', advice: 'Check the link that has led here.' },
  415: {
    title: 'This cannot be taken in',
    advice: 'Only forms of this site are taken here. Go back and use the page itself.',
  },
  429: { title: 'One moment, please', advice: 'Too much was asked at once. Try again shortly.' },
}

const OTHER: ErrorWords = {
  title: 'That did not work',
  advice: 'Something went wrong on our side.',
}

export const errorWords = (status: number): ErrorWords => WORDS[status] ?? OTHER

/** The same request may work later. */
export const canTryAgain = (status: number) => status >= 500 || status === 429

/** Around a page that has no sidebar: the way home above it. */
export function Frameless({ children }: { children: ReactNode }) {
  return (
    <>
      <header className={styles.bar}>
        <Link to="/" className={styles.brand}>
          <Logo size={24} />
          <span>Coaching Hub</span>
        </Link>
      </header>
      <main>{children}</main>
    </>
  )
}

import './polyfills'
import { RemixBrowser } from '@remix-run/react'
import { StrictMode, startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { forgetWhenPrivateTabCloses } from '~/session/private-window'
import { endTabSession, openTabSession } from '~/session/tab-session'

// The page comes alive as soon as it is known whose it is.
void openTabSession().then(() => {
  void forgetWhenPrivateTabCloses(endTabSession)
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <RemixBrowser />
      </StrictMode>,
    )
  })
})

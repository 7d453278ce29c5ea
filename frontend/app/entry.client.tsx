import './lib/polyfills'
import { RemixBrowser } from '@remix-run/react'
import { StrictMode, startTransition } from 'react'
import { hydrateRoot } from 'react-dom/client'
import { persistDrafts } from '~/chat/drafts/persist-drafts'
import { drafts } from '~/chat/turn/browser-chat'
import { forgetWhenPrivateTabCloses } from '~/session/private-window'
import { endTabSession, openTabSession, tabSession } from '~/session/tab-session'
import { watchEarlyTyping } from '~/ui/early-typing'

// Hydration starts when the session of the tab is known.
watchEarlyTyping()
void openTabSession().then(() => {
  persistDrafts(drafts, tabSession)
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

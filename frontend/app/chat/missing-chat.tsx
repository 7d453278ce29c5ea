import { Link } from '@remix-run/react'
import { Page } from '~/ui/page'

export function MissingChat() {
  return (
    <Page
      title="This chat is no longer here"
      lead="Chats last as long as their browser tab. Reloading the page, or opening its address in another tab, starts afresh, and a deleted chat is gone for good."
    >
      <p>
        <Link to="/">Start a new chat</Link>
      </p>
    </Page>
  )
}

import { data } from '@remix-run/node'
import { Link } from '@remix-run/react'
import { NewChatLink } from '~/chat/new-chat-link'
import { Page } from '~/ui/page'

export const loader = () => data(null, { status: 404 })
export const clientLoader = () => null
export const action = loader

export default function NotFound() {
  return (
    <Page title="There is nothing here" lead="The address may be misspelt, or the page has moved.">
      <p>
        <NewChatLink>Start a new chat</NewChatLink> or look at the{' '}
        <Link to="/library">library</Link>.
      </p>
    </Page>
  )
}

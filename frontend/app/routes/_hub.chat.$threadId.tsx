import {
  type ActionFunctionArgs,
  data,
  type LoaderFunctionArgs,
  type MetaFunction,
} from '@remix-run/node'
import {
  useActionData,
  useLoaderData,
  useLocation,
  useParams,
  useRouteError,
} from '@remix-run/react'
import { useEffect } from 'react'
import { orErrorResponse } from '~/api/error-response'
import { sendFromForm } from '~/chat/composer/send-from-form.server'
import { FreshChat } from '~/chat/new-chat'
import { OpenChat } from '~/chat/thread-chat'
import { drafts, turns } from '~/chat/turn/browser-chat'
import { KNOWN_HERE, loadThread, loadThreadForDocument } from '~/chat/turn/load-thread'
import { threadDocumentTitle } from '~/chat/turn/thread-title'
import { useNewChat } from '~/chat/use-new-chat'
import { ChatFace } from '~/panel/chat-or-panel'
import { tabLoader } from '~/session/client-loader'
import { documentApi } from '~/session/document-api.server'
import { ErrorPage } from '~/shell/error-page'
import { documentTitle } from '~/ui/page'

export async function loader(args: LoaderFunctionArgs) {
  const { threadId = '' } = args.params
  const read = await orErrorResponse(loadThreadForDocument(await documentApi(args), threadId))
  return data(read, { status: read.page ? 200 : 404 })
}

export const clientLoader = tabLoader(async (api, { threadId = '' }) => {
  if (turns.isAnswering(threadId)) return KNOWN_HERE
  try {
    return await loadThread(api, threadId, Date.now())
  } catch (error) {
    // Without a connection, a chat that was open before can still be read.
    if (turns.chat(threadId)?.thread.items.length) return KNOWN_HERE
    throw error
  }
})

export async function action(args: ActionFunctionArgs) {
  return sendFromForm(args)
}

export const meta: MetaFunction<typeof loader> = ({ data: read, matches, params }) => [
  {
    title: read?.page
      ? threadDocumentTitle(matches, params.threadId)
      : documentTitle('No chat here'),
  },
]

export default function Chat() {
  const { page, readAt } = useLoaderData<typeof loader>()
  const returned = useActionData<typeof action>()
  const { threadId = '' } = useParams()
  if (!page) return <MissingChat />
  return (
    <ChatFace key={threadId} chatKey={threadId}>
      <OpenChat threadId={threadId} page={page} readAt={readAt} returned={returned} />
    </ChatFace>
  )
}

/** A new chat at the address of one that is gone. */
function MissingChat() {
  const location = useLocation()
  const { chatKey } = useNewChat(location)
  const { threadId } = useParams()
  useEffect(() => {
    if (threadId) drafts.abandon(threadId)
  }, [threadId])
  return (
    <ChatFace key={location.key} chatKey={chatKey}>
      <FreshChat chatKey={chatKey} isAskedFor={false} note={GONE} />
    </ChatFace>
  )
}

const GONE =
  'This chat is no longer here: chats last as long as their browser tab, and until they are deleted.'

export function ErrorBoundary() {
  return <ErrorPage error={useRouteError()} />
}

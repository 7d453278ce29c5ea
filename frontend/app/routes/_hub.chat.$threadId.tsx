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
import { orThrowResponse } from '~/api/error-response'
import { sendFromForm } from '~/chat/composer/send-from-form.server'
import { NewChat } from '~/chat/new-chat'
import { ThreadChat } from '~/chat/thread-chat'
import { chatStore, drafts } from '~/chat/turn/browser-chat'
import { KEEP_LOCAL, loadThread, loadThreadForDocument } from '~/chat/turn/load-thread'
import { threadDocumentTitle } from '~/chat/turn/thread-list'
import { useNewChat } from '~/chat/use-new-chat'
import { ChatOrPanel } from '~/panel/chat-or-panel'
import { createClientLoader } from '~/session/client-loader'
import { documentApi } from '~/session/document-api.server'
import { ErrorPage } from '~/shell/error-page'
import { documentTitle } from '~/ui/page'

export async function loader(args: LoaderFunctionArgs) {
  const { threadId = '' } = args.params
  const read = await orThrowResponse(loadThreadForDocument(await documentApi(args), threadId))
  return data(read, { status: read.page ? 200 : 404 })
}

export const clientLoader = createClientLoader(async (api, { threadId = '' }) => {
  if (chatStore.isAnswering(threadId)) return KEEP_LOCAL
  try {
    return await loadThread(api, threadId, Date.now())
  } catch (error) {
    // Without a connection, a chat that was open before can still be read.
    if (chatStore.chat(threadId)?.thread.items.length) return KEEP_LOCAL
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
    <ChatOrPanel key={threadId} chatKey={threadId}>
      <ThreadChat threadId={threadId} page={page} readAt={readAt} returned={returned} />
    </ChatOrPanel>
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
    <ChatOrPanel key={location.key} chatKey={chatKey}>
      <NewChat chatKey={chatKey} isAskedFor={false} note={GONE} />
    </ChatOrPanel>
  )
}

const GONE =
  'This chat is no longer here: chats last as long as their browser tab, and until they are deleted.'

export function ErrorBoundary() {
  return <ErrorPage error={useRouteError()} />
}

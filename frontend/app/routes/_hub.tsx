import type { LoaderFunctionArgs } from '@remix-run/node'
import {
  Outlet,
  type ShouldRevalidateFunctionArgs,
  useLoaderData,
  useRouteError,
} from '@remix-run/react'
import { NewChat } from '~/chat/new-chat'
import { usePendingNewChat } from '~/chat/new-chat-link'
import { useFollowRuns } from '~/chat/turn/use-chat'
import { ChatOrPanel } from '~/panel/chat-or-panel'
import { PanelPlace } from '~/panel/panel-place'
import { createClientLoader } from '~/session/client-loader'
import { documentApi } from '~/session/document-api.server'
import { type HubData, loadHubData } from '~/session/hub-data'
import { FramelessErrorPage } from '~/shell/error-page'
import { PrefetchRoutes } from '~/shell/prefetch-routes'
import { Shell } from '~/shell/shell'
import { takeReloadAsked } from '~/ui/use-reload'

export async function loader(args: LoaderFunctionArgs) {
  return loadHubData(await documentApi(args))
}

export const clientLoader = createClientLoader((api, _params, known?: HubData) =>
  loadHubData(api, known),
)

/** Moving from chat to chat changes nothing here: what happens on this page is known without asking. */
export function shouldRevalidate({
  formMethod,
  currentUrl,
  nextUrl,
}: ShouldRevalidateFunctionArgs) {
  const isReload = currentUrl.href === nextUrl.href && takeReloadAsked()
  return formMethod !== undefined || isReload
}

export default function Hub() {
  const hub = useLoaderData<typeof loader>()
  useFollowRuns(hub.session.runs)
  const ahead = usePendingNewChat()
  return (
    <Shell hub={hub}>
      <PrefetchRoutes />
      <PanelPlace>{ahead ? <NewChatAhead key={ahead} chatKey={ahead} /> : <Outlet />}</PanelPlace>
    </Shell>
  )
}

function NewChatAhead({ chatKey }: { chatKey: string }) {
  return (
    <ChatOrPanel chatKey={chatKey} isAskedFor isPending>
      <NewChat chatKey={chatKey} isAskedFor />
    </ChatOrPanel>
  )
}

export function ErrorBoundary() {
  return <FramelessErrorPage error={useRouteError()} />
}

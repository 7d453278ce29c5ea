import type { LoaderFunctionArgs } from '@remix-run/node'
import {
  Outlet,
  type ShouldRevalidateFunctionArgs,
  useLoaderData,
  useRouteError,
} from '@remix-run/react'
import { FreshChat } from '~/chat/new-chat'
import { useNewChatAhead } from '~/chat/new-chat-link'
import { useFollowRuns } from '~/chat/turn/use-chat'
import { ChatFace } from '~/panel/chat-or-panel'
import { PanelPlace } from '~/panel/panel-place'
import { tabLoader } from '~/session/client-loader'
import { documentApi } from '~/session/document-api.server'
import { type HubData, loadHub } from '~/session/hub-data'
import { FramelessErrorPage } from '~/shell/error-page'
import { PagesAhead } from '~/shell/prefetch-routes'
import { Shell } from '~/shell/shell'
import { takeReloadAsked } from '~/ui/use-reload'

export async function loader(args: LoaderFunctionArgs) {
  return loadHub(await documentApi(args))
}

export const clientLoader = tabLoader((api, _params, known?: HubData) => loadHub(api, known))

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
  const ahead = useNewChatAhead()
  return (
    <Shell hub={hub}>
      <PagesAhead />
      <PanelPlace>{ahead ? <NewChatAhead key={ahead} chatKey={ahead} /> : <Outlet />}</PanelPlace>
    </Shell>
  )
}

function NewChatAhead({ chatKey }: { chatKey: string }) {
  return (
    <ChatFace chatKey={chatKey} isAskedFor isAhead>
      <FreshChat chatKey={chatKey} isAskedFor />
    </ChatFace>
  )
}

export function ErrorBoundary() {
  return <FramelessErrorPage error={useRouteError()} />
}

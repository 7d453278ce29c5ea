import type { LoaderFunctionArgs } from '@remix-run/node'
import {
  Outlet,
  type ShouldRevalidateFunctionArgs,
  useLoaderData,
  useRouteError,
} from '@remix-run/react'
import { useFollowRuns } from '~/chat/use-follow-runs'
import { PanelPlace } from '~/chatkit/panel-place'
import { type HubData, loadHub } from '~/hub/load-hub'
import { PagesAhead } from '~/hub/pages-ahead'
import { Shell } from '~/hub/shell'
import { documentApi } from '~/session/document-api.server'
import { tabLoader } from '~/session/tab-loader'
import { FramelessErrorPage } from '~/ui/error-page'

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
  return formMethod !== undefined || currentUrl.href === nextUrl.href
}

export default function Hub() {
  const hub = useLoaderData<typeof loader>()
  useFollowRuns(hub.session.runs)
  return (
    <Shell hub={hub}>
      <PagesAhead />
      <PanelPlace>
        <Outlet />
      </PanelPlace>
    </Shell>
  )
}

export function ErrorBoundary() {
  return <FramelessErrorPage error={useRouteError()} />
}

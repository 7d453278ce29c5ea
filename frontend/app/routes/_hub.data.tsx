import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData, useRouteError } from '@remix-run/react'
import type { SessionData } from '~/api/client'
import { orErrorResponse } from '~/api/or-error-response'
import { orKnown } from '~/api/or-known'
import { documentTitle } from '~/hub/document-title'
import { documentApi } from '~/session/document-api.server'
import { tabLoader } from '~/session/tab-loader'
import { ErrorPage } from '~/ui/error-page'
import { YourDataPage } from '~/your-data/your-data-page'

export const meta: MetaFunction = () => [{ title: documentTitle('Your data') }]

export async function loader(args: LoaderFunctionArgs) {
  return orErrorResponse((await documentApi(args)).sessionData())
}

export const clientLoader = tabLoader((api, _params, known?: SessionData) =>
  orKnown(api.sessionData(), known),
)

export default function YourData() {
  return <YourDataPage data={useLoaderData<typeof loader>()} />
}

export function ErrorBoundary() {
  return <ErrorPage error={useRouteError()} />
}

import type { LoaderFunctionArgs, MetaFunction } from '@remix-run/node'
import { useLoaderData, useRouteError } from '@remix-run/react'
import type { SessionData } from '~/api/client'
import { orPrevious, orThrowResponse } from '~/api/error-response'
import { createClientLoader } from '~/session/client-loader'
import { documentApi } from '~/session/document-api.server'
import { ErrorPage } from '~/shell/error-page'
import { documentTitle } from '~/ui/page'
import { YourDataPage } from '~/your-data/your-data-page'

export const meta: MetaFunction = () => [{ title: documentTitle('Your data') }]

export async function loader(args: LoaderFunctionArgs) {
  return orThrowResponse((await documentApi(args)).sessionData())
}

export const clientLoader = createClientLoader((api, _params, known?: SessionData) =>
  orPrevious(api.sessionData(), known),
)

export default function YourData() {
  return <YourDataPage data={useLoaderData<typeof loader>()} />
}

export function ErrorBoundary() {
  return <ErrorPage error={useRouteError()} />
}

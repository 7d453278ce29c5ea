import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData } from '@remix-run/react'
import { errorWords, RefusedPage } from '~/shell/error-page'
import { documentTitle } from '~/ui/page'

/** Our own server sends here what it does not look at any further. It is not the page's address, so no script may run. */
export const handle = { isInert: true }

export const meta: MetaFunction<typeof loader> = ({ data: refused }) => [
  { title: documentTitle(errorWords(refused?.status ?? 404).title) },
]

export function loader({ context }: LoaderFunctionArgs) {
  const status = context.refusedWith ?? 404
  return data({ status }, { status })
}

export default function Refused() {
  return <RefusedPage status={useLoaderData<typeof loader>().status} />
}

import { data, type LoaderFunctionArgs, type MetaFunction } from '@remix-run/node'
import { useLoaderData, useRouteError } from '@remix-run/react'
import { orThrowResponse } from '~/api/error-response'
import { createClientLoader } from '~/session/client-loader'
import { documentApi } from '~/session/document-api.server'
import { ErrorPage } from '~/shell/error-page'
import { documentTitle } from '~/ui/page'
import { loadReceipt } from '~/your-data/erase'
import { MissingReceipt, ReceiptPage } from '~/your-data/receipt-page'

export const meta: MetaFunction = () => [{ title: documentTitle('Erased') }]

export async function loader(args: LoaderFunctionArgs) {
  const receipt = await orThrowResponse(loadReceipt(await documentApi(args), args.params.receiptId))
  return data({ receipt }, { status: receipt ? 200 : 404 })
}

export const clientLoader = createClientLoader(async (api, { receiptId }) => ({
  receipt: await loadReceipt(api, receiptId),
}))

export default function ReceiptOfErasure() {
  const { receipt } = useLoaderData<typeof loader>()
  return receipt ? <ReceiptPage receipt={receipt} /> : <MissingReceipt />
}

export function ErrorBoundary() {
  return <ErrorPage error={useRouteError()} />
}

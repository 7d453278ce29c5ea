import type { LoaderFunctionArgs } from '@remix-run/node'
import { orErrorResponse } from '~/api/or-error-response'
import { documentApi } from '~/session/document-api.server'
import { loadReceipt } from '~/your-data/load-receipt'

/** The receipt as a file. */
export async function loader(args: LoaderFunctionArgs) {
  const receipt = await orErrorResponse(loadReceipt(await documentApi(args), args.params.receiptId))
  if (!receipt) throw new Response('This receipt is no longer here.', { status: 404 })
  return new Response(`${JSON.stringify(receipt, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json',
      'Content-Disposition': `attachment; filename="receipt-${receipt.erased_at.slice(0, 10)}.json"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

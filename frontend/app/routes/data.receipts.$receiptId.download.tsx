import { type LoaderFunctionArgs, redirect } from '@remix-run/node'
import { documentApi } from '~/session/document-api.server'
import { loadReceipt, receiptPath } from '~/your-data/erase'

/** The receipt as a file. Where it cannot be read, the page about it says why. */
export async function loader(args: LoaderFunctionArgs) {
  const { receiptId = '' } = args.params
  const receipt = await loadReceipt(await documentApi(args), receiptId).catch(() => null)
  if (!receipt) return redirect(receiptPath({ id: receiptId }))
  return new Response(`${JSON.stringify(receipt, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json',
      'Content-Disposition': `attachment; filename="receipt-${receipt.erased_at.slice(0, 10)}.json"`,
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
    },
  })
}

export const action = () => new Response(null, { status: 405, headers: { Allow: 'GET, HEAD' } })

import type { LoaderFunctionArgs } from '@remix-run/node'
import { createApi } from '~/api/client'
import { apiFetch } from '~/http/api-fetch.server'
import { clientAddressHeader } from '~/http/client-address.server'
import { env } from '~/http/env.server'
import { failureOf, report } from '~/http/error-log'
import { documentSession } from './session.server'

const DOCUMENT_TIMEOUT = 8_000

type RequestArgs = Pick<LoaderFunctionArgs, 'request' | 'context'>

/** The API as the document's session sees it. */
export async function documentApi(args: RequestArgs) {
  const { id } = await documentSession(args)
  return createApi({
    base: env.api,
    sessionId: id,
    timeout: DOCUMENT_TIMEOUT,
    fetch: watched(args),
    headers: () => clientAddressHeader(args),
  })
}

/** Calls the API, and notes where it has failed, for the log, and when to try again, for the answer. */
function watched({ context }: RequestArgs): typeof fetch {
  return async (url, init) => {
    try {
      const response = await apiFetch(url, init)
      context.retryAfter ??= secondsIn(response)
      if (response.status >= 500) report(context, { kind: `API answered ${response.status}` })
      return response
    } catch (error) {
      report(context, { kind: `API call failed: ${failureOf(error).kind}` })
      throw error
    }
  }
}

function secondsIn({ ok, headers }: Response) {
  const seconds = Number(headers.get('Retry-After'))
  return !ok && seconds > 0 ? Math.ceil(seconds) : undefined
}

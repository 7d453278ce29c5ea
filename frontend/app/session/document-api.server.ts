import type { LoaderFunctionArgs } from '@remix-run/node'
import { createApi } from '~/api/client'
import { env } from '~/env.server'
import { documentSession } from './session.server'

const DOCUMENT_TIMEOUT = 8_000

/** The API as the document's session sees it. */
export async function documentApi(args: Pick<LoaderFunctionArgs, 'request' | 'context'>) {
  const { id } = await documentSession(args)
  return createApi({ base: env.api, sessionId: id, timeout: DOCUMENT_TIMEOUT })
}

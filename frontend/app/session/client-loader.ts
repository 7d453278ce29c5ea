import type { Params } from '@remix-run/react'
import type { Api } from '~/api/client'
import { isDocumentSession, tabApi } from './tab-session'

let isHydrating = true

/** Hydration has ended: data of the server-rendered document is outdated from now on. */
export function markHydrated() {
  isHydrating = false
}

type TabLoaderArgs<T> = { params: Params; serverLoader: () => Promise<T> }

/**
 * A `clientLoader` that asks the API directly, with the tab's session. During hydration it takes what the
 * server has drawn, if that is the tab's own.
 * @param load `known` is what this loader has brought last, in the same session
 */
export function createClientLoader<T>(
  load: (api: Api, params: Params, known?: T) => Promise<T> | T,
) {
  let last: { sessionId: string; data: T } | undefined
  const clientLoader = async ({ params, serverLoader }: TabLoaderArgs<T>) => {
    const api = tabApi()
    const known = last?.sessionId === api.sessionId ? last.data : undefined
    const isDrawn = isHydrating && isDocumentSession()
    const data = await (isDrawn ? serverLoader() : load(api, params, known))
    last = { sessionId: api.sessionId, data }
    return data
  }
  return Object.assign(clientLoader, { hydrate: true as const })
}

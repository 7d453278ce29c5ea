import type { Params } from '@remix-run/react'
import type { Api } from '~/api/client'
import { documentIsOurs, tabApi } from './tab-session'

let comingAlive = true

/** The page has come alive: from now on what the server drew is old. */
export function documentIsAlive() {
  comingAlive = false
}

type TabLoaderArgs<T> = { params: Params; serverLoader: () => Promise<T> }

/**
 * A `clientLoader` that asks the API directly, with the tab's session. As the page comes alive it takes what the
 * server has drawn, if that is the tab's own.
 */
export function tabLoader<T>(load: (api: Api, params: Params) => Promise<T> | T) {
  const clientLoader = async ({ params, serverLoader }: TabLoaderArgs<T>) =>
    comingAlive && documentIsOurs() ? serverLoader() : load(tabApi(), params)
  return Object.assign(clientLoader, { hydrate: true as const })
}

import { PrefetchPageLinks } from '@remix-run/react'
import { useHydrated } from '~/ui/use-hydrated'

/** An address of each kind that one comes to by moving about. */
const PAGES = ['/', '/chat/thr_any', '/library', '/data']

/**
 * The code of the other pages, a few kilobytes, prefetched after hydration. When the code of a route cannot be
 * loaded, the router loads a new document; without a network that would end the chat and lose the draft.
 */
export function PrefetchRoutes() {
  if (!useHydrated()) return null
  return PAGES.map((page) => <PrefetchPageLinks key={page} page={page} />)
}

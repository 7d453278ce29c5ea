import { PrefetchPageLinks } from '@remix-run/react'
import { useHydrated } from '~/ui/use-hydrated'

/** An address of each kind that one comes to by moving about. */
const PAGES = ['/', '/chat/thr_any', '/library', '/data']

/**
 * The code of the other pages, a few kilobytes, once this one is alive. A page whose code cannot be had when it is
 * wanted is loaded anew as a document: without a network that would end the chat, and what is being written in it.
 */
export function PrefetchRoutes() {
  if (!useHydrated()) return null
  return PAGES.map((page) => <PrefetchPageLinks key={page} page={page} />)
}

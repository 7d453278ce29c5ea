/** What Remix knows of a request, in the form in which answers and the log need it. */
import type { EntryContext } from '@remix-run/node'
import type { Params } from '@remix-run/react'

/** For `Allow`: the methods that the route takes. */
export function allowedMethods({ manifest, staticHandlerContext }: EntryContext) {
  const route = staticHandlerContext.matches.at(-1)?.route.id
  return route && manifest.routes[route]?.hasAction ? 'GET, HEAD, POST' : 'GET, HEAD'
}

/** An address without what a visitor has written into it: `/chat/:threadId`, and `*` for unknown ones. */
export function routePattern(url: string, params: Params) {
  if ('*' in params) return '*'
  const names = new Map(Object.entries(params).map(([name, value]) => [value, name]))
  const { pathname } = new URL(url)
  return pathname
    .split('/')
    .map((part) => (names.has(decode(part)) ? `:${names.get(decode(part))}` : part))
    .join('/')
}

function decode(part: string) {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

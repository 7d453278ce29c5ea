const SITE = 'http://site.invalid'

/**
 * Where an address with several slashes at its beginning leads to, as some mail programs write it: browsers take it for
 * another host's, and so does the router. Undefined for every other one.
 */
export function collapseSlashes(target: string): string | undefined {
  return target.startsWith('//') ? safeRedirectPath(target.replace(/^[/\\]+/, '/')) : undefined
}

/**
 * The path, query and fragment of an address on this site, as a browser reads it; `/` for every other address. What a
 * browser reads differs from what is written: it drops tabs and line breaks, and takes `\` for `/`.
 */
export function safeRedirectPath(to: unknown): string {
  if (typeof to !== 'string' || !to.startsWith('/')) return '/'
  const url = URL.parse(to, SITE)
  if (url?.origin !== SITE) return '/'
  const path = url.pathname + url.search + url.hash
  return path.startsWith('//') ? '/' : path
}

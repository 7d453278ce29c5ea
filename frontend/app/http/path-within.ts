const SITE = 'http://site.invalid'

/**
 * The path, query and fragment of an address on this site, as a browser reads it; `/` for every other address. What a
 * browser reads differs from what is written: it drops tabs and line breaks, and takes `\` for `/`.
 */
export function pathWithin(to: unknown): string {
  if (typeof to !== 'string' || !to.startsWith('/')) return '/'
  const url = URL.parse(to, SITE)
  if (url?.origin !== SITE) return '/'
  const path = url.pathname + url.search + url.hash
  return path.startsWith('//') ? '/' : path
}

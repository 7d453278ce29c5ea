/**
 * Whether a page of another site has sent this form. Browsers say so themselves; where they do not, the origin of the
 * page is compared with this host. A client that says neither is no browser, and holds no visitor's cookies.
 */
export function isCrossSite(headers: Headers): boolean {
  const site = headers.get('Sec-Fetch-Site')
  if (site === 'cross-site' || site === 'same-site') return true
  const origin = headers.get('Origin')
  return origin !== null && URL.parse(origin)?.host !== hostOf(headers)
}

/** The host as the visitor's browser names it. */
export function hostOf(headers: Headers): string | undefined {
  const forwarded = headers.get('X-Forwarded-Host')?.split(',')[0]?.trim()
  return forwarded || headers.get('Host')?.toLowerCase() || undefined
}

export function isHttps({ url, headers }: Pick<Request, 'url' | 'headers'>): boolean {
  return headers.has('X-Forwarded-Proto') ? isForwardedHttps(headers) : url.startsWith('https:')
}

/** A proxy in front says so: our own server speaks http alone. */
export const isForwardedHttps = (headers: Headers) =>
  headers.get('X-Forwarded-Proto')?.split(',')[0]?.trim() === 'https'

import { hostOf } from '~/http/cross-site'

/**
 * Whether a document belongs to the session of the cookie it came with: only when the reader moved on inside the
 * site. A reload, a typed address and a visit from elsewhere each begin a new one.
 */
export function continuesSession(
  { method, headers }: Pick<Request, 'method' | 'headers'>,
  answersForm: boolean,
) {
  if (!comesFromThisSite(headers)) return false
  // Browsers send `max-age=0` with a form as well, and with the page the form leads to.
  return method === 'POST' || answersForm || !isReload(headers)
}

function comesFromThisSite(headers: Headers) {
  const site = headers.get('Sec-Fetch-Site')
  if (site) return site === 'same-origin'
  // Older browsers do not say. The page they came from does.
  const from = headers.get('Origin') ?? headers.get('Referer')
  return from !== null && URL.parse(from)?.host === hostOf(headers)
}

function isReload(headers: Headers) {
  return /\b(max-age=0|no-cache)\b/.test(headers.get('Cache-Control') ?? '')
}

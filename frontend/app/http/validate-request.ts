/** Requests that are answered without being looked at any further. */
import { hostOf, isCrossSite } from './cross-site.ts'

export const METHODS = ['GET', 'HEAD', 'POST']
const LONGEST_TARGET = 4_096

type Asked = {
  method: string
  /** As it stands in the request line. */
  target: string
  headers: Headers
}

/** The status that the request is refused with; undefined where there is nothing wrong so far. */
export function validateRequest({ method, target, headers }: Asked): number | undefined {
  if (target.length > LONGEST_TARGET) return 414
  if (!isPath(target) || !isHost(headers.get('Host')) || !isHost(hostOf(headers))) return 400
  if (!METHODS.includes(method)) return 405
  // `_data` is how Remix asked for data before single fetch, which this app uses.
  if (/[?&]_data(?:[=&]|$)/.test(target)) return 400
  if (method === 'POST' && isCrossSite(headers)) return 403
  return undefined
}

/** One that every part of the app reads alike: no other host's, nothing that cannot be decoded, no control characters. */
function isPath(target: string) {
  if (!target.startsWith('/') || target.startsWith('//') || target.includes('\\')) return false
  const [path = ''] = target.split('?', 1)
  try {
    return !/\p{Cc}/u.test(decodeURIComponent(path))
  } catch {
    return false
  }
}

function isHost(host: string | null | undefined) {
  if (!host || !/^[\w.:[\]-]+$/.test(host)) return false
  return URL.parse(`http://${host}`)?.host === host.toLowerCase().replace(/:80$/, '')
}

import type { Context } from 'koa'
import { InvalidRequestError } from '../errors.ts'

export type PublicOrigin = (ctx: Context) => string

/**
 * Where a page reaches this API; the addresses of files begin with it. The host is the one that the request
 * itself was sent to: `X-Forwarded-Host` can be made up by anybody who gets past the proxy.
 * @param trustsProxy whether a proxy sets `X-Forwarded-Proto`
 * @throws {InvalidRequestError} for HTTP/1.0 without a host
 */
export function publicOrigin(trustsProxy: boolean): PublicOrigin {
  return (ctx) => {
    const host = ctx.get('Host')
    if (!host) throw new InvalidRequestError('The `Host` header names no host.')
    const forwarded = trustsProxy ? ctx.get('X-Forwarded-Proto').split(',')[0]?.trim() : ''
    const isSecure = /^https$/i.test(forwarded ?? '')
    return `${isSecure ? 'https' : 'http'}://${host}`
  }
}

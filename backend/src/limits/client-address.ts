/** Which client a request comes from, as far as that can be believed. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { networkOf, parseAddress } from './internet-address.ts'

/** The header in which a proxy in front of this server names the client, in lower case. */
export type TrustedProxy = {
  header: string
  /** Which entry of a list, counted from its end: each proxy appends the address it was called from. */
  fromEnd: number
}

export type ClientAddressOptions = {
  /** Without one, the address of the connection counts. */
  trustedProxy: TrustedProxy | undefined
  /** Shared with the page's server, which calls for many clients. */
  secret: string
}

export type Caller = { headers: IncomingHttpHeaders; socketAddress: string | undefined }

/** How far the clocks of the page's server and this one may be apart. */
const SIGNATURE_SECONDS = 120

/**
 * What a client is counted under: one of 65,536 keys, so that no number of addresses fills the memory, and
 * Redis keeps no address. The same on every replica; which addresses share a key is known to nobody outside.
 */
export function clientKey(network: string, secret: string): string {
  return createHmac('sha256', secret).update(`client-key\n${network}`).digest('hex').slice(0, 4)
}

/**
 * The client that a request is counted for: an IPv4 address, an IPv6 network (/64), or `unknown` where the
 * connection is already gone.
 */
export function clientNetwork(caller: Caller, options: ClientAddressOptions): string {
  const address =
    addressFromPage(caller.headers['x-client-address'], options.secret) ??
    addressFromProxy(caller.headers, options.trustedProxy) ??
    parseAddress(caller.socketAddress ?? '')
  return address === undefined ? 'unknown' : networkOf(address)
}

/**
 * `X-Client-Address: <address>;t=<unix seconds>;s=<signature>`, as the page's server sends it for the client
 * that it works for. Undefined where it is not signed with the shared secret, or too old.
 */
function addressFromPage(header: string | string[] | undefined, secret: string) {
  if (typeof header !== 'string') return undefined
  const [, address, seconds, signature] =
    header.match(/^([\da-f.:]{2,45});t=(\d{1,12});s=([\w-]{43})$/i) ?? []
  if (!address || !seconds || !signature) return undefined
  if (Math.abs(Date.now() / 1000 - Number(seconds)) > SIGNATURE_SECONDS) return undefined
  const expected = createHmac('sha256', secret)
    .update(`client-address\n${address}\n${seconds}`)
    .digest()
  const given = Buffer.from(signature, 'base64url')
  const isRight = given.length === expected.length && timingSafeEqual(given, expected)
  return isRight ? parseAddress(address) : undefined
}

function addressFromProxy(headers: IncomingHttpHeaders, proxy: TrustedProxy | undefined) {
  const value = headers[proxy?.header ?? '']
  if (proxy === undefined || typeof value !== 'string') return undefined
  const entry = value.split(',').at(-proxy.fromEnd)
  return entry === undefined ? undefined : parseAddress(entry)
}

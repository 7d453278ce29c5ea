/** Which client a request comes from, as far as that can be believed. */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { isIPv4, isIPv6 } from 'node:net'

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

/** An IPv6 address with brackets, a zone and a port is no longer. */
const LONGEST = 100

/**
 * An address without brackets, port and zone, in its shortest form; IPv4 inside IPv6 becomes IPv4.
 * @returns undefined for what is no address
 */
export function parseAddress(text: string): string | undefined {
  if (text.length > LONGEST) return undefined
  const trimmed = text.trim()
  const [, bracketed] = trimmed.match(/^\[([^\]]*)\](?::\d{1,5})?$/) ?? []
  const [, beforePort] = trimmed.match(/^([\d.]+):\d{1,5}$/) ?? []
  const bare = (bracketed ?? beforePort ?? trimmed).replace(/%[\w.~-]+$/, '')
  if (isIPv4(bare)) return bracketed === undefined ? bare : undefined
  if (!isIPv6(bare)) return undefined
  const shortest = new URL(`http://[${bare}]`).hostname.slice(1, -1)
  return mappedIPv4(shortest) ?? shortest
}

/**
 * What an address is counted as: itself, or the /64 network of an IPv6 address, since one client has all of it.
 * @param address as `parseAddress` returns it
 */
export function networkOf(address: string): string {
  if (isIPv4(address)) return address
  return `${groupsOf(address).slice(0, 4).join(':')}::/64`
}

function mappedIPv4(address: string): string | undefined {
  const [, high, low] = address.match(/^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/) ?? []
  if (high === undefined || low === undefined) return undefined
  const bytes = [high, low].map((group) => Number.parseInt(group, 16))
  return bytes.flatMap((group) => [group >> 8, group & 255]).join('.')
}

/** The eight groups of an IPv6 address. */
function groupsOf(address: string): string[] {
  const [before = [], after = []] = address
    .split('::')
    .map((half) => half.split(':').filter(Boolean))
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0')
  return [...before, ...zeros, ...after]
}

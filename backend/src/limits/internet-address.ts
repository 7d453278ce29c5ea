/** Internet addresses in one form each, so that one client is counted as one. */
import { isIPv4, isIPv6 } from 'node:net'

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

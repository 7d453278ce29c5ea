import { createHmac } from 'node:crypto'
import { isIP } from 'node:net'
import type { LoaderFunctionArgs } from '@remix-run/node'
import { env } from './env.server'

type RequestArgs = Pick<LoaderFunctionArgs, 'request' | 'context'>

/**
 * Tells the API which visitor this server calls it for, so that its limits count the visitor. The API believes it for its
 * signature and a short time.
 */
export function clientAddressHeader(args: RequestArgs): Record<string, string> {
  const address = clientAddress(args)
  if (!address) return {}
  const seconds = Math.floor(Date.now() / 1000)
  return { 'X-Client-Address': signedAddress(address, seconds, env.sessionSecret) }
}

/** `<address>;t=<unix seconds>;s=<base64url HMAC-SHA256>` */
export function signedAddress(address: string, seconds: number, secret: string) {
  const message = `client-address\n${address}\n${seconds}`
  const signature = createHmac('sha256', secret).update(message).digest('base64url')
  return `${address};t=${seconds};s=${signature}`
}

/** Never from a header that a visitor can set: on Vercel from those that Vercel writes itself, else from the connection. */
export function clientAddress({ request, context }: RequestArgs, isVercel = env.isVercel) {
  if (!isVercel) return plainAddress(context.clientAddress)
  const { headers } = request
  return plainAddress(headers.get('X-Vercel-Forwarded-For') ?? headers.get('X-Real-IP'))
}

/** An IPv4 address in the form of IPv6 is written as IPv4, and the name of a network interface is left out. */
function plainAddress(address: string | null | undefined) {
  const plain = address
    ?.trim()
    .replace(/^::ffff:(?=\d+\.)/i, '')
    .replace(/%.*$/, '')
    .toLowerCase()
  return plain && isIP(plain) ? plain : undefined
}

import koaCors from '@koa/cors'
import type { Middleware } from 'koa'

/** @param allowed origins; one `*` in a host stands for letters, digits and hyphens. */
export function cors({
  allowed,
  anyLocalhost,
}: {
  allowed: string[]
  anyLocalhost: boolean
}): Middleware {
  const patterns = allowed.map(
    (origin) => new RegExp(`^${origin.replaceAll('.', '\\.').replace('*', '[a-z0-9-]+')}$`, 'i'),
  )
  if (anyLocalhost) patterns.push(/^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/)

  return koaCors({
    // No origin back means no CORS headers; the session id is what protects the data.
    origin: (ctx) => {
      const origin = ctx.get('Origin')
      return patterns.some((pattern) => pattern.test(origin)) ? origin : ''
    },
    allowMethods: ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS'],
    allowHeaders: [
      'accept',
      'accept-language',
      'chatkit-frame-instance-id',
      'content-type',
      'idempotency-key',
      'last-event-id',
      'x-client-tools',
      'x-private-window',
      'x-request-id',
      'x-resume',
      'x-session-id',
    ],
    exposeHeaders: ['retry-after', 'x-request-id', 'x-run-id'],
    maxAge: 7200,
    keepHeadersOnError: true,
  })
}

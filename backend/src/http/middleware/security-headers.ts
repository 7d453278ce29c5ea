import type { Middleware } from 'koa'

/** For every answer: nothing of this API is a page, so a browser may neither run, show nor embed it as one. */
const SECURITY_HEADERS = {
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
}
const HSTS = { 'Strict-Transport-Security': 'max-age=31536000; includeSubDomains' }

/** @param production where the API is reached over https alone */
export const headersOfEveryAnswer = (production: boolean): Record<string, string> => ({
  ...SECURITY_HEADERS,
  ...(production && HSTS),
})

/** Set before the answer is made, which may have a stricter policy of its own. */
export function securityHeaders(production: boolean): Middleware {
  const headers = headersOfEveryAnswer(production)
  return async (ctx, next) => {
    ctx.set(headers)
    await next()
  }
}

import { randomUUID } from 'node:crypto'
import type { Middleware } from 'koa'
import type { Logger } from 'pino'

const SAFE_ID = /^[\w.-]{8,100}$/

/** Gives every request an id, and the log one line for each once it is answered. */
export function requestLog(log: Logger): Middleware {
  return async (ctx, next) => {
    const begun = performance.now()
    const { method, path } = ctx
    const given = ctx.get('X-Request-Id')
    const requestId = SAFE_ID.test(given) ? given : randomUUID()
    ctx.state.requestId = requestId
    ctx.set('X-Request-Id', requestId)

    ctx.res.once('close', () => {
      // These come every few seconds and say nothing.
      const level = path === '/health' || path === '/metrics' ? 'debug' : 'info'
      log[level](
        {
          request_id: requestId,
          method,
          // Its pattern: an address can name a receipt, which is the key to it, and an unknown one anything.
          path: ctx._matchedRoute,
          status: ctx.status,
          ms: Math.round(performance.now() - begun),
          session: ctx.state.session?.slice(0, 8),
          type: ctx.state.requestType,
        },
        'request',
      )
    })
    await next()
  }
}

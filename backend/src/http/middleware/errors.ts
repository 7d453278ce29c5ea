import type { Context, Middleware } from 'koa'
import type { Logger } from 'pino'
import { AppError, InvalidRequestError, TooLargeError } from '../../errors.ts'
import { throttleFailures } from '../../lib/throttle-failures.ts'

/** With a status of 5xx, but no fault of this service. */
const AS_INTENDED: ReadonlySet<string> = new Set([
  ...['shutting_down', 'busy', 'client_gone', 'not_supported', 'vector_store_not_configured'],
])

/** The one way out for failures before a stream has begun: `{"error": {code, message}}`. */
export function answerErrors(log: Logger): Middleware {
  const isWorthALine = throttleFailures()
  return async (ctx, next) => {
    try {
      await next()
      if (ctx.body == null) refuseUnrouted(ctx)
    } catch (thrown) {
      const error = appErrorFrom(thrown)
      if (error.status >= 500 && !AS_INTENDED.has(error.code) && isWorthALine(error)) {
        // Who leaves before the answer makes things fail; that is no fault of ours.
        const level = ctx.res.destroyed ? 'info' : 'error'
        log[level]({ err: thrown, request_id: ctx.state.requestId }, 'request failed')
      }
      ctx.status = error.status
      ctx.set(error.headers)
      const { code, message, details } = error
      // ChatKit's client shows the top-level `message`.
      ctx.body = { error: { code, message, ...details }, message }
    }
  }
}

const LONGEST_SHOWN_PATH = 100

/** What the router leaves without an answer: an unknown address, or a method unknown there. */
function refuseUnrouted(ctx: Context): void {
  const { status, method } = ctx
  const path = ctx.path.slice(0, LONGEST_SHOWN_PATH)
  if (status === 404) {
    throw new AppError(404, 'not_found', `There is no ${method} ${path} here. See GET /.`)
  }
  if (status === 405 || status === 501) {
    throw new AppError(405, 'method_not_allowed', `${path} does not take ${method}. See GET /.`)
  }
}

function appErrorFrom(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown
  const status = statusOf(thrown)
  if (status === 413) return new TooLargeError('The request', 'the limit')
  if (status !== undefined && status < 500) {
    return new InvalidRequestError(
      'The request could not be read. Check its body and headers.',
      thrown,
    )
  }
  const message =
    'Something went wrong on our side. Try again; if it stays, tell us the X-Request-Id.'
  return new AppError(500, 'internal_error', message, { cause: thrown })
}

function statusOf(thrown: unknown): number | undefined {
  const status = thrown instanceof Error && 'status' in thrown ? thrown.status : undefined
  return typeof status === 'number' ? status : undefined
}

import type { Failure } from './error-log.ts'

declare module '@remix-run/server-runtime' {
  /** What belongs to one request. Our own server hands it over; on Vercel and in development it begins empty. */
  interface AppLoadContext {
    /** The other end of the connection. */
    clientAddress?: string
    /** The request is answered with the page about this status, and not looked at any further. */
    refusedWith?: number
    /** Seconds after which to try again, where the API or this server has said so. Set while the request is answered. */
    retryAfter?: number
    /** Takes what went wrong on our side, for the log line of the request. */
    failures?: Failure[]
  }
}

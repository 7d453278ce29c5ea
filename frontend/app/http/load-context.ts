import type { Failure } from './failures.ts'

declare module '@remix-run/server-runtime' {
  /** What our own server hands over with a request. On Vercel and in development there is none of it. */
  interface AppLoadContext {
    /** The other end of the connection. */
    clientAddress?: string
    /** The request is answered with the page about this status, and not looked at any further. */
    refusedWith?: number
    /** Takes what went wrong on our side, for the log line of the request. */
    failures?: Failure[]
  }
}

import type { Context } from 'koa'

/**
 * Whether this came of a connection that the client has closed, or on which it speaks no HTTP: what one
 * reads of an `error` event about a request. That is no error of ours.
 */
export function isClientGone({ code = '' }: NodeJS.ErrnoException): boolean {
  return (
    code.startsWith('HPE_') ||
    ['ECONNRESET', 'ECONNABORTED', 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE'].includes(code)
  )
}

/** Aborted when the client goes before its answer is complete. */
export function whenGone({ res }: Context): AbortSignal {
  const gone = new AbortController()
  if (res.destroyed) gone.abort()
  res.once('close', () => {
    if (!res.writableFinished) gone.abort()
  })
  return gone.signal
}

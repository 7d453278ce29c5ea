import type { Context } from 'koa'

/** Aborted when the client goes before its answer is complete. */
export function whenGone({ res }: Context): AbortSignal {
  const gone = new AbortController()
  if (res.destroyed) gone.abort()
  res.once('close', () => {
    if (!res.writableFinished) gone.abort()
  })
  return gone.signal
}

import type { Middleware } from 'koa'
import { UnsupportedTypeError } from '../../errors.ts'

/** A few kilobytes of compressed zeros would take gigabytes, and no client of ours compresses what it sends. */
export const refuseCompressed: Middleware = (ctx, next) => {
  const codings = ctx.get('Content-Encoding').split(',')
  if (codings.every((coding) => /^(identity)?$/i.test(coding.trim()))) return next()
  ctx.set('Accept-Encoding', 'identity')
  throw new UnsupportedTypeError('Send the body as it is: compressed ones are not read.')
}

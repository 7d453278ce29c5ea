/** What each client is counted for on its way in. */
import type { Middleware } from 'koa'
import type { Admission } from '../../limits/admission.ts'
import { type ClientAddressOptions, clientKey, clientNetwork } from '../../limits/client-address.ts'
import { RequestPace } from '../../limits/request-pace.ts'
import { queryOf } from './request-target.ts'

/** Monitoring requests these every few seconds, and they cost next to nothing. */
const UNCOUNTED: ReadonlySet<string> = new Set(['/health', '/livez', '/readyz', '/metrics'])

/** Notes whose request it is as `ctx.state.client`, and counts it when its turn has come. */
export function countRequests(admission: Admission, options: ClientAddressOptions): Middleware {
  const pace = new RequestPace()
  return async (ctx, next) => {
    const { headers, socket } = ctx.req
    const network = clientNetwork({ headers, socketAddress: socket.remoteAddress }, options)
    ctx.state.client = clientKey(network, options.secret)
    if (UNCOUNTED.has(ctx.path)) return next()
    await pace.begin(ctx.state.client)
    await admission.countRequest(ctx.state.client)
    await next()
  }
}

/** @param mostBytes of one upload: what one counts for that does not say how large it is */
export function countUploads(admission: Admission, mostBytes: number): Middleware {
  return async (ctx, next) => {
    const bytes = Math.min(ctx.request.length ?? mostBytes, mostBytes)
    await admission.countUpload(ctx.state.client, bytes)
    await next()
  }
}

export function countReceipts(admission: Admission): Middleware {
  return async (ctx, next) => {
    const isForReceipt = ctx.method !== 'DELETE' || queryOf(ctx).get('receipt') === '1'
    if (isForReceipt) await admission.countReceipt(ctx.state.client)
    await next()
  }
}

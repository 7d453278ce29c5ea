import type { Context } from 'koa'
import { errorEvent } from '../chatkit/bookkeeping.ts'
import type { ChatKit, RequestContext } from '../chatkit/chatkit.ts'
import { isStreaming, parseRequest, type StreamingRequest, threadOf } from '../chatkit/requests.ts'
import type { ChatKitRequest } from '../chatkit/schemas.ts'
import { InvalidRequestError, NotFoundError, ThreadBusyError, TooLargeError } from '../errors.ts'
import type { Library } from '../library/library.ts'
import type { Run, Runs } from '../runs/runs.ts'
import { whenGone } from './client-gone.ts'
import { parseEventId, streamRun } from './sse.ts'

type Parts = {
  chatkit: ChatKit
  runs: Runs
  library: Library
  /** The largest body; audio to be transcribed has a limit of its own. */
  bodyBytes: number
  onError(error: unknown, requestId: string): void
}

/** `POST /chatkit`: every request of the protocol. */
export function postChatKit({ chatkit, runs, library, bodyBytes, onError }: Parts) {
  return async (ctx: Context) => {
    if (continueRun(ctx, runs)) return
    const request = parseRequest(ctx.request.body)
    ctx.state.requestType = request.type
    if (request.type !== 'input.transcribe') refuseLarge(ctx, bodyBytes)
    const context: RequestContext = {
      session: ctx.state.session,
      origin: originOf(ctx),
      clientTools: listOf(ctx.get('X-Client-Tools')),
      signal: whenGone(ctx),
      onError: (error) => onError(error, ctx.state.requestId),
    }
    if (isStreaming(request)) return answerWithStream(ctx, request, context)

    if (request.type === 'threads.delete') {
      await runs.cancelAll(context.session, request.params.thread_id)
    }
    ctx.set('Cache-Control', 'no-store')
    ctx.body = await chatkit.answer(request, context)
    if (leavesFiles(request)) void library.sweep()
  }

  async function answerWithStream(
    ctx: Context,
    request: StreamingRequest,
    context: RequestContext,
  ) {
    const key = idempotencyKey(ctx)
    if (key && goOnWithRepeated(ctx, runs, key)) return
    const threadId = threadOf(request)
    const run = runs.claim(context.session, threadId, key)
    try {
      const produce = await chatkit.open(request, threadId, context)
      run.start(produce, (error) => {
        context.onError(error)
        return errorEvent(error)
      })
    } catch (error) {
      run.abandon()
      throw error
    }
    streamRun(ctx, run, 0, onLeave(ctx, run))
  }
}

/** ChatKit's own panel stops an answer by closing the connection; who can resume does not. */
const onLeave = (ctx: Context, run: Run) => () => {
  if (ctx.get('X-Resume') !== '1') run.cancel()
}

/** The addresses of files are made of it, so it is looked at before anything is stored. */
function originOf(ctx: Context): string {
  const { origin } = ctx.URL
  if (!origin) throw new InvalidRequestError('The `Host` header names no host.')
  return origin
}

const listOf = (header: string) =>
  header
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)

function refuseLarge(ctx: Context, bodyBytes: number): void {
  if (Buffer.byteLength(ctx.request.rawBody) <= bodyBytes) return
  throw new TooLargeError('The request', `${Math.floor(bodyBytes / 1024)} KB`)
}

function idempotencyKey(ctx: Context): string | undefined {
  const key = ctx.get('Idempotency-Key')
  if (key.length > 255)
    throw new InvalidRequestError('`Idempotency-Key` has at most 255 characters.')
  return key || undefined
}

/** A request that came through once, but whose answer got lost: never a second message. */
function goOnWithRepeated(ctx: Context, runs: Runs, key: string): boolean {
  const run = runs.findRepeated(ctx.state.session, key)
  if (!run) return false
  if (!run.started) throw new ThreadBusyError()
  streamRun(ctx, run, 0, onLeave(ctx, run))
  return true
}

const leavesFiles = ({ type }: ChatKitRequest) =>
  type === 'threads.delete' || type === 'attachments.delete'

/** A repeated `POST` that names the last event it has seen goes on with that run: never a second message. */
function continueRun(ctx: Context, runs: Runs): boolean {
  const last = parseEventId(ctx.get('Last-Event-ID'))
  if (!last) return false
  const run = runs.find(ctx.state.session, last.runId)
  // Its log is gone, but what it was asked is stored: the client has to reload.
  if (!run) throw new NotFoundError('This answer')
  streamRun(ctx, run, last.seq, onLeave(ctx, run))
  return true
}

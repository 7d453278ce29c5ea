import type { Context } from 'koa'
import {
  type ChatKit,
  isStreaming,
  parseRequest,
  type RequestContext,
  type StreamingRequest,
  threadOf,
} from '../chatkit/chatkit.ts'
import type { ChatKitRequest } from '../chatkit/schemas.ts'
import { NotFoundError } from '../errors.ts'
import type { Library } from '../library/library.ts'
import type { Runs } from '../runs/runs.ts'
import { parseEventId, streamRun } from './sse.ts'

type Parts = {
  chatkit: ChatKit
  runs: Runs
  library: Library
  onError(error: unknown, requestId: string): void
}

/** `POST /chatkit`: every request of the protocol. */
export function postChatKit({ chatkit, runs, library, onError }: Parts) {
  return async (ctx: Context) => {
    if (continueRun(ctx, runs)) return
    const request = parseRequest(ctx.request.body)
    ctx.state.requestType = request.type
    const context: RequestContext = {
      session: ctx.state.session,
      origin: ctx.URL.origin,
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
    const threadId = threadOf(request)
    const run = runs.claim(context.session, threadId)
    try {
      run.start(await chatkit.open(request, threadId, context))
    } catch (error) {
      run.abandon()
      throw error
    }
    const resumes = ctx.get('X-Resume') === '1'
    // ChatKit's own panel stops an answer by closing the connection.
    streamRun(ctx, run, 0, () => resumes || run.cancel())
  }
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
  streamRun(ctx, run, last.seq, () => {})
  return true
}

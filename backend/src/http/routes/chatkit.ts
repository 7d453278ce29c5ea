import type { Context } from 'koa'
import type { ChatKit } from '../../chatkit/chatkit.ts'
import type { RequestContext } from '../../chatkit/context.ts'
import { reportingErrorEvent } from '../../chatkit/process-events.ts'
import { digestOf, idsFor, isStreaming, parseRequest, threadOf } from '../../chatkit/requests.ts'
import { InvalidRequestError, NotFoundError } from '../../errors.ts'
import type { Library } from '../../library/library.ts'
import type { Admission } from '../../limits/admission.ts'
import { LONGEST_ID, MOST_CLIENT_TOOLS } from '../../protocol/bounds.ts'
import type { ChatKitRequest, JsonRequest, StreamingRequest } from '../../protocol/schemas.ts'
import type { Run, Runs } from '../../runs/runs.ts'
import type { BodyBudget } from '../body/body-budget.ts'
import { type JsonLimits, readJson } from '../body/json-body.ts'
import { whenGone } from '../client-gone.ts'
import type { Followers } from '../followers.ts'
import type { PublicOrigin } from '../public-origin.ts'
import { parseEventId, streamRun } from '../sse.ts'

type Parts = {
  admission: Admission
  chatkit: ChatKit
  runs: Runs
  library: Library
  followers: Followers
  limits: JsonLimits
  bodyRoom: BodyBudget
  originOf: PublicOrigin
  onError(error: unknown, requestId: string): void
}

/** `POST /chatkit`: every request of the protocol. */
export function postChatKit(parts: Parts) {
  const { admission, chatkit, runs, library, followers, limits, bodyRoom, originOf, onError } =
    parts

  return async (ctx: Context) => {
    if (await continueRun(ctx)) return
    const request = parseRequest(await readJson(ctx, limits, bodyRoom))
    ctx.state.requestType = request.type
    const context: RequestContext = {
      session: ctx.state.session,
      origin: originOf(ctx),
      clientTools: clientTools(ctx),
      signal: whenGone(ctx),
      onError: (error) => onError(error, ctx.state.requestId),
    }
    if (isStreaming(request)) return answerWithStream(ctx, request, context)

    if (request.type === 'threads.delete') {
      await runs.cancelAll(context.session, request.params.thread_id)
    }
    ctx.set('Cache-Control', 'no-store')
    ctx.body = await answerWithJson(ctx, request, context)
    if (leavesFiles(request)) void library.sweep()
  }

  function admit(ctx: Context, { type }: ChatKitRequest, { session, signal }: RequestContext) {
    return admission.admitAnswer({
      client: ctx.state.client,
      session,
      left: signal,
      // The coach's actions work on what is stored.
      asksModel: type !== 'threads.custom_action',
    })
  }

  async function answerWithJson(ctx: Context, request: JsonRequest, context: RequestContext) {
    if (request.type !== 'input.transcribe') return chatkit.answer(request, context)
    const { place } = await admit(ctx, request, context)
    using _ = place
    return await chatkit.answer(request, context)
  }

  async function answerWithStream(
    ctx: Context,
    request: StreamingRequest,
    requester: RequestContext,
  ) {
    const key = idempotencyKey(ctx)
    const name = key ? { key, digest: digestOf(request) } : undefined
    const makeId = idsFor(requester.session, name)
    const context = { ...requester, makeId }
    const threadId = threadOf(request, makeId)
    const claim = await runs.claim(context.session, threadId, name)
    // A request that came through once, but whose answer got lost: never a second message.
    if ('repeated' in claim) {
      followers.admit(ctx, claim.repeated.id)
      return stream(ctx, claim.repeated, 0)
    }
    const run = claim.claimed
    try {
      followers.admit(ctx, run.id, { isFirst: true })
      const { place, notice } = await admit(ctx, request, context)
      void run.finished.then(() => place[Symbol.dispose]())
      const { produce, checkpoint } = await chatkit.openStream(request, threadId, {
        ...context,
        notice,
      })
      const onFailure = reportingErrorEvent(context.onError)
      // Only who can follow it to another process is served by one that goes on with it.
      await run.start(produce, onFailure, isFollower(ctx) ? checkpoint : undefined)
    } catch (error) {
      await run.abandon().catch(context.onError)
      throw error
    }
    stream(ctx, run, 0)
  }

  /** A repeated `POST` that names the last event it has seen goes on with that run: never a second message. */
  async function continueRun(ctx: Context): Promise<boolean> {
    const last = parseEventId(ctx.get('Last-Event-ID'))
    if (!last) return false
    const run = await runs.find(ctx.state.session, last.runId)
    // Its log is gone, but what it was asked is stored: the client has to reload.
    if (!run) throw new NotFoundError('This answer')
    followers.admit(ctx, run.id)
    ctx.req.resume() // what it was asked is not needed again
    stream(ctx, run, last.seq)
    return true
  }

  function stream(ctx: Context, run: Run, after: number): void {
    const { stallMs } = followers
    streamRun(ctx, run, after, { onLeave: onLeave(ctx, run), stallMs })
  }
}

/** ChatKit's own panel stops an answer by closing the connection; who can resume does not. */
const onLeave = (ctx: Context, run: Run) => () => (isFollower(ctx) ? undefined : run.cancel())

const isFollower = (ctx: Context) => ctx.get('X-Resume') === '1'

function clientTools(ctx: Context): string[] {
  const names = ctx
    .get('X-Client-Tools')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  if (names.length <= MOST_CLIENT_TOOLS && names.every(({ length }) => length <= LONGEST_ID)) {
    return names
  }
  throw new InvalidRequestError(
    `\`X-Client-Tools\` names at most ${MOST_CLIENT_TOOLS} tools, each in ${LONGEST_ID} characters.`,
  )
}

function idempotencyKey(ctx: Context): string | undefined {
  const key = ctx.get('Idempotency-Key')
  if (key.length > 255)
    throw new InvalidRequestError('`Idempotency-Key` has at most 255 characters.')
  return key || undefined
}

const leavesFiles = ({ type }: ChatKitRequest) =>
  type === 'threads.delete' || type === 'attachments.delete'

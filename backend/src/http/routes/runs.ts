import type { Context } from 'koa'
import { NotFoundError } from '../../errors.ts'
import type { Run, Runs } from '../../runs/runs.ts'
import type { Followers } from '../followers.ts'
import { parseEventId, streamRun } from '../sse.ts'

/** `GET /chatkit/runs/:runId`: follows a run, after the event that `Last-Event-ID` names. */
export function followRun(runs: Runs, followers: Followers) {
  return async (ctx: Context) => {
    const run = await requireRun(ctx, runs)
    followers.admit(ctx, run.id)
    const last = parseEventId(ctx.get('Last-Event-ID'))
    const { stallMs } = followers
    streamRun(ctx, run, last?.runId === run.id ? last.seq : 0, { onLeave() {}, stallMs })
  }
}

/** `POST /chatkit/runs/:runId/cancel`: stops a run and keeps what was written; ended ones stay as they are. */
export function cancelRun(runs: Runs) {
  return async (ctx: Context) => {
    await (await requireRun(ctx, runs)).cancel()
    ctx.body = {}
  }
}

/** `POST /chatkit/runs/:runId/answer-now`: ends the thinking; what was found goes into the answer. */
export function answerNow(runs: Runs) {
  return async (ctx: Context) => {
    await (await requireRun(ctx, runs)).finishNow()
    ctx.body = {}
  }
}

async function requireRun(ctx: Context, runs: Runs): Promise<Run> {
  const run = await runs.find(ctx.state.session, ctx.params.runId)
  if (!run) throw new NotFoundError('This answer')
  return run
}

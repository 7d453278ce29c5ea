import type { Context } from 'koa'
import { MemoryUnavailableError } from '../errors.ts'
import { type LoggedEvent, type Run, RunMovedError } from '../runs/runs.ts'

const HEARTBEAT_MS = 15_000
/** A comment of one line: some readers take every blank line for a message. */
export const HEARTBEAT = ': ping\n'

type Leave = () => Promise<void> | undefined

/** Events as they go over the wire. */
export const framesOf = (runId: string, events: LoggedEvent[]): string =>
  events.map(({ seq, json }) => `id: ${runId}:${seq}\ndata: ${json}\n\n`).join('')

/**
 * Answers with the run's events from `after` on, as Server-Sent Events.
 * @param onLeave called when the client goes before the run has ended
 */
export function streamRun(ctx: Context, run: Run, after: number, onLeave: Leave): void {
  ctx.status = 200
  ctx.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
    'X-Run-Id': run.id,
  })
  ctx.respond = false
  void write(ctx, run, after, onLeave)
}

async function write(ctx: Context, run: Run, after: number, onLeave: Leave): Promise<void> {
  const { res, req } = ctx
  const report = (error: unknown) => ctx.app.emit('error', error, ctx)
  const tellLeft = () => onLeave()?.catch(report)
  // Gone before the first word: `close` has been heard of already, and will not be again.
  if (res.destroyed) return void tellLeft()
  const left = new AbortController()
  const events = run.follow(after, left.signal)
  const heartbeat = setInterval(() => res.write(HEARTBEAT), HEARTBEAT_MS)
  const leave = () => {
    clearInterval(heartbeat)
    left.abort()
    tellLeft()
  }
  res.once('close', leave)
  // A broken connection is no error of ours; `close` follows it.
  res.on('error', () => {})

  req.socket.setNoDelay(true)
  res.flushHeaders()
  try {
    for await (const batch of events) {
      if (!res.write(framesOf(run.id, batch))) await drained(res)
    }
    res.off('close', leave)
    res.end()
  } catch (error) {
    // A stream that just ends would be taken for the whole answer. What breaks is asked for again.
    res.off('close', leave)
    res.destroy()
    if (!(error instanceof RunMovedError || error instanceof MemoryUnavailableError)) report(error)
  } finally {
    clearInterval(heartbeat)
  }
}

/** A slow reader is waited for; one that has gone is not. */
function drained(res: Context['res']): Promise<void> {
  return new Promise((resolve) => {
    if (res.destroyed) return resolve()
    const goOn = () => {
      res.off('drain', goOn).off('close', goOn)
      resolve()
    }
    res.on('drain', goOn).on('close', goOn)
  })
}

/** `run_…:7` names event 7 of a run. */
export function parseEventId(id: string): { runId: string; seq: number } | undefined {
  const [, runId, seq] = id.match(/^(run_\w+):(\d+)$/) ?? []
  return runId && seq ? { runId, seq: Number(seq) } : undefined
}

import type { Context } from 'koa'
import { MemoryUnavailableError } from '../errors.ts'
import { type LoggedEvent, type Run, RunMovedError } from '../runs/runs.ts'
import { PacedWriter } from './paced-writer.ts'

const HEARTBEAT_MS = 15_000
/** A comment of one line: some readers take every blank line for a message. */
export const HEARTBEAT = ': ping\n'
/** In UTF-8 at most three times as many bytes. */
const PIECE_CHARS = 16 * 1024

type StreamOptions = {
  /** Called when the client goes before the run has ended. */
  onLeave(): Promise<void> | void
  /** How long the client may take nothing before it is disconnected. */
  stallMs: number
}

/** Answers with the run's events from `after` on, as Server-Sent Events. */
export function streamRun(ctx: Context, run: Run, after: number, options: StreamOptions): void {
  ctx.status = 200
  ctx.set({
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    'X-Accel-Buffering': 'no',
    'X-Run-Id': run.id,
  })
  ctx.respond = false
  void write(ctx, run, after, options)
}

async function write(
  ctx: Context,
  run: Run,
  after: number,
  { onLeave, stallMs }: StreamOptions,
): Promise<void> {
  const { res, req } = ctx
  const report = (error: unknown) => ctx.app.emit('error', error, ctx)
  const tellLeft = () => onLeave()?.catch(report)
  // Gone before the first word: `close` has been heard of already, and will not be again.
  if (res.destroyed) return void tellLeft()
  const left = new AbortController()
  const events = run.follow(after, left.signal)
  const writer = new PacedWriter(res, stallMs)
  const heartbeat = setInterval(
    () => writer.isWaiting || void writer.write(HEARTBEAT),
    HEARTBEAT_MS,
  )
  const leave = () => {
    clearInterval(heartbeat)
    left.abort()
    // Who was disconnected has not left: they can come back for the rest.
    if (!writer.isStalled) tellLeft()
  }
  res.once('close', leave)

  req.socket.setNoDelay(true)
  res.flushHeaders()
  try {
    for await (const batch of events) {
      for (const piece of framesOf(run.id, batch)) await writer.write(piece)
    }
    res.off('close', leave)
    await writer.end()
  } catch (error) {
    // A stream that just ends would be taken for the whole answer. What breaks is asked for again.
    res.off('close', leave)
    res.destroy()
    if (!(error instanceof RunMovedError || error instanceof MemoryUnavailableError)) report(error)
  } finally {
    clearInterval(heartbeat)
  }
}

/** Events as they go over the wire, in pieces of about `PIECE_CHARS`, each made when it is needed. */
export function* framesOf(runId: string, events: LoggedEvent[]): Generator<string> {
  let piece = ''
  for (const { seq, json } of events) {
    piece += `id: ${runId}:${seq}\ndata: `
    for (const part of json.length > PIECE_CHARS ? cut(json) : [json]) {
      piece += part
      if (piece.length < PIECE_CHARS) continue
      yield piece
      piece = ''
    }
    piece += '\n\n'
  }
  if (piece) yield piece
}

/** A surrogate pair stays whole: half of one has no bytes of its own. */
function* cut(text: string): Generator<string> {
  for (let from = 0; from < text.length; ) {
    const full = from + PIECE_CHARS
    const to = isLowSurrogate(text.charCodeAt(full)) ? full - 1 : full
    yield text.slice(from, to)
    from = to
  }
}

const isLowSurrogate = (unit: number) => unit >= 0xdc00 && unit <= 0xdfff

/** `run_…:7` names event 7 of a run. */
export function parseEventId(id: string): { runId: string; seq: number } | undefined {
  const [, runId, seq] = id.match(/^(run_\w+):(\d{1,15})$/) ?? []
  return runId && seq ? { runId, seq: Number(seq) } : undefined
}

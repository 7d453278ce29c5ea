/** Answers that another process began: finished here, or closed where that one has died. */

import { NotFoundError } from '../../errors.ts'
import type { ThreadStreamEvent } from '../../protocol/schemas.ts'
import type { Produce, Runs, TakenRun } from '../../runs/runs.ts'
import type { ChatKit } from '../chatkit.ts'
import { failureTeller } from '../process-events.ts'
import type { OpenTurns, OpenTurnsOptions, TurnLog } from './turn-journal.ts'

export type SuccessionParts = {
  runs: Runs
  /** Notes that this process writes one answer more. */
  addAnswer(): Disposable
  /** Clears away what a turn has noted that nobody goes on with. */
  forget(note: unknown): void
  onError(error: unknown): void
}

/** For turns whose process has died. */
export const logTaker =
  (parts: SuccessionParts): OpenTurnsOptions['takeLog'] =>
  async (session, turnId) => {
    const taken = await parts.runs.takeAbandoned(session, turnId)
    return typeof taken === 'object' ? logOf(taken, parts) : taken
  }

/** From now on, goes on with turns whose process is being shut down. */
export function succeed(chatkit: ChatKit, openTurns: OpenTurns, parts: SuccessionParts) {
  const { runs, addAnswer, onError } = parts
  const tell = failureTeller(onError)
  return runs.takeOver(async (run) => {
    const { session, threadId, memo, note } = run
    const events = eventsOf(run)
    const place = addAnswer()
    void run.finished.then(() => place[Symbol.dispose]())
    try {
      const begun = { session, threadId, memo, note, events, onError }
      const { produce, memo: next } = await chatkit.goOn(begun)
      await run.start(produce, tell, next)
    } catch (error) {
      // What was deleted meanwhile need not be gone on with.
      if (!(error instanceof NotFoundError)) onError(error)
      await openTurns.interrupt(run, logOf(run, parts))
    }
  })
}

function logOf(run: TakenRun, { forget, onError }: SuccessionParts): TurnLog {
  return {
    events: eventsOf(run),
    isStopped: run.isStopped,
    async end(last, onComplete) {
      const produce: Produce = (signals) => {
        signals.onComplete(onComplete)
        return asStream(last)
      }
      await run.start(produce, failureTeller(onError))
      forget(run.note)
    },
    release: () => run.release(),
  }
}

// What is logged are events as ChatKit has sent them.
const eventsOf = ({ logged }: TakenRun) =>
  logged.map(({ json }) => JSON.parse(json) as ThreadStreamEvent)

async function* asStream(events: ThreadStreamEvent[]) {
  if (events.length > 0) yield events
}

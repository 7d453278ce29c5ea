/** Answers that another process began: finished here, or closed where that one has died. */

import { NotFoundError } from '../../errors.ts'
import type { ThreadStreamEvent } from '../../protocol/schemas.ts'
import type { Produce, Runs, TakenOverRun } from '../../runs/runs.ts'
import type { ChatKit } from '../chatkit.ts'
import { reportingErrorEvent } from '../process-events.ts'
import type { TurnJournal, TurnJournalOptions, TurnLog } from './turn-journal.ts'

export type HandoverParts = {
  runs: Runs
  /** Notes that this process writes one answer more. */
  addAnswer(): Disposable
  /** Clears away what a turn has noted that nobody goes on with. */
  forget(note: unknown): void
  onError(error: unknown): void
}

/** For turns whose process has died. */
export const abandonedLogs =
  (parts: HandoverParts): TurnJournalOptions['takeLog'] =>
  async (session, turnId) => {
    const taken = await parts.runs.takeAbandoned(session, turnId)
    return typeof taken === 'object' ? logOf(taken, parts) : taken
  }

/** From now on, goes on with turns whose process is being shut down. */
export function acceptHandovers(chatkit: ChatKit, journal: TurnJournal, parts: HandoverParts) {
  const { runs, addAnswer, onError } = parts
  const tell = reportingErrorEvent(onError)
  return runs.takeOver(async (run) => {
    const { session, threadId, checkpoint, progress } = run
    const events = eventsOf(run)
    const place = addAnswer()
    void run.finished.then(() => place[Symbol.dispose]())
    try {
      const turn = { session, threadId, checkpoint, progress, events, onError }
      const { produce, checkpoint: next } = await chatkit.restoreStream(turn)
      await run.start(produce, tell, next)
    } catch (error) {
      // What was deleted meanwhile need not be gone on with.
      if (!(error instanceof NotFoundError)) onError(error)
      await journal.interrupt(run, logOf(run, parts))
    }
  })
}

function logOf(run: TakenOverRun, { forget, onError }: HandoverParts): TurnLog {
  return {
    events: eventsOf(run),
    isStopped: run.isStopped,
    async end(last, onComplete) {
      const produce: Produce = (signals) => {
        signals.onComplete(onComplete)
        return last.length > 0 ? [last] : []
      }
      await run.start(produce, reportingErrorEvent(onError))
      forget(run.progress)
    },
    release: () => run.release(),
  }
}

// What is logged are events as ChatKit has sent them.
const eventsOf = ({ logged }: TakenOverRun) =>
  logged.map(({ json }) => JSON.parse(json) as ThreadStreamEvent)

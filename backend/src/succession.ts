/** Answers that another process began: finished here, or closed where that one has died. */
import { failureTeller } from './chatkit/bookkeeping.ts'
import type { ChatKit } from './chatkit/chatkit.ts'
import type { OpenTurnsOptions } from './chatkit/open-turns.ts'
import type { ThreadStreamEvent } from './chatkit/schemas.ts'
import { NotFoundError } from './errors.ts'
import type { Runs, TakenRun } from './runs/runs.ts'

export type SuccessionParts = {
  runs: Runs
  /** Clears away what a turn has noted that nobody goes on with. */
  forget(note: unknown): void
  onError(error: unknown): void
}

/** For turns whose process has died. */
export const logTaker =
  ({ runs, forget, onError }: SuccessionParts): OpenTurnsOptions['takeLog'] =>
  async (session, turnId) => {
    const taken = await runs.takeAbandoned(session, turnId)
    if (!taken || taken === 'alive') return taken
    return {
      events: eventsOf(taken),
      async end(last) {
        forget(taken.note)
        await taken.start(() => asStream(last), failureTeller(onError))
      },
    }
  }

/** From now on, goes on with turns whose process is being shut down. */
export function succeed(chatkit: ChatKit, { runs, forget, onError }: SuccessionParts) {
  const tell = failureTeller(onError)
  return runs.takeOver(async (run) => {
    const { session, threadId, memo, note } = run
    const events = eventsOf(run)
    try {
      const begun = { session, threadId, memo, note, events, onError }
      const { produce, memo: next } = await chatkit.goOn(begun)
      await run.start(produce, tell, next)
    } catch (error) {
      forget(note)
      const isGone = error instanceof NotFoundError
      await run.start(() => asStream(isGone ? [] : [tell(error)]), tell)
    }
  })
}

// What is logged are events as ChatKit has sent them.
const eventsOf = ({ logged }: TakenRun) =>
  logged.map(({ json }) => JSON.parse(json) as ThreadStreamEvent)

async function* asStream(events: ThreadStreamEvent[]) {
  if (events.length > 0) yield events
}

/** Answers that another process began: finished, or closed where that one has died. */
import { failureTeller } from './chatkit/bookkeeping.ts'
import type { ChatKit } from './chatkit/chatkit.ts'
import type { OpenTurnsOptions } from './chatkit/open-turns.ts'
import type { ThreadStreamEvent } from './chatkit/schemas.ts'
import { NotFoundError } from './errors.ts'
import type { Runs, TakenRun } from './runs/runs.ts'

type OnError = (error: unknown) => void

/** For turns whose process has died. */
export const logTaker =
  (runs: Runs, onError: OnError): OpenTurnsOptions['takeLog'] =>
  async (session, turnId) => {
    const taken = await runs.takeAbandoned(session, turnId)
    if (!taken || taken === 'alive') return taken
    return {
      events: eventsOf(taken),
      end: (last) => taken.start(() => asStream(last), failureTeller(onError)),
    }
  }

/** Goes on with turns whose process is being shut down. */
export const successor = (chatkit: ChatKit, onError: OnError) => async (run: TakenRun) => {
  const { session, threadId, memo, note } = run
  const events = eventsOf(run)
  const tell = failureTeller(onError)
  try {
    const { produce, memo: next } = await chatkit.goOn({
      session,
      threadId,
      memo,
      note,
      events,
      onError,
    })
    await run.start(produce, tell, next)
  } catch (error) {
    const isGone = error instanceof NotFoundError
    await run.start(() => asStream(isGone ? [] : [tell(error)]), tell)
  }
}

// What is logged are the events that ChatKit has sent.
const eventsOf = ({ logged }: TakenRun) =>
  logged.map(({ json }) => JSON.parse(json) as ThreadStreamEvent)

async function* asStream(events: ThreadStreamEvent[]) {
  if (events.length > 0) yield events
}

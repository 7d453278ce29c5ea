/**
 * Answers being written. The run owns the answer; connections only follow it, from any event on, as
 * often as they like. Knows nothing of what the events say.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { RateLimitedError, ShuttingDownError, ThreadBusyError } from '../errors.ts'

/** One event of a run's log: its number, from 1, and its JSON. */
export type LoggedEvent = { seq: number; json: string }

export interface Run {
  readonly id: string
  readonly threadId: string
  /** Writes the log from these events until they end. `produce` must not throw. */
  start(produce: (signal: AbortSignal) => AsyncIterable<unknown>): void
  /** Gives a claimed run back that was never started. */
  abandon(): void
  /** The log after event `after`, in batches as they come, until the run ends. */
  follow(after?: number): AsyncGenerator<LoggedEvent[]>
  /** Stops the run; what was written is kept. Does nothing to one that has ended. */
  cancel(): void
}

export interface Runs {
  /**
   * The right to answer in this thread, taken before anything is stored.
   * @throws {ThreadBusyError | RateLimitedError | ShuttingDownError}
   */
  claim(session: string, threadId: string): Run
  find(session: string, runId: string): Run | undefined
  running(session: string): Run[]
  /** Stops what runs in this thread, or in the whole session, and waits until it has ended. */
  cancelAll(session: string, threadId?: string): Promise<void>
  /** Takes no more runs, lets those that run end, and stops the rest when `seconds` are over. */
  drain(seconds: number): Promise<void>
}

export interface RunsOptions {
  runsPerSession: number
  /** How long a log can be followed after its run's end. @default 5 minutes */
  keepLogMs?: number
}

export function createRuns({ runsPerSession, keepLogMs = 5 * 60_000 }: RunsOptions): Runs {
  const runs = new Map<string, LoggedRun>()
  let draining = false

  const running = (session: string, threadId?: string) =>
    [...runs.values()].filter(
      (run) => run.session === session && !run.ended && (threadId ?? run.threadId) === run.threadId,
    )

  const settle = (run: LoggedRun) => {
    if (run.started) setTimeout(() => runs.delete(run.id), keepLogMs).unref()
    else runs.delete(run.id)
  }

  return {
    claim(session, threadId) {
      if (draining) throw new ShuttingDownError()
      const others = running(session)
      if (others.some((run) => run.threadId === threadId)) throw new ThreadBusyError()
      if (others.length >= runsPerSession) {
        throw new RateLimitedError(
          `${runsPerSession} chats are being answered already. Wait until one of them is done.`,
          5,
        )
      }
      const run = new LoggedRun(session, threadId, settle)
      runs.set(run.id, run)
      return run
    },

    find(session, runId) {
      const run = runs.get(runId)
      return run?.session === session ? run : undefined
    },

    running: (session) => running(session).filter((run) => run.started),

    async cancelAll(session, threadId) {
      const stopped = running(session, threadId)
      for (const run of stopped) run.cancel()
      await Promise.all(stopped.map((run) => run.finished))
    },

    async drain(seconds) {
      draining = true
      const unfinished = () => [...runs.values()].filter((run) => !run.ended)
      const allFinished = () => Promise.all(unfinished().map((run) => run.finished))
      await Promise.race([allFinished(), sleep(seconds * 1000, undefined, { ref: false })])
      for (const run of unfinished()) run.cancel()
      await allFinished()
    },
  }
}

class LoggedRun implements Run {
  readonly id = `run_${randomUUID().replaceAll('-', '')}`
  readonly session: string
  readonly threadId: string
  readonly finished: Promise<void>
  started = false
  ended = false

  readonly #log: LoggedEvent[] = []
  readonly #stop = new AbortController()
  readonly #settle: (run: LoggedRun) => void
  #waiting: Array<() => void> = []
  #finish: () => void

  constructor(session: string, threadId: string, settle: (run: LoggedRun) => void) {
    this.session = session
    this.threadId = threadId
    this.#settle = settle
    const { promise, resolve } = Promise.withResolvers<void>()
    this.finished = promise
    this.#finish = resolve
  }

  start(produce: (signal: AbortSignal) => AsyncIterable<unknown>): void {
    this.started = true
    void this.#write(produce(this.#stop.signal)).finally(() => this.#end())
  }

  abandon(): void {
    if (!this.started) this.#end()
  }

  async *follow(after = 0): AsyncGenerator<LoggedEvent[]> {
    let next = after
    for (;;) {
      if (next < this.#log.length) {
        const batch = this.#log.slice(next)
        next = this.#log.length
        yield batch
      } else if (this.ended) {
        return
      } else {
        await new Promise<void>((wake) => this.#waiting.push(wake))
      }
    }
  }

  cancel(): void {
    if (!this.ended) this.#stop.abort()
  }

  async #write(events: AsyncIterable<unknown>): Promise<void> {
    for await (const event of events) {
      this.#log.push({ seq: this.#log.length + 1, json: JSON.stringify(event) })
      this.#wake()
    }
  }

  #wake(): void {
    const waiting = this.#waiting
    if (waiting.length === 0) return
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  #end(): void {
    this.ended = true
    this.#wake()
    this.#finish()
    this.#settle(this)
  }
}

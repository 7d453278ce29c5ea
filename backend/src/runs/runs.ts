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
  readonly startedAt: Date
  /** Whether it has begun; a claimed run begins when all that could refuse it has passed. */
  readonly started: boolean
  /**
   * Writes the log from these events, single or several at once, until they end.
   * @param onFailure for events that cannot be made or written, which is a fault of ours; what it
   *   returns is the last event
   */
  start(
    produce: (signals: RunSignals) => AsyncIterable<unknown>,
    onFailure: (error: unknown) => unknown,
  ): void
  /** Gives a claimed run back that was never started. */
  abandon(): void
  /** The log after event `after`, in batches as they come, until the run ends or the follower has left. */
  follow(after?: number, left?: AbortSignal): AsyncGenerator<LoggedEvent[]>
  /**
   * Stops the run; what was written is kept. Does nothing to one that has ended.
   * @param reason for its signal, where it is not its reader who wants it stopped
   */
  cancel(reason?: unknown): void
  /** Asks for the answer at once. */
  hurry(): void
}

export type RunSignals = {
  /** Stops the run. */
  signal: AbortSignal
  /** Asks it to come to its end. */
  hurry: AbortSignal
  /** Notes how far it has got, for a process that may have to go on with it. */
  remember(note: unknown): void
}

export interface Runs {
  /**
   * The right to answer in this thread, taken before anything is stored.
   * @param key names the request, so that its repetition can be told from a new one
   * @throws {ThreadBusyError | RateLimitedError | ShuttingDownError}
   */
  claim(session: string, threadId: string, key?: string): Run
  /** The run that a request with this key has begun. */
  findRepeated(session: string, key: string): Run | undefined
  find(session: string, runId: string): Run | undefined
  running(session: string): Run[]
  /**
   * Stops what runs in this thread, or in the whole session, waits for its end, though not for ever,
   * and drops the logs: what they tell of is to be deleted. Returns how many logs there were.
   */
  cancelAll(session: string, threadId?: string): Promise<number>
  /** Takes no more runs, lets those that run end, and stops the rest when `seconds` are over. */
  drain(seconds: number): Promise<void>
}

export interface RunsOptions {
  runsPerSession: number
  /** How long a log can be followed after its run's end. @default 5 minutes */
  keepLogMs?: number
  /** How many ended runs are kept at most; the oldest go first. @default 1000 */
  keepLogs?: number
  /** How long others wait for a stopped run, so that one which hangs holds up nobody. @default 5 s */
  stopPatienceMs?: number
}

export function createRuns(options: RunsOptions): Runs {
  const {
    runsPerSession,
    keepLogMs = 5 * 60_000,
    keepLogs = 1000,
    stopPatienceMs = 5_000,
  } = options
  const runs = new Map<string, LoggedRun>()
  const active = new Map<string, Set<LoggedRun>>()
  /** With the timer that forgets each; a timer left behind would hold its log. */
  const ended = new Map<LoggedRun, NodeJS.Timeout>()
  let draining = false

  const activeIn = (session: string, threadId?: string) =>
    [...(active.get(session) ?? [])].filter((run) => (threadId ?? run.threadId) === run.threadId)
  const allActive = () => [...active.values()].flatMap((runs) => [...runs])

  const open = (run: LoggedRun) => {
    runs.set(run.id, run)
    const ofSession = active.get(run.session) ?? new Set()
    active.set(run.session, ofSession.add(run))
  }

  const forget = (run: LoggedRun) => {
    runs.delete(run.id)
    clearTimeout(ended.get(run))
    ended.delete(run)
  }

  const close = (run: LoggedRun) => {
    const ofSession = active.get(run.session)
    ofSession?.delete(run)
    if (ofSession?.size === 0) active.delete(run.session)
    if (!run.started) return forget(run)
    ended.set(run, setTimeout(forget, keepLogMs, run).unref())
    const [oldest] = ended.keys()
    if (oldest && ended.size > keepLogs) forget(oldest)
  }

  return {
    claim(session, threadId, key) {
      if (draining) throw new ShuttingDownError()
      const others = activeIn(session)
      if (others.some((run) => run.threadId === threadId)) throw new ThreadBusyError()
      if (others.length >= runsPerSession) {
        throw new RateLimitedError(
          `${runsPerSession} chats are being answered already. Wait until one of them is done.`,
          5,
        )
      }
      const run = new LoggedRun(session, threadId, key, close)
      open(run)
      return run
    },

    findRepeated: (session, key) =>
      [...runs.values()].find((run) => run.session === session && run.key === key),

    find(session, runId) {
      const run = runs.get(runId)
      return run?.session === session ? run : undefined
    },

    running: (session) => activeIn(session).filter((run) => run.started),

    async cancelAll(session, threadId) {
      const stop = () => {
        const running = activeIn(session, threadId)
        for (const run of running) run.cancel()
        return running
      }
      await within(stopPatienceMs, stop())
      stop() // what has begun meanwhile has nothing left to write to
      const dropped = [...ended.keys()].filter(
        (run) => run.session === session && (threadId ?? run.threadId) === run.threadId,
      )
      for (const run of dropped) forget(run)
      return dropped.length
    },

    async drain(seconds) {
      draining = true
      await within(seconds * 1000, allActive())
      for (const run of allActive()) run.cancel(new ShuttingDownError())
      await within(stopPatienceMs, allActive())
    },
  }
}

async function within(ms: number, runs: LoggedRun[]): Promise<void> {
  const patience = new AbortController()
  const patient = sleep(ms, undefined, { signal: patience.signal }).catch(() => {})
  await Promise.race([Promise.all(runs.map((run) => run.finished)), patient])
  patience.abort()
}

class LoggedRun implements Run {
  readonly id = `run_${randomUUID().replaceAll('-', '')}`
  readonly session: string
  readonly threadId: string
  readonly key: string | undefined
  readonly startedAt = new Date()
  readonly finished: Promise<void>
  started = false
  ended = false

  readonly #log: LoggedEvent[] = []
  readonly #stop = new AbortController()
  readonly #hurry = new AbortController()
  readonly #close: (run: LoggedRun) => void
  #waiting: Array<() => void> = []
  #finish: () => void

  constructor(
    session: string,
    threadId: string,
    key: string | undefined,
    close: (run: LoggedRun) => void,
  ) {
    this.session = session
    this.threadId = threadId
    this.key = key
    this.#close = close
    const { promise, resolve } = Promise.withResolvers<void>()
    this.finished = promise
    this.#finish = resolve
  }

  start(
    produce: (signals: RunSignals) => AsyncIterable<unknown>,
    onFailure: (error: unknown) => unknown,
  ): void {
    this.started = true
    const remember = () => {} // nobody else can go on with it
    const signals = { signal: this.#stop.signal, hurry: this.#hurry.signal, remember }
    void this.#write(produce(signals))
      .catch((error) => this.#append(onFailure(error)))
      .finally(() => this.#end())
  }

  abandon(): void {
    if (!this.started) this.#end()
  }

  async *follow(after = 0, left?: AbortSignal): AsyncGenerator<LoggedEvent[]> {
    left?.addEventListener('abort', () => this.#wake(), { once: true })
    let next = after
    for (;;) {
      if (left?.aborted) return
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

  cancel(reason?: unknown): void {
    if (!this.ended) this.#stop.abort(reason)
  }

  hurry(): void {
    if (!this.ended) this.#hurry.abort()
  }

  async #write(events: AsyncIterable<unknown>): Promise<void> {
    for await (const batch of events) {
      for (const event of Array.isArray(batch) ? batch : [batch]) this.#append(event)
      this.#wake()
    }
  }

  #append(event: unknown): void {
    this.#log.push({ seq: this.#log.length + 1, json: JSON.stringify(event) })
  }

  /** Followers hear once of all that one round of the event loop brings: fewer, larger writes. */
  #wake(): void {
    if (this.#waiting.length === 0) return
    const waiting = this.#waiting
    this.#waiting = []
    setImmediate(() => {
      for (const wake of waiting) wake()
    })
  }

  #end(): void {
    this.ended = true
    this.#wake()
    this.#close(this)
    this.#finish()
  }
}

/**
 * Answers being written. The run owns the answer; connections only follow it, from any event on, as
 * often as they like. Knows nothing of what the events say.
 */
import { randomUUID } from 'node:crypto'
import { RateLimitedError } from '../errors.ts'

/** One event of a run's log: its number, from 1, and its JSON. */
export type LoggedEvent = { seq: number; json: string }

export interface Run {
  readonly id: string
  readonly threadId: string
  readonly startedAt: Date
  /** Whether it has begun; a claimed run begins when all that could refuse it has passed. */
  readonly started: boolean
  /**
   * The log after event `after`, in batches of about 64 kB at most, until the run ends or the follower has
   * left. What is not asked for stays in the log: a slow follower holds one batch.
   * @throws {RunMovedError} when the rest is not here: followers have to ask again
   */
  follow(after?: number, left?: AbortSignal): AsyncGenerator<LoggedEvent[]>
  /** Stops the run; what was written is kept. Does nothing to one that has ended. */
  cancel(): Promise<void>
  /** Asks for the answer at once. */
  finishNow(): Promise<void>
}

/** A run that this process has to write. */
export interface WritableRun extends Run {
  /**
   * Writes the log from these events, single or several at once, until they end.
   * @param onFailure for events that cannot be made or written, which is a fault of ours; what it
   *   returns is the last event
   * @param checkpoint what another process would need to go on with it; without one, none can
   */
  start(
    produce: Produce,
    onFailure: (error: unknown) => unknown,
    checkpoint?: unknown,
  ): Promise<void>
  /** Gives a claimed run back that was never started. */
  abandon(): Promise<void>
  /** Resolves when this process has no more to do with it: it has ended, was abandoned, or goes on elsewhere. */
  readonly finished: Promise<void>
}

/** Another process has begun it; what `start` brings goes behind what is logged. */
export interface TakenOverRun extends WritableRun {
  readonly session: string
  readonly logged: LoggedEvent[]
  /** As it was given to `start`. */
  readonly checkpoint: unknown
  /** What was remembered last. */
  readonly progress: unknown
  /** Its reader has asked for that. */
  readonly isStopped: boolean
  /** Releases it without starting it; another process may take it over. */
  release(): void
}

export type Produce = (signals: RunSignals) => AsyncIterable<unknown> | Iterable<unknown>

export type RunSignals = {
  /** Of the run. */
  id: string
  /**
   * Stops the run; with a `HandedOverError` where it goes on elsewhere, with an `AnswerTooLongError` where
   * its log is full.
   */
  signal: AbortSignal
  /** Asks it to come to its end. */
  finishNow: AbortSignal
  /** Notes how far it has got, for a process that may have to go on with it. */
  saveProgress(note: unknown): void
  /** What is done once the log is complete, and before its readers hear of the end; never where it goes on elsewhere. */
  onComplete(act: () => Promise<unknown>): void
}

export type Claim = { claimed: WritableRun } | { repeated: Run }

/** What tells the repetition of a request from a new one. */
export type RequestKey = {
  /** The client's own name for the request, unique within its session. */
  key: string
  /** A hash of what it asks for: the same for every repetition. */
  digest: string
}

export interface Runs {
  /**
   * The right to answer in this thread, taken before anything is stored; or the run that a request
   * with the same key has begun.
   * @param name of the request, where its repetition is to be told from a new one
   * @throws {KeyReusedError} when another request has used the key
   * @throws {ThreadBusyError | RateLimitedError | ShuttingDownError}
   */
  claim(session: string, threadId: string, name?: RequestKey): Promise<Claim>
  find(session: string, runId: string): Promise<Run | undefined>
  running(session: string): Promise<Pick<Run, 'id' | 'threadId' | 'startedAt'>[]>
  /**
   * Stops what runs in this thread, or in the whole session, waits for its end, though not for ever,
   * and drops the logs: what they tell of is to be deleted. Returns how many logs there were.
   */
  cancelAll(session: string, threadId?: string): Promise<number>
  /** The run if its process has died before its end, `undefined` if nothing is known of it. */
  takeAbandoned(
    session: string,
    runId: string,
  ): Promise<TakenOverRun | 'alive' | 'ended' | undefined>
  /** From now on, goes on with what other processes hand over. */
  takeOver(goOn: (run: TakenOverRun) => Promise<void>): Promise<void>
  /**
   * Takes no more runs and lets those that run end; what takes longer goes on in another process where
   * it can, and is stopped when `seconds` are over where it cannot.
   */
  drain(seconds: number): Promise<void>
}

export type RunsOptions = {
  runsPerSession: number
  /**
   * How large the log of a run may become, in bytes: then it is stopped with an `AnswerTooLongError`.
   * @default unlimited
   */
  answerLogBytes?: number
  /** How large the logs of ended runs may be together, in bytes; the oldest go first. @default unlimited */
  endedLogBytes?: number
  /** How long a log can be followed after its run's end. @default 5 minutes */
  keepLogMs?: number
  /** How long others wait for a stopped run, so that one which hangs holds up nobody. @default 5 s */
  stopTimeoutMs?: number
}

export const KEEP_LOG_MS = 5 * 60_000
export const STOP_TIMEOUT_MS = 5_000

/** The rest of the log is written by another process, or the log was dropped. */
export class RunMovedError extends Error {
  constructor() {
    super('The rest of this run is not in this process.')
    this.name = 'RunMovedError'
  }
}

export const newRunId = () => `run_${randomUUID().replaceAll('-', '')}`

export const tooManyRuns = (runsPerSession: number) =>
  new RateLimitedError(
    `${runsPerSession} chats are being answered already. Wait until one of them is done.`,
    5,
  )

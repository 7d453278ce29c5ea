/** A run of this process: its log in memory, and who follows it. */
import { AnswerTooLongError, HandedOverError } from '../../errors.ts'
import { type LoggedEvent, type Produce, RunMovedError, type TakenRun } from '../runs.ts'
import { bytesOf, RunLog } from './run-log.ts'

/** Where a log is kept outside this process: an event is not shown before it is kept. */
export interface Keeper {
  /** It was claimed, and never began. */
  abandon(): Promise<void>
  start(memo: unknown): Promise<void>
  /**
   * Returns the number of the last event that is kept, where some behind it have got lost again.
   * @throws when they cannot be kept, or the run is not this process's any more
   */
  append(events: LoggedEvent[]): Promise<number | undefined>
  remember(note: unknown): Promise<void>
  /** The log is complete. */
  finish(): Promise<void>
}

export type RunFacts = {
  id: string
  session: string
  threadId: string
  startedAt: Date
  /** What an earlier process has logged of it. */
  logged?: LoggedEvent[]
  memo?: unknown
  note?: unknown
  /** How large its log may become; what comes then is its end. */
  logBytes?: number
}

const MOST_AT_ONCE = 500
/** A run that is stopped as its log is full still tells how it ends: with all of its text once more. */
const HARD_LIMIT_FACTOR = 3

export class LoggedRun implements TakenRun {
  readonly id: string
  readonly session: string
  readonly threadId: string
  readonly startedAt: Date
  readonly logged: LoggedEvent[]
  readonly memo: unknown
  readonly note: unknown
  readonly finished: Promise<void>
  /** It has started, or never will. */
  readonly begun: Promise<void>
  started = false
  /** Another process could go on with it. */
  isMovable = false
  state: 'open' | 'ended' | 'moved' = 'open'
  /** What its log takes, with what is not kept yet. */
  bytes: number

  #log: RunLog
  readonly #logBytes: number
  readonly #stop = new AbortController()
  readonly #hurry = new AbortController()
  readonly #keeper: Keeper | undefined
  readonly #close: (run: LoggedRun) => void
  #unkept: LoggedEvent[] = []
  #keeping: Promise<void> | undefined
  #lost: Error | undefined
  #complete: (() => Promise<unknown>) | undefined
  #waiting: Array<() => void> = []
  #finish: () => void
  #begin: () => void

  /** @param close hears of its end, also where it never began */
  constructor(facts: RunFacts, close: (run: LoggedRun) => void, keeper?: Keeper) {
    const { id, session, threadId, startedAt, logged = [], memo, note } = facts
    const { logBytes = Number.POSITIVE_INFINITY } = facts
    this.id = id
    this.session = session
    this.threadId = threadId
    this.startedAt = startedAt
    this.logged = logged
    this.memo = memo
    this.note = note
    this.#log = new RunLog(logged)
    this.bytes = this.#log.bytes
    this.#logBytes = logBytes
    this.#close = close
    this.#keeper = keeper
    const { promise, resolve } = Promise.withResolvers<void>()
    this.finished = promise
    this.#finish = resolve
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>()
    this.begun = begun
    this.#begin = begin
  }

  async start(
    produce: Produce,
    onFailure: (error: unknown) => unknown,
    memo?: unknown,
  ): Promise<void> {
    await this.#keeper?.start(memo)
    this.started = true
    this.isMovable = memo !== undefined
    this.#begin()
    this.#run(produce, onFailure).catch((error) => {
      this.#end('ended')
      onFailure(error)
    })
  }

  async abandon(): Promise<void> {
    if (this.started) return
    try {
      await this.#keeper?.abandon()
    } finally {
      this.#end('ended')
    }
  }

  get isStopped(): boolean {
    return this.#stop.signal.aborted
  }

  release(): void {
    if (!this.started) this.#end('moved')
  }

  async *follow(after = 0, left?: AbortSignal): AsyncGenerator<LoggedEvent[]> {
    left?.addEventListener('abort', () => this.#wake(), { once: true })
    let next = after
    for (;;) {
      if (left?.aborted) return
      if (next < this.#log.length) {
        const batch = this.#log.read(next)
        next += batch.length
        yield batch
      } else if (this.state === 'open') {
        await new Promise<void>((wake) => this.#waiting.push(wake))
      } else if (this.state === 'moved') {
        throw new RunMovedError()
      } else {
        return
      }
    }
  }

  async cancel(reason?: unknown): Promise<void> {
    if (this.state === 'open') this.#stop.abort(reason)
  }

  async hurry(): Promise<void> {
    if (this.state === 'open') this.#hurry.abort()
  }

  /** Stops here what goes on elsewhere. What has been written by then is kept. */
  leave(): void {
    this.#stop.abort(new HandedOverError())
  }

  /** The same for what cannot be kept any more: somebody else has it, or nobody wants it. */
  lose(error: Error): void {
    this.#lost ??= error
    this.leave()
  }

  /** Frees the log of an ended run, whoever still reads it: they have to ask again. */
  drop(): void {
    this.#log = new RunLog()
    this.state = 'moved'
    this.#wake()
  }

  async #run(produce: Produce, onFailure: (error: unknown) => unknown): Promise<void> {
    const signals = {
      id: this.id,
      signal: this.#stop.signal,
      hurry: this.#hurry.signal,
      remember: (note: unknown) => void this.#keeper?.remember(note).catch(onFailure),
      onComplete: (act: () => Promise<unknown>) => {
        this.#complete = act
      },
    }
    try {
      await this.#write(produce(signals))
    } catch (error) {
      if (error instanceof HandedOverError) {
        await this.#keepAll()
        return this.#end('moved')
      }
      this.#append(onFailure(error))
    }
    await this.#keepAll()
    if (!(await this.#isFinished())) return this.#end('moved')
    await this.#complete?.().catch(onFailure)
    this.#end('ended')
  }

  async #isFinished(): Promise<boolean> {
    try {
      if (!this.#lost) await this.#keeper?.finish()
    } catch {
      return false // whoever follows will hear elsewhere how it ended
    }
    return !this.#lost
  }

  async #write(events: AsyncIterable<unknown>): Promise<void> {
    for await (const batch of events) {
      for (const event of Array.isArray(batch) ? batch : [batch]) this.#append(event)
      if (this.#keeper) void this.#keepAll()
      else this.#wake()
      this.#limit()
    }
  }

  #append(event: unknown): void {
    const seq = this.#log.length + this.#unkept.length + 1
    const logged = { seq, json: JSON.stringify(event) }
    this.bytes += bytesOf(logged)
    if (this.#keeper) this.#unkept.push(logged)
    else this.#log.push([logged])
  }

  /**
   * Stops what has filled its log.
   * @throws {AnswerTooLongError} where it goes on regardless
   */
  #limit(): void {
    if (this.bytes <= this.#logBytes) return
    const error = new AnswerTooLongError()
    if (this.bytes > this.#logBytes * HARD_LIMIT_FACTOR) throw error
    this.#stop.abort(error)
  }

  /** What comes while some are being kept goes together with the next. */
  #keepAll(): Promise<void> {
    if (this.#unkept.length > 0) this.#keeping ??= this.#keepInOrder()
    return this.#keeping ?? Promise.resolve()
  }

  async #keepInOrder(): Promise<void> {
    try {
      while (this.#unkept.length > 0 && !this.#lost) {
        const events = this.#unkept.slice(0, MOST_AT_ONCE)
        const lastKept = await this.#keeper?.append(events)
        if (lastKept !== undefined) {
          await this.#keepAgain(lastKept)
          continue
        }
        this.#log.push(this.#unkept.splice(0, events.length))
        this.#wake()
      }
    } catch (cause) {
      this.lose(new Error('The log of this run cannot be kept.', { cause }))
    } finally {
      // At once, or what comes next would wait for one that has ended.
      this.#keeping = undefined
    }
  }

  /** What was lost has been shown already. */
  async #keepAgain(lastKept: number): Promise<void> {
    for (let from = lastKept; from < this.#log.length; ) {
      const events = this.#log.read(from)
      await this.#keeper?.append(events)
      from += events.length
    }
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

  #end(state: 'ended' | 'moved'): void {
    this.state = state
    this.#wake()
    this.#close(this)
    this.#begin()
    this.#finish()
  }
}

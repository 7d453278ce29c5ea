/** A run of this process: its log in memory, and who follows it. */
import { AnswerTooLongError, HandedOverError } from '../../errors.ts'
import { type LoggedEvent, type Produce, RunMovedError, type TakenOverRun } from '../runs.ts'
import { bytesOf, RunLog } from './run-log.ts'

/** Writes a log outside this process: an event is shown only after it is stored. */
export interface LogWriter {
  /** It was claimed, and never began. */
  abandon(): Promise<void>
  start(checkpoint: unknown): Promise<void>
  /**
   * Returns the number of the last event that is kept, where some behind it have got lost again.
   * @throws when they cannot be kept, or the run is not this process's any more
   */
  append(events: LoggedEvent[]): Promise<number | undefined>
  saveProgress(note: unknown): Promise<void>
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
  checkpoint?: unknown
  progress?: unknown
  /** How large its log may become; what comes then is its end. */
  logBytes?: number
}

const MOST_AT_ONCE = 500
/** A run that is stopped as its log is full still tells how it ends: with all of its text once more. */
const HARD_LIMIT_FACTOR = 3

export class LocalRun implements TakenOverRun {
  readonly id: string
  readonly session: string
  readonly threadId: string
  readonly startedAt: Date
  readonly logged: LoggedEvent[]
  readonly checkpoint: unknown
  readonly progress: unknown
  readonly finished: Promise<void>
  /** It has started, or never will. */
  readonly begun: Promise<void>
  started = false
  /** Another process could go on with it. */
  canBeHandedOver = false
  state: 'open' | 'ended' | 'moved' = 'open'
  /** What its log takes, with what is not kept yet. */
  bytes: number

  #log: RunLog
  readonly #logBytes: number
  readonly #stop = new AbortController()
  readonly #finishNow = new AbortController()
  readonly #writer: LogWriter | undefined
  readonly #close: (run: LocalRun) => void
  #unwritten: LoggedEvent[] = []
  #writing: Promise<void> | undefined
  #noting: Promise<unknown> = Promise.resolve()
  #lost: Error | undefined
  #complete: (() => Promise<unknown>) | undefined
  #waiting: Array<() => void> = []
  #finish: () => void
  #begin: () => void

  /** @param close hears of its end, also where it never began */
  constructor(facts: RunFacts, close: (run: LocalRun) => void, writer?: LogWriter) {
    const { id, session, threadId, startedAt, logged = [], checkpoint, progress } = facts
    const { logBytes = Number.POSITIVE_INFINITY } = facts
    this.id = id
    this.session = session
    this.threadId = threadId
    this.startedAt = startedAt
    this.logged = logged
    this.checkpoint = checkpoint
    this.progress = progress
    this.#log = new RunLog(logged)
    this.bytes = this.#log.bytes
    this.#logBytes = logBytes
    this.#close = close
    this.#writer = writer
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
    checkpoint?: unknown,
  ): Promise<void> {
    await this.#writer?.start(checkpoint)
    this.started = true
    this.canBeHandedOver = checkpoint !== undefined
    this.#begin()
    this.#run(produce, onFailure).catch((error) => {
      this.#end('ended')
      onFailure(error)
    })
  }

  async abandon(): Promise<void> {
    if (this.started) return
    try {
      await this.#writer?.abandon()
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

  async finishNow(): Promise<void> {
    if (this.state === 'open') this.#finishNow.abort()
  }

  /** Stops here what goes on elsewhere. What has been written by then is kept. */
  handOff(): void {
    this.#stop.abort(new HandedOverError())
  }

  /** The same for what cannot be kept any more: somebody else has it, or nobody wants it. */
  abort(error: Error): void {
    this.#lost ??= error
    this.handOff()
  }

  /** Frees the log of an ended run, even if it is still read: its readers have to ask again. */
  drop(): void {
    this.#log = new RunLog()
    this.state = 'moved'
    this.#wake()
  }

  async #run(produce: Produce, onFailure: (error: unknown) => unknown): Promise<void> {
    const signals = {
      id: this.id,
      signal: this.#stop.signal,
      finishNow: this.#finishNow.signal,
      saveProgress: (progress: unknown) => {
        this.#noting = this.#noting
          .then(() => this.#writer?.saveProgress(progress))
          .catch(onFailure)
      },
      onComplete: (act: () => Promise<unknown>) => {
        this.#complete = act
      },
    }
    try {
      await this.#produce(produce(signals))
    } catch (error) {
      if (error instanceof HandedOverError) {
        await this.#writeAll()
        await this.#noting
        return this.#end('moved')
      }
      this.#append(onFailure(error))
    }
    await this.#writeAll()
    if (!(await this.#isFinished())) return this.#end('moved')
    await this.#complete?.().catch(onFailure)
    this.#end('ended')
  }

  async #isFinished(): Promise<boolean> {
    try {
      if (!this.#lost) await this.#writer?.finish()
    } catch {
      return false // readers learn from another process how it ended
    }
    return !this.#lost
  }

  async #produce(events: ReturnType<Produce>): Promise<void> {
    for await (const batch of events) {
      for (const event of Array.isArray(batch) ? batch : [batch]) this.#append(event)
      if (this.#writer) void this.#writeAll()
      else this.#wake()
      this.#limit()
    }
  }

  #append(event: unknown): void {
    const seq = this.#log.length + this.#unwritten.length + 1
    const logged = { seq, json: JSON.stringify(event) }
    this.bytes += bytesOf(logged)
    if (this.#writer) this.#unwritten.push(logged)
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
  #writeAll(): Promise<void> {
    if (this.#unwritten.length > 0) this.#writing ??= this.#writeInOrder()
    return this.#writing ?? Promise.resolve()
  }

  async #writeInOrder(): Promise<void> {
    try {
      while (this.#unwritten.length > 0 && !this.#lost) {
        const events = this.#unwritten.slice(0, MOST_AT_ONCE)
        const lastKept = await this.#writer?.append(events)
        if (lastKept !== undefined) {
          await this.#rewriteLost(lastKept)
          continue
        }
        this.#log.push(this.#unwritten.splice(0, events.length))
        this.#wake()
      }
    } catch (cause) {
      this.abort(new Error('The log of this run cannot be kept.', { cause }))
    } finally {
      // At once, or what comes next would wait for one that has ended.
      this.#writing = undefined
    }
  }

  /** What was lost has been shown already. */
  async #rewriteLost(lastKept: number): Promise<void> {
    for (let from = lastKept; from < this.#log.length; ) {
      const events = this.#log.read(from)
      await this.#writer?.append(events)
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

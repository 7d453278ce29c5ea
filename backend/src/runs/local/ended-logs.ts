/** The logs of ended runs in this process: for how long, how many, and how large together. */
import type { LocalRun } from './local-run.ts'

export type EndedLogsOptions = {
  keepMs: number
  /** @default unlimited */
  count?: number
  /** @default unlimited */
  bytes?: number
  /** It cannot be followed any more. */
  onForget?(run: LocalRun): void
}

export class EndedLogs {
  readonly #options: EndedLogsOptions
  /** Oldest first, with the timer that forgets each; a timer left behind would hold its log. */
  readonly #kept = new Map<LocalRun, NodeJS.Timeout>()
  #bytes = 0

  constructor(options: EndedLogsOptions) {
    this.#options = options
  }

  get runs(): LocalRun[] {
    return [...this.#kept.keys()]
  }

  /** Keeps it, and forgets the oldest that are too many or too large with it. Its own readers hear of its end first. */
  add(run: LocalRun): void {
    const {
      keepMs,
      count = Number.POSITIVE_INFINITY,
      bytes = Number.POSITIVE_INFINITY,
    } = this.#options
    this.#kept.set(run, this.#timer(run, keepMs))
    this.#bytes += run.bytes
    for (const oldest of this.#kept.keys()) {
      if (oldest === run || (this.#kept.size <= count && this.#bytes <= bytes)) break
      this.#forget(oldest)
    }
  }

  /** Forgets it soon: who follows it has as long to hear of its end. */
  forgetIn(ms: number, run: LocalRun): void {
    clearTimeout(this.#kept.get(run))
    this.#kept.set(run, this.#timer(run, ms))
  }

  #timer(run: LocalRun, ms: number): NodeJS.Timeout {
    return setTimeout(() => this.#forget(run), ms).unref()
  }

  #forget(run: LocalRun): void {
    clearTimeout(this.#kept.get(run))
    this.#kept.delete(run)
    this.#bytes -= run.bytes
    this.#options.onForget?.(run)
    run.drop()
  }
}

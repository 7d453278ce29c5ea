import type { LoggedEvent } from '../runs.ts'

/** What a reader is given of a log at once: about as much as a socket takes at once. */
export const BATCH_BYTES = 64 * 1024

/** The events of one run in memory, in order and without a gap from number 1 on. */
export class RunLog {
  readonly #events: LoggedEvent[] = []
  /** Where each event ends, counted in bytes from the beginning of the log. */
  readonly #ends: number[] = []

  constructor(events: LoggedEvent[] = []) {
    this.push(events)
  }

  get length(): number {
    return this.#events.length
  }

  get bytes(): number {
    return this.#ends.at(-1) ?? 0
  }

  push(events: LoggedEvent[]): void {
    for (const event of events) {
      this.#ends.push(this.bytes + bytesOf(event))
      this.#events.push(event)
    }
  }

  /** What stands behind event `after`: about `BATCH_BYTES` of it, one event at least; empty at the end. */
  read(after: number): LoggedEvent[] {
    const full = this.#endOf(after) + BATCH_BYTES
    let next = after + 1
    while (next < this.length && this.#endOf(next + 1) <= full) next += 1
    return this.#events.slice(after, next)
  }

  /** @param number of an event; 0 is the beginning of the log */
  #endOf(number: number): number {
    return this.#ends[number - 1] ?? 0
  }
}

export const bytesOf = ({ json }: LoggedEvent): number => Buffer.byteLength(json)

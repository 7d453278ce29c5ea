/** A queue for one reader, which takes everything that is queued at once. */
export class EventQueue<T> {
  #waiting: T[] = []
  #wake: (() => void) | undefined
  #ended = false
  #failure: { error: unknown } | undefined

  readonly push = (events: Iterable<T>): void => {
    for (const event of events) this.#waiting.push(event)
    this.#wake?.()
  }

  end(): void {
    this.#ended = true
    this.#wake?.()
  }

  /** The reader gets everything pushed before, then this. */
  fail(error: unknown): void {
    this.#failure = { error }
    this.end()
  }

  /** What has come since the last time, or comes next; `undefined` at the end. */
  async take(): Promise<T[] | undefined> {
    while (this.#waiting.length === 0) {
      if (this.#failure) throw this.#failure.error
      if (this.#ended) return undefined
      await new Promise<void>((wake) => {
        this.#wake = wake
      })
    }
    const events = this.#waiting
    this.#waiting = []
    return events
  }
}

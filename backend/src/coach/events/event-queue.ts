/** A queue for one reader, which takes everything that is queued at once. */
export class EventQueue<T> implements AsyncIterable<T[]> {
  #waiting: T[] = []
  #wake: (() => void) | undefined
  #ended = false
  #failure: { error: unknown } | undefined

  push(events: Iterable<T>): void {
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

  async *[Symbol.asyncIterator](): AsyncGenerator<T[]> {
    for (;;) {
      if (this.#waiting.length > 0) {
        const events = this.#waiting
        this.#waiting = []
        yield events
      } else if (this.#failure) {
        throw this.#failure.error
      } else if (this.#ended) {
        return
      } else {
        await new Promise<void>((wake) => {
          this.#wake = wake
        })
      }
    }
  }
}

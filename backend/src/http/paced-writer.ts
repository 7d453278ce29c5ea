import type { ServerResponse } from 'node:http'

/**
 * Writes a response as fast as its reader takes it: of what is not taken yet, one piece waits here. A reader
 * who takes nothing for `stallMs` is disconnected.
 */
export class PacedWriter {
  /** The reader was disconnected for that. */
  isStalled = false
  readonly #res: ServerResponse
  readonly #stall: NodeJS.Timeout
  readonly #waiting = new Set<() => void>()

  constructor(res: ServerResponse, stallMs: number) {
    this.#res = res
    this.#stall = setTimeout(() => this.#disconnect(), stallMs).unref()
    // A broken connection is no error of ours; `close` follows it.
    res.on('error', () => {})
    res.once('close', () => this.#close())
  }

  /** Something that was written is not taken yet. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0
  }

  /** Resolves when it is taken, or the reader has gone. */
  write(piece: string): Promise<void> {
    return this.#taken((done) => this.#res.write(Buffer.from(piece), done))
  }

  end(): Promise<void> {
    return this.#taken((done) => this.#res.end(done))
  }

  #taken(send: (done: () => void) => void): Promise<void> {
    return new Promise((resolve) => {
      if (this.#res.destroyed) return resolve()
      const done = () => {
        this.#waiting.delete(done)
        resolve()
      }
      this.#waiting.add(done)
      this.#stall.refresh()
      send(done)
    })
  }

  #disconnect(): void {
    if (!this.isWaiting) return // it runs from the next piece on
    this.isStalled = true
    this.#res.destroy()
  }

  #close(): void {
    clearTimeout(this.#stall)
    for (const done of this.#waiting) done()
  }
}

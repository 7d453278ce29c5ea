import type { Cut } from './schedule.ts'

const NEWLINE = '\n'.charCodeAt(0)

/** Finds, in a stream of Server-Sent Events that comes in pieces, the byte behind which it is to be cut. */
export class Cutter {
  readonly #cut: Cut
  #events = 0
  #bytes = 0
  #last = 0

  constructor(cut: Cut) {
    this.#cut = cut
  }

  /** How much of this piece still goes through, or undefined when all of it does. */
  placeIn(piece: Uint8Array): number | undefined {
    const { events, bytes } = this.#cut
    for (const [at, byte] of piece.entries()) {
      if (this.#events === events && this.#bytes === bytes) return at
      const endsEvent = byte === NEWLINE && this.#last === NEWLINE
      // The event is shorter than the cut would have it: its last byte is held back.
      if (endsEvent && this.#events === events) return at
      this.#last = byte
      this.#bytes = endsEvent ? 0 : this.#bytes + 1
      if (endsEvent) this.#events += 1
    }
    return this.#events === events && this.#bytes === bytes ? piece.length : undefined
  }
}

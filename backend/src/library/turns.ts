/** Each may hold a whole file in memory, and a hostile document as much as its worker may have. */
export const CONVERSIONS_AT_ONCE = 2

/** Lets so many pieces of work run at once; the others wait, first come, first served. */
export class Turns {
  #free: number
  readonly #waiting: Array<() => void> = []

  constructor(atOnce: number) {
    this.#free = atOnce
  }

  async take<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free -= 1
    else await new Promise<void>((begin) => this.#waiting.push(begin))
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      if (next) next()
      else this.#free += 1
    }
  }
}

import { BusyError } from '../../errors.ts'

/** What each body may have without counting: nearly all requests have less. */
export const FREE_BYTES = 32 * 1024

/** Memory for all bodies together that are being received. Small ones are taken even where it is used up. */
export class BodyBudget {
  readonly #bytes: number
  #used = 0

  constructor(bytes: number) {
    this.#bytes = bytes
  }

  /** For one body. */
  open() {
    let size = 0
    let taken = 0
    return {
      /** @throws {BusyError} where a body that is not small has no room left */
      take: (bytes: number) => {
        size += bytes
        const more = Math.max(0, size - FREE_BYTES) - taken
        if (more > 0 && this.#used + more > this.#bytes) throw new BusyError('received')
        this.#used += more
        taken += more
      },
      [Symbol.dispose]: () => {
        this.#used -= taken
        taken = 0
      },
    }
  }
}

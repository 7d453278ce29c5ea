/** Sessions that are new to this service are counted for their client before anything is stored of them. */
import type { Memory } from '../memory/memory.ts'
import type { ClientRates } from './client-rates.ts'

export class NewSessions {
  readonly #memory: Pick<Memory, 'isKnown'>
  readonly #rates: ClientRates
  /** A page sends several requests at once: together they begin one session. */
  readonly #entering = new Map<string, Promise<void>>()

  constructor(memory: Pick<Memory, 'isKnown'>, rates: ClientRates) {
    this.#memory = memory
    this.#rates = rates
  }

  /**
   * @param touch makes the session known
   * @throws {RateLimitedError} for a new session, where its client has begun too many
   */
  async enter(client: string, session: string, touch: () => Promise<void>): Promise<void> {
    const entering = this.#entering.get(session)
    if (entering) {
      await entering
      return touch()
    }
    const entered = this.#enterFirst(client, session, touch)
    this.#entering.set(session, entered)
    try {
      await entered
    } finally {
      this.#entering.delete(session)
    }
  }

  async #enterFirst(client: string, session: string, touch: () => Promise<void>): Promise<void> {
    if (!(await this.#memory.isKnown(session))) await this.#rates.count('sessions', client)
    await touch()
  }
}

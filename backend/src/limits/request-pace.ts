/**
 * Requests that come at once begin one after the other, one in each turn of the event loop, so that streams under way
 * and health checks are served in between. Clients take turns, however many requests each has sent.
 */
export class RequestPace {
  /** Those that wait, by client; the client that is next comes first. */
  readonly #lines = new Map<string, (() => void)[]>()
  #isTaken = false

  /** Resolves when a request of this client may begin. */
  begin(client: string): Promise<void> | undefined {
    if (this.#isTaken) return this.#wait(client)
    this.#take()
    return undefined
  }

  #take(): void {
    this.#isTaken = true
    setImmediate(this.#free)
  }

  readonly #free = () => {
    this.#isTaken = false
    const [first] = this.#lines
    if (!first) return
    const [client, line] = first
    const begin = line.shift()
    this.#lines.delete(client)
    if (line.length > 0) this.#lines.set(client, line)
    this.#take()
    begin?.()
  }

  #wait(client: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const line = this.#lines.get(client)
    if (line) line.push(resolve)
    else this.#lines.set(client, [resolve])
    return promise
  }
}

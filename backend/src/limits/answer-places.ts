/**
 * How many answers this process writes at once. Who comes when all places are taken waits in a short line; its
 * clients are served in turn, however many of their requests wait.
 */
import { BusyError, ClientGoneError, ShuttingDownError } from '../errors.ts'

export type AnswerPlacesOptions = {
  most: number
  /** How many may wait. @default 100 */
  mostWaiting?: number
  /** How long each waits at most. @default 10 s */
  waitMs?: number
}

type Waiting = { client: string; enter(): void; refuse(error: Error): void }

export class AnswerPlaces {
  readonly #most: number
  readonly #mostWaiting: number
  readonly #waitMs: number
  #taken = 0
  #waiting = 0
  #isClosed = false
  /** Those who wait, by their client; the client whose turn is next comes first. */
  readonly #lines = new Map<string, Waiting[]>()

  constructor({ most, mostWaiting = 100, waitMs = 10_000 }: AnswerPlacesOptions) {
    this.#most = most
    this.#mostWaiting = mostWaiting
    this.#waitMs = waitMs
  }

  get waiting(): number {
    return this.#waiting
  }

  /**
   * @param left aborted when the request has been given up
   * @returns gives the place back; call it once
   * @throws {BusyError} when the line is full, or no place was free in time
   * @throws {ClientGoneError | ShuttingDownError}
   */
  async take(client: string, left: AbortSignal): Promise<() => void> {
    if (this.#taken < this.#most) this.#taken += 1
    else await this.#wait(client, left)
    return () => this.#giveBack()
  }

  /** For an answer that another process has begun: it takes a place, whether or not one is free. */
  add(): () => void {
    this.#taken += 1
    return () => this.#giveBack()
  }

  /** Nobody is served any more who waits. */
  close(): void {
    this.#isClosed = true
    for (const waiting of [...this.#lines.values()].flat()) waiting.refuse(new ShuttingDownError())
  }

  #giveBack(): void {
    this.#taken -= 1
    if (this.#taken >= this.#most) return
    const [line] = this.#lines.values()
    line?.[0]?.enter()
  }

  #wait(client: string, left: AbortSignal): Promise<void> {
    if (this.#isClosed) throw new ShuttingDownError()
    if (left.aborted) throw new ClientGoneError()
    if (this.#waiting >= this.#mostWaiting) this.#makeRoomFor(client)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const leave = () => waiting.refuse(new ClientGoneError())
    const timer = setTimeout(() => waiting.refuse(new BusyError()), this.#waitMs)
    const end = () => {
      clearTimeout(timer)
      left.removeEventListener('abort', leave)
      this.#remove(waiting)
    }
    const waiting: Waiting = {
      client,
      enter: () => {
        end()
        this.#taken += 1
        this.#moveToEnd(client)
        resolve()
      },
      refuse: (error) => {
        end()
        reject(error)
      },
    }
    left.addEventListener('abort', leave, { once: true })
    this.#add(waiting)
    return promise
  }

  /** The longest line loses its last, unless the newcomer's would be as long. @throws {BusyError} */
  #makeRoomFor(client: string): void {
    const own = this.#lines.get(client)?.length ?? 0
    const longest = [...this.#lines.values()].reduce((a, b) => (b.length > a.length ? b : a), [])
    if (longest.length <= own + 1) throw new BusyError()
    longest.at(-1)?.refuse(new BusyError())
  }

  #add(waiting: Waiting): void {
    const line = this.#lines.get(waiting.client) ?? []
    line.push(waiting)
    this.#lines.set(waiting.client, line)
    this.#waiting += 1
  }

  #remove(waiting: Waiting): void {
    const line = this.#lines.get(waiting.client) ?? []
    line.splice(line.indexOf(waiting), 1)
    if (line.length === 0) this.#lines.delete(waiting.client)
    this.#waiting -= 1
  }

  #moveToEnd(client: string): void {
    const line = this.#lines.get(client)
    if (!line) return
    this.#lines.delete(client)
    this.#lines.set(client, line)
  }
}

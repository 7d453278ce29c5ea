import type { ServerResponse } from 'node:http'
import type { Middleware } from 'koa'

/** Smaller ones are not counted: nearly all answers are. */
export const FREE_BYTES = 32 * 1024

/**
 * Memory for answers that wait to be read: pictures, long pages of items. Beyond it the client that holds most loses
 * its oldest one, which is read slowest.
 */
export class UnreadResponses {
  readonly #most: number
  #bytes = 0
  /** Oldest first. */
  readonly #held = new Map<ServerResponse, { client: string; bytes: number }>()

  constructor(mostBytes: number) {
    this.#most = mostBytes
  }

  /** Counts each answer from its end on until it has gone out. */
  readonly count: Middleware = async (ctx, next) => {
    const { res } = ctx
    // The last moment at which all of it is there.
    res.once('prefinish', () => this.#hold(res, ctx.state.client ?? 'unknown'))
    await next()
  }

  #hold(res: ServerResponse, client: string): void {
    const bytes = res.writableLength
    if (bytes <= FREE_BYTES || res.destroyed) return
    this.#held.set(res, { client, bytes })
    this.#bytes += bytes
    res.once('close', () => this.#release(res))
    while (this.#bytes > this.#most) this.#cutOne()
  }

  #release(res: ServerResponse): void {
    this.#bytes -= this.#held.get(res)?.bytes ?? 0
    this.#held.delete(res)
  }

  #cutOne(): void {
    const sums = new Map<string, number>()
    for (const { client, bytes } of this.#held.values()) {
      sums.set(client, (sums.get(client) ?? 0) + bytes)
    }
    const [largest] = [...sums].reduce((a, b) => (b[1] > a[1] ? b : a))
    for (const [res, { client }] of this.#held) {
      if (client !== largest) continue
      this.#release(res)
      res.destroy()
      return
    }
  }
}

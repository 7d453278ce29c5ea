/** How many connections follow answers at once: each holds a socket, and some of an answer. */
import type { Context } from 'koa'
import { BusyError, RateLimitedError } from '../errors.ts'

export type FollowerLimits = {
  followersPerRun: number
  followersPerSession: number
  /** Of all sessions in this process. */
  followers: number
  /** How long one may take nothing before it is disconnected. */
  followerStallSeconds: number
}

const RETRY_AFTER_SECONDS = 5

export class Followers {
  readonly stallMs: number
  readonly #limits: FollowerLimits
  readonly #counts = new Map<string, number>()

  constructor(limits: FollowerLimits) {
    this.#limits = limits
    this.stallMs = limits.followerStallSeconds * 1000
  }

  /**
   * Counts this response, until it is closed, as one that follows the run.
   * @param isFirst the one that asks for the answer; of these there are no more than of running answers
   * @throws {RateLimitedError | BusyError} when there are too many
   */
  admit(ctx: Context, runId: string, { isFirst = false } = {}): void {
    const { followersPerRun, followersPerSession, followers } = this.#limits
    const session = `session ${ctx.state.session}`
    const run = `run ${runId}`
    if (this.#count(run) >= followersPerRun) throw tooMany('this answer')
    if (this.#count(session) >= followersPerSession) throw tooMany('the answers of this session')
    if (!isFirst && this.#count('all') >= followers) throw new BusyError('read')
    const counted = ['all', session, run]
    for (const what of counted) this.#counts.set(what, this.#count(what) + 1)
    whenClosed(ctx, () => {
      for (const what of counted) this.#release(what)
    })
  }

  #count(what: string): number {
    return this.#counts.get(what) ?? 0
  }

  #release(what: string): void {
    const left = this.#count(what) - 1
    if (left > 0) this.#counts.set(what, left)
    else this.#counts.delete(what)
  }
}

const tooMany = (what: string) =>
  new RateLimitedError(
    `Too many connections read ${what} at once. Close some of them.`,
    RETRY_AFTER_SECONDS,
  )

function whenClosed({ res }: Context, act: () => void): void {
  if (res.destroyed) act()
  else res.once('close', act)
}

import type { Network } from '~/ui/network'
import { ApiError, unreachable } from './api-error'

const BACKOFF_MS = [250, 500, 1_000, 2_000, 4_000, 4_000, 8_000]
/** Longer than a ride in a lift, or a deployment. */
const TOTAL_TIMEOUT_MS = 180_000
/** A connection that is open on one side only never answers. */
const ATTEMPT_TIMEOUT_MS = 10_000
/** A server that asks for more is given up at its end. */
const MAX_RETRY_AFTER_MS = 600_000

/** Nobody answered for as long as anybody would wait. */
export class RetriesExhaustedError extends ApiError {
  constructor(cause: unknown) {
    const last = cause instanceof ApiError ? cause : unreachable(cause)
    super(last.status, last.code, last.message, { cause, retryAfter: last.retryAfter })
    this.name = 'OutOfReachError'
  }
}

type RetryOptions = { signal: AbortSignal; network: Network; onPause?: () => void }

/** Tries at reaching the server, one after the other, with pauses in between that grow. */
export class RetryPolicy {
  readonly #options: RetryOptions
  #failures = 0
  /** Of our patience, in ms. What a page has slept does not count, nor the time without a network. */
  #spent = 0

  constructor(options: RetryOptions) {
    this.#options = options
  }

  /** Something came of the last one: patience is fresh again. */
  reset() {
    this.#failures = 0
    this.#spent = 0
  }

  /** What the first attempt brings that gets an answer. Throws what another attempt would not mend. */
  async run<T>(attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const { signal, network } = this.#options
    if (!network.isOnline()) await this.#restUntil(network.isOnline)
    for (;;) {
      try {
        return await this.#spend(ATTEMPT_TIMEOUT_MS, () => this.#try(attempt))
      } catch (error) {
        signal.throwIfAborted()
        if (!isRetryable(error)) throw error
        await this.pause(error)
      }
    }
  }

  /** Before the next attempt, after one that failed. Throws once patience is at its end. */
  async pause(cause?: unknown) {
    const { network, onPause } = this.#options
    onPause?.()
    if (this.#spent >= TOTAL_TIMEOUT_MS) {
      if (network.isSeen()) throw new RetriesExhaustedError(cause)
      // Nobody is kept waiting: whoever comes back gets another attempt instead of our excuses.
      await this.#restUntil(network.isSeen)
    } else if (network.isOnline()) {
      const requested = requestedPause(cause)
      const ms = requested ?? growingPause(this.#failures)
      this.#failures += 1
      // Nobody who comes back makes it any shorter where the server has asked for it.
      await this.#spend(ms, () => this.#rest(ms, requested === undefined))
    }
    await this.#restUntil(network.isOnline)
  }

  async #try<T>(attempt: (signal: AbortSignal) => Promise<T>) {
    const limit = new AbortController()
    const timer = setTimeout(() => limit.abort(), ATTEMPT_TIMEOUT_MS)
    try {
      return await attempt(AbortSignal.any([this.#options.signal, limit.signal]))
    } catch (error) {
      throw limit.signal.aborted ? unreachable(error) : error
    } finally {
      clearTimeout(timer)
    }
  }

  async #spend<T>(limit: number, work: () => Promise<T>) {
    const began = performance.now()
    try {
      return await work()
    } finally {
      this.#spent += Math.min(performance.now() - began, limit)
    }
  }

  async #restUntil(holds: () => boolean) {
    while (!holds()) await this.#rest()
  }

  /** Until then, or until the network or the reader is back if that is to end it. */
  async #rest(ms?: number, endsOnReturn = true) {
    const { signal, network } = this.#options
    signal.throwIfAborted()
    const { promise, resolve } = Promise.withResolvers<void>()
    const end = () => resolve()
    const timer = ms === undefined ? undefined : setTimeout(end, ms)
    const leave = endsOnReturn ? network.onReturn(end) : undefined
    signal.addEventListener('abort', end)
    await promise
    clearTimeout(timer)
    leave?.()
    signal.removeEventListener('abort', end)
    signal.throwIfAborted()
  }
}

/** How long the server asks to be left alone. Those who were refused together do not come back together. */
function requestedPause(error: unknown) {
  const seconds = error instanceof ApiError ? (error.retryAfter ?? 0) : 0
  if (seconds <= 0) return undefined
  return Math.min(seconds * 1_000, MAX_RETRY_AFTER_MS) + Math.random() * 1_000
}

function growingPause(failures: number) {
  const longest = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 0
  return longest * (0.5 + Math.random() / 2)
}

/** Whether it may be otherwise the next time. A proxy in front of a server that is away has a 404 of its own. */
function isRetryable(error: unknown) {
  if (!(error instanceof ApiError)) return false
  if (error.isMissing) return error.code !== 'not_found'
  return error.status < 400 || error.status >= 500 || [408, 425, 429].includes(error.status)
}

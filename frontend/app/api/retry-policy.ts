import type { Network } from '~/ui/network'
import { ApiError, unreachable } from './api-error'

const BACKOFF_MS = [250, 500, 1_000, 2_000, 4_000, 4_000, 8_000]
/** Longer than a deployment or a short loss of the network. */
const TOTAL_TIMEOUT_MS = 180_000
/** A half-open connection never answers. */
const ATTEMPT_TIMEOUT_MS = 10_000
/** The longest `Retry-After` that is obeyed. */
const MAX_RETRY_AFTER_MS = 600_000

/** No attempt succeeded within the time limit. */
export class RetriesExhaustedError extends ApiError {
  constructor(cause: unknown) {
    const last = cause instanceof ApiError ? cause : unreachable(cause)
    super(last.status, last.code, last.message, { cause, retryAfter: last.retryAfter })
    this.name = 'OutOfReachError'
  }
}

type RetryOptions = { signal: AbortSignal; network: Network; onPause?: () => void }

/** Retries a request with growing delays, within a time limit. */
export class RetryPolicy {
  readonly #options: RetryOptions
  #failures = 0
  /** Time spent, in ms, without the time that the page was suspended or offline. */
  #spent = 0

  constructor(options: RetryOptions) {
    this.#options = options
  }

  /** After a success: the delays and the time limit start again. */
  reset() {
    this.#failures = 0
    this.#spent = 0
  }

  /** The result of the first attempt that succeeds. Throws an error that a retry cannot fix. */
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

  /** Waits before the next attempt. Throws when the time limit is reached. */
  async pause(cause?: unknown) {
    const { network, onPause } = this.#options
    onPause?.()
    if (this.#spent >= TOTAL_TIMEOUT_MS) {
      if (network.isSeen()) throw new RetriesExhaustedError(cause)
      // The page is hidden: try again when the reader returns instead of showing an error.
      await this.#restUntil(network.isSeen)
    } else if (network.isOnline()) {
      const requested = requestedPause(cause)
      const ms = requested ?? growingPause(this.#failures)
      this.#failures += 1
      // A delay that the server asked for is not shortened when the reader returns.
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

  /** Waits for the delay, or until the network or the reader is back. */
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

/** The delay that the server asks for, with jitter. */
function requestedPause(error: unknown) {
  const seconds = error instanceof ApiError ? (error.retryAfter ?? 0) : 0
  if (seconds <= 0) return undefined
  return Math.min(seconds * 1_000, MAX_RETRY_AFTER_MS) + Math.random() * 1_000
}

function growingPause(failures: number) {
  const longest = BACKOFF_MS[Math.min(failures, BACKOFF_MS.length - 1)] ?? 0
  return longest * (0.5 + Math.random() / 2)
}

/** Whether a retry may succeed. A proxy in front of a stopped server sends its own 404. */
function isRetryable(error: unknown) {
  if (!(error instanceof ApiError)) return false
  if (error.isMissing) return error.code !== 'not_found'
  return error.status < 400 || error.status >= 500 || [408, 425, 429].includes(error.status)
}

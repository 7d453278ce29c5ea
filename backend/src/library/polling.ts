/** Asking until there is an answer: at growing intervals, past failures that go by, never for ever. */
import { setTimeout as sleep } from 'node:timers/promises'
import OpenAI from 'openai'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2_000
const LONGEST_PAUSE_AFTER_FAILURE_MS = 10_000

export type Polling = {
  /** When to give up, as `Date.now()` has it; the question is put once in any case. */
  end: number
  signal: AbortSignal
}

/**
 * @returns `undefined` where `end` has come first
 * @throws the last failure, where `end` has come after it; at once any failure that stays; and when
 * `signal` is aborted
 */
export async function pollUntil<T>(
  ask: () => Promise<T | undefined>,
  { end, signal }: Polling,
): Promise<T | undefined> {
  for (let pause = FIRST_PAUSE_MS; ; ) {
    let failure: unknown
    try {
      const answer = await ask()
      if (answer !== undefined) return answer
    } catch (error) {
      signal.throwIfAborted()
      if (!goesBy(error)) throw error
      failure = error
    }
    const left = end - Date.now()
    if (left <= 0 && failure) throw failure
    if (left <= 0) return undefined
    await sleep(Math.min(pause, left), undefined, { ref: false, signal })
    pause = failure
      ? Math.min(pause * 3, LONGEST_PAUSE_AFTER_FAILURE_MS)
      : Math.min(pause * 1.6, LONGEST_PAUSE_MS)
  }
}

/** Whether the same call may succeed in a moment: a lost connection, a busy or a faulty server. */
export function goesBy(error: unknown): boolean {
  if (error instanceof OpenAI.APIConnectionError) return true
  if (!(error instanceof OpenAI.APIError) || error.status === undefined) return false
  if (error.code === 'insufficient_quota') return false
  return error.status === 408 || error.status === 429 || error.status >= 500
}

const QUICK_MS = 20_000

/** For a call that sends little and gets little; each attempt may take so long, answer included. */
export const quickCall = (signal?: AbortSignal) => ({
  timeout: QUICK_MS,
  ...(signal && { signal }),
})

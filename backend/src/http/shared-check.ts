/** A question that many ask: put once in a while, answered in time. */

export type CheckTimes = {
  /** For so long an answer holds. */
  everyMs: number
  /** How long an answer may take. */
  withinMs: number
}

/**
 * Whoever asks while the last answer holds gets that; those who ask at once get one.
 * The answer rejects where none has come in time.
 */
export function sharedCheck<T>(ask: () => Promise<T>, { everyMs, withinMs }: CheckTimes) {
  let last: { at: number; answer: Promise<T> } | undefined
  return (): Promise<T> => {
    const now = performance.now()
    if (!last || now - last.at >= everyMs) last = { at: now, answer: inTime(ask(), withinMs) }
    return last.answer
  }
}

async function inTime<T>(work: Promise<T>, withinMs: number): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const late = () => reject(new Error(`There was no answer within ${withinMs} ms.`))
  const timer = setTimeout(late, withinMs)
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

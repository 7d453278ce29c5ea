/** Work that is done again and again: one at a time, and never after it was stopped. */

export type Repeated = {
  /** Resolves once what is being done has ended. */
  stop(): Promise<void>
}

/** @param work never rejects; the signal is aborted when it is to come to its end */
export function repeat(work: (signal: AbortSignal) => Promise<unknown>, everyMs: number): Repeated {
  const stopped = new AbortController()
  let running: Promise<void> | undefined

  const run = async () => {
    await work(stopped.signal)
    running = undefined
  }
  const timer = setInterval(() => {
    running ??= run()
  }, everyMs)

  return {
    async stop() {
      clearInterval(timer)
      stopped.abort()
      await running
    },
  }
}

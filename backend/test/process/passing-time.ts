/** Time that goes by when the test says so, on the wall and for whatever is measured; timers go on as they do. */
import { onTestFinished, vi } from 'vitest'

/** @param fakes timers that are to go with it */
export function stopTime(
  ...fakes: ('setInterval' | 'clearInterval' | 'setTimeout' | 'clearTimeout')[]
) {
  vi.useFakeTimers({ toFake: ['Date', 'performance', ...fakes] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  return { advance: (ms: number) => vi.advanceTimersByTime(ms) }
}

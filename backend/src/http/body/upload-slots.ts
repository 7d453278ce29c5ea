import { BusyError } from '../../errors.ts'

/** Uploads at once, for the whole service. */
export type UploadSlots = {
  /**
   * Waits a moment where all are taken; disposed of, the slot is free again.
   * @throws {BusyError} when none becomes free; the reason of `signal` when that is aborted
   */
  take(signal: AbortSignal): Promise<Disposable>
}

/** @param waitMs how long an upload waits for another one to end */
export function createUploadSlots(most: number, waitMs = 3_000): UploadSlots {
  const waiting = new Set<() => void>()
  let taken = 0

  const slot = (): Disposable => ({
    [Symbol.dispose]() {
      const [next] = waiting
      if (next) next()
      else taken -= 1
    },
  })

  return {
    async take(signal) {
      signal.throwIfAborted()
      if (taken < most) {
        taken += 1
        return slot()
      }
      // Who waits holds a connection, so their number has a bound too.
      if (waiting.size >= most) throw new BusyError('uploaded')
      return new Promise((resolve, reject) => {
        const stopWaiting = () => {
          waiting.delete(enter)
          clearTimeout(timer)
          signal.removeEventListener('abort', leave)
        }
        const enter = () => {
          stopWaiting()
          resolve(slot())
        }
        const leave = () => {
          stopWaiting()
          reject(signal.aborted ? signal.reason : new BusyError('uploaded'))
        }
        const timer = setTimeout(leave, waitMs)
        waiting.add(enter)
        signal.addEventListener('abort', leave)
      })
    },
  }
}

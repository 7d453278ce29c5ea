import { StalledError } from './failures.ts'

/** Aborts when the model has been silent for too long. */
export function startStallTimer(seconds: number) {
  const controller = new AbortController()
  let heardAt = performance.now()
  const timer = setInterval(
    () => {
      if (performance.now() - heardAt > seconds * 1000) controller.abort(new StalledError(seconds))
    },
    Math.min(seconds * 250, 5_000),
  )
  return {
    signal: controller.signal,
    reset() {
      heardAt = performance.now()
    },
    end: () => clearInterval(timer),
  }
}

import { setTimeout as sleep } from 'node:timers/promises'

/** Waits for all of these, but no longer than that. */
export async function within(ms: number, all: Promise<unknown>[]): Promise<void> {
  const patience = new AbortController()
  const patient = sleep(ms, undefined, { signal: patience.signal }).catch(() => {})
  await Promise.race([Promise.all(all), patient])
  patience.abort()
}

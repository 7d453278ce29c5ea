import { setTimeout as sleep } from 'node:timers/promises'
import { MemoryUnavailableError } from '../../errors.ts'
import type { Keeper } from '../own-run.ts'
import type { Asked, RecordOf } from './records.ts'

export type KeeperOptions = {
  record: RecordOf
  /** Within that time a sign of life has to be written. */
  leaseMs: number
  /** How long to wait for Redis to come back. */
  patienceMs: number
  onAsked(what: Asked): void
  /** Another process has it, or it was dropped. */
  onLost(error: Error): void
}

const MOST_PAUSE_MS = 250

/** Keeps a run of this process in Redis, and Redis informed that this process is alive. */
export function createKeeper(options: KeeperOptions): Keeper & { close(): void } {
  const { record, leaseMs, patienceMs, onAsked, onLost } = options
  let written = Date.now()

  const heard = (asked: Asked | '' | null) => {
    if (asked === null) throw new Error('The run is not this process’s any more.')
    written = Date.now()
    if (asked) onAsked(asked)
  }

  const patiently = async <T>(write: () => Promise<T>): Promise<T> => {
    const deadline = Date.now() + patienceMs
    for (let pause = 100; ; pause = Math.min(pause * 2, MOST_PAUSE_MS)) {
      try {
        return await write()
      } catch (error) {
        if (!(error instanceof MemoryUnavailableError) || Date.now() > deadline) throw error
      }
      await sleep(pause, undefined, { ref: false })
    }
  }

  const renewal = setInterval(() => {
    if (Date.now() - written < leaseMs / 4) return
    record
      .renew()
      .then(heard)
      .catch((error) => error instanceof MemoryUnavailableError || onLost(error))
  }, leaseMs / 4).unref()

  return {
    abandon: () => record.abandon(),
    start: async (memo) => heard(await record.start(memo)),
    async append(events) {
      const outcome = await patiently(() => record.append(events))
      if (typeof outcome === 'number') return outcome
      heard(outcome)
    },
    remember: async (note) => heard(await patiently(() => record.remember(note))),
    finish: async () => heard(await patiently(() => record.finish())),
    close: () => clearInterval(renewal),
  }
}

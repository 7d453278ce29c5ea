import { MemoryUnavailableError, StorageFullError } from '../../errors.ts'
import { retry } from '../../lib/retry.ts'
import type { LogWriter } from '../local/local-run.ts'
import type { Command, RecordOf } from './records.ts'

export type LogWriterOptions = {
  record: RecordOf
  /** Within that time a sign of life has to be written. */
  leaseMs: number
  /** How long to wait for Redis to come back. */
  retryMs?: number
  onAsked(what: Command): void
  /** Another process has it, or it was dropped. */
  onLost(error: Error): void
}

/** Writes a run of this process to Redis, and renews its lease there. */
export function createLogWriter(options: LogWriterOptions): LogWriter & { close(): void } {
  const { record, leaseMs, retryMs, onAsked, onLost } = options
  let written = performance.now()

  const heard = (asked: Command | '' | null) => {
    if (asked === null) throw new Error('The run is not this process’s any more.')
    written = performance.now()
    if (asked) onAsked(asked)
  }

  const keep = <T>(write: () => Promise<T>) => retry(write, retryMs, isTransient)

  const renewal = setInterval(() => {
    if (performance.now() - written < leaseMs / 4) return
    record
      .renew()
      .then(heard)
      .catch((error) => isTransient(error) || onLost(error))
  }, leaseMs / 4).unref()

  return {
    abandon: () => record.abandon(),
    start: async (checkpoint) => heard(await record.start(checkpoint)),
    async append(events) {
      const outcome = await keep(() => record.append(events))
      if (typeof outcome === 'number') return outcome
      heard(outcome)
    },
    saveProgress: async (progress) => heard(await keep(() => record.saveProgress(progress))),
    finish: async () => heard(await keep(() => record.finish())),
    close: () => clearInterval(renewal),
  }
}

/** Redis is away, or has no room just now. */
const isTransient = (error: unknown) =>
  error instanceof MemoryUnavailableError || error instanceof StorageFullError

/** How the process ends: at a signal, and after an error that nothing has handled. */
import type { Logger } from 'pino'

export type ShutdownOptions = {
  log: Logger
  /** Lets what runs come to its end, and closes everything. */
  stop(): Promise<void>
  drainSeconds: number
}

/** Beyond the drain: what has to be written and closed after it. */
const CLOSING_MS = 10_000

/**
 * From now on a signal stops the service. An error that nothing has handled does the same and ends the process
 * with 1: nobody knows what it has left half done, but answers of others need not be lost with it.
 */
export function shutDownOnSignals({ log, stop, drainSeconds }: ShutdownOptions): void {
  let isFailing = false

  const fail = (error: unknown, origin: string) => {
    log.fatal({ origin, err: error }, 'an error that nothing has handled')
    if (isFailing) return
    isFailing = true
    setTimeout(() => process.exit(1), drainSeconds * 1000 + CLOSING_MS)
    stop().then(
      () => process.exit(1),
      () => process.exit(1),
    )
  }

  process.on('uncaughtException', fail)
  // The Agents SDK has a listener of its own, which ends the process at once unless there is another.
  process.on('unhandledRejection', (reason) => fail(reason, 'unhandledRejection'))
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal, drain_seconds: drainSeconds }, 'shutting down')
      stop().catch((error) => fail(error, 'shutdown'))
    })
  }
}

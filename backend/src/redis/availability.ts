import type { Logger } from 'pino'

export type AvailabilityLog = Pick<Logger, 'warn' | 'info'>

/** Logs when a server goes away and when it is back: each once, however often it is tried in between. */
export function reportAvailability(log: AvailabilityLog) {
  const away = new Set<string>()
  let readyAt = performance.now()
  return {
    /** How long no connection has had to be opened again. */
    readyForMs: () => performance.now() - readyAt,
    away(server: string, err: unknown) {
      if (away.has(server)) return
      away.add(server)
      log.warn({ err, server }, 'Redis is away')
    },
    back(server: string) {
      readyAt = performance.now()
      if (away.delete(server)) log.info({ server }, 'Redis is back')
    },
  }
}

export type Availability = ReturnType<typeof reportAvailability>

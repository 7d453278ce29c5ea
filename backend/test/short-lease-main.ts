/** The service as a process of its own, with a lease so short that a test can wait for its end. */
import { pino } from 'pino'
import { readConfig } from '../src/config.ts'
import { startService } from '../src/service.ts'

export const SHORT_LEASE_MS = 1_200

if (import.meta.main) {
  const log = pino({
    messageKey: 'message',
    base: undefined,
    formatters: { level: (level) => ({ level }) },
  })
  await startService(readConfig(), log, { leaseMs: SHORT_LEASE_MS })
}

/** The service as a process of its own, with a lease so short that a test can wait for its end. */
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/process/log.ts'
import { startServer } from '../../src/server.ts'

export const SHORT_LEASE_MS = 1_200

if (import.meta.main) {
  await startServer(readConfig(), createLog('info'), { leaseMs: SHORT_LEASE_MS })
}

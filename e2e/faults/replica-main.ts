/** The API as `main.ts` starts it, with a lease so short that a round can wait for its end, and yet long enough for a busy machine. */
import { readConfig } from '../../backend/src/config.ts'
import { createLog } from '../../backend/src/process/log.ts'
import { startServer } from '../../backend/src/server.ts'

const LEASE_MS = 3_000

const service = await startServer(readConfig(), createLog('info'), { leaseMs: LEASE_MS })
process.on('SIGTERM', () => void service.stop())

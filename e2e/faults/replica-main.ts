/** The API as `main.ts` starts it, with a lease so short that a round can wait for its end. */
import { pino } from 'pino'
import { readConfig } from '../../backend/src/config.ts'
import { startService } from '../../backend/src/service.ts'

const LEASE_MS = 1_500

const log = pino({
  messageKey: 'message',
  base: undefined,
  formatters: { level: (level) => ({ level }) },
})
const service = await startService(readConfig(), log, { leaseMs: LEASE_MS })
process.on('SIGTERM', () => void service.stop())

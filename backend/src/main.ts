/** Process start: configuration, log, service. */
import { readConfig } from './config.ts'
import { createLog } from './process/log.ts'
import { shutDownOnSignals } from './process/shutdown.ts'
import { startServer } from './server.ts'

const config = readConfigOrExit()
const log = createLog(config.logLevel)

const starting = startServer(config, log)
shutDownOnSignals({
  log,
  stop: async () => (await starting).stop(),
  drainSeconds: config.drainSeconds,
})
try {
  await starting
} catch (err) {
  log.fatal({ err }, 'cannot start')
  // What has been opened by then would keep the process alive.
  process.exit(1)
}

function readConfigOrExit() {
  try {
    return readConfig()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

/** Process start: configuration, log, service, and its end on a signal. */
import { pino } from 'pino'
import { readConfig } from './config.ts'
import { startService } from './service.ts'

const config = readConfigOrExit()
// Railway reads the level as a word and the text as `message`.
const log = pino({
  level: config.logLevel,
  messageKey: 'message',
  base: undefined,
  formatters: { level: (level) => ({ level }) },
})

try {
  const service = await startService(config, log)
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      log.info({ signal, drain_seconds: config.drainSeconds }, 'shutting down')
      void service.stop()
    })
  }
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

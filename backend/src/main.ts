/** Process start: configuration, parts, listen, drain. */
import { mkdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pino } from 'pino'
import { createApp } from './app.ts'
import { createChatKit } from './chatkit/chatkit.ts'
import { createCoach } from './coach/coach.ts'
import { readConfig } from './config.ts'
import { createAttachments } from './library/attachments.ts'
import { createLibrary } from './library/library.ts'
import { openSqliteMemory } from './memory/sqlite-memory.ts'
import { createOpenAI } from './openai/client.ts'
import { createRuns } from './runs/runs.ts'

const config = readConfigOrExit()
// Railway reads the level as a word and the text as `message`.
const log = pino({
  level: config.logLevel,
  messageKey: 'message',
  base: undefined,
  formatters: { level: (level) => ({ level }) },
})

mkdirSync(config.dataDir, { recursive: true })
const memory = openSqliteMemory(join(config.dataDir, 'memory.sqlite'), {
  ttlMinutes: config.sessionTtlMinutes,
})
const openai = await createOpenAI(config)
const onError = (err: unknown) => log.warn({ err }, 'a call in the background failed')
const library = createLibrary({ store: openai.store, memory, onError })
const attachments = createAttachments({
  memory,
  library,
  secret: config.sessionSecret,
  limits: config.limits,
})
const coach = createCoach({ openai, library, onError })
const chatkit = createChatKit({
  memory,
  attachments,
  respond: coach.respond,
  limits: config.limits,
})
const runs = createRuns(config.limits)

let shuttingDown = false
const app = createApp({
  ...config,
  chatkit,
  runs,
  memory,
  library,
  attachments,
  log,
  health: {
    memory,
    model: { mode: openai.mode, name: coach.model },
    vectorStore: openai.store.writable ? 'configured' : 'not_configured',
    version: readVersion(),
    commit: config.commit,
    isShuttingDown: () => shuttingDown,
  },
})

const server = app.listen(config.port, config.host, () => {
  const { port } = server.address() as AddressInfo // a TCP server has no other kind of address
  log.info({ host: config.host, port, model: coach.model, mode: openai.mode }, 'listening')
})
// Above the 60 s of Railway's balancer, or it may reuse a connection that is just being closed.
server.keepAliveTimeout = 75_000
server.on('error', (error) => {
  log.fatal({ err: error }, 'cannot listen')
  process.exit(1)
})

const sweeper = setInterval(() => void sweep(), 60_000).unref()

async function sweep() {
  try {
    await memory.forgetIdle()
    await library.sweep()
  } catch (error) {
    onError(error)
  }
}

/** Lets answers end within the bound, refuses new ones, then stops. */
async function shutDown(signal: string) {
  if (shuttingDown) return
  shuttingDown = true
  log.info({ signal, running_for_s: config.drainSeconds }, 'shutting down')
  clearInterval(sweeper)
  await runs.drain(config.drainSeconds)
  await new Promise((closed) => {
    server.close(closed)
    server.closeIdleConnections()
    setTimeout(() => server.closeAllConnections(), 1_000).unref()
  })
  openai.close()
  await memory.close()
  log.info('stopped')
}

for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void shutDown(signal))

function readVersion(): string {
  const { version } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string }
  return version
}

function readConfigOrExit() {
  try {
    return readConfig()
  } catch (error) {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  }
}

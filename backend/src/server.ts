/** The composition root: builds every part from the configuration and connects them. */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { createApp } from './app.ts'
import { createChatKit } from './chatkit/chatkit.ts'
import { abandonedLogs, acceptHandovers } from './chatkit/recovery/handover.ts'
import { createTurnJournal } from './chatkit/recovery/turn-journal.ts'
import { createCoach } from './coach/coach.ts'
import { moderation } from './coach/model/moderation.ts'
import type { Config } from './config.ts'
import { MemoryUnavailableError } from './errors.ts'
import { readFileText } from './file-text/file-text.ts'
import { createSpool, spoolFolder } from './http/body/spool.ts'
import { createUploads } from './http/body/upload.ts'
import { createUploadSlots } from './http/body/upload-slots.ts'
import { createHttpServer, type ServerSettings } from './http/http-server.ts'
import { createMetrics } from './http/routes/metrics.ts'
import { throttleFailures } from './lib/throttle-failures.ts'
import { createAttachments } from './library/attachments.ts'
import { createLibrary } from './library/library.ts'
import { createPermanentLibrary } from './library/permanent-library.ts'
import { createAdmission } from './limits/admission.ts'
import { createOpenAI } from './openai/client.ts'
import { openStorage, type StorageTimes } from './process/open-storage.ts'
import { repeat } from './process/repeat.ts'

export type RunningServer = {
  port: number
  /** Refuses new answers, lets those that run end within the bound, then closes everything. */
  stop(): Promise<void>
}

export type ServerOptions = Partial<StorageTimes> & {
  /** What differs from `SERVER_SETTINGS`. */
  serverSettings?: Partial<ServerSettings>
}

const SWEEP_EVERY_MS = 60_000
const LEASE_MS = 8_000

/**
 * @throws when a part cannot be opened, or nothing can listen at the address.
 */
export async function startServer(
  config: Config,
  log: Logger,
  { leaseMs = LEASE_MS, redisRetryMs, serverSettings }: ServerOptions = {},
): Promise<RunningServer> {
  const { limits } = config
  const isWorthALine = throttleFailures()
  const onError = (err: unknown) => {
    // The connection itself reports once that Redis is away.
    if (!(err instanceof MemoryUnavailableError) && isWorthALine(err))
      log.warn({ err }, 'a call in the background failed')
  }
  const times = { leaseMs, redisRetryMs }
  const { memory, runs, redis } = await openStorage(config, { log, onError, ...times })
  const openai = await createOpenAI(config, onError)
  const library = createLibrary({
    store: openai.store,
    memory,
    onError,
    // The library coach knows only what its search finds, which takes a moment.
    ...(openai.mode !== 'offline' && { extractText: readFileText }),
  })
  const attachments = createAttachments({ memory, library, secret: config.sessionSecret, limits })
  const admission = createAdmission({
    clients: config.clientLimits,
    runningAnswers: config.maxRunningAnswers,
    budget: config.tokenBudget,
    ...{ memory, redis, onError },
    onRefused: (reason) => metrics.refused(reason),
  })
  const metrics = createMetrics({ memory, admission })
  const coach = createCoach({
    openai,
    library,
    onError,
    background: config.openai.background,
    guardrails: {
      input: config.moderation ? [moderation({ client: openai.client, onError })] : [],
    },
    observer: {
      ...metrics.turns,
      tokensUsed(tokens, session) {
        metrics.turns.tokensUsed(tokens, session)
        admission.spendTokens(session, tokens.input + tokens.output)
      },
      turnFinished(summary) {
        metrics.turns.turnFinished(summary)
        log.info(summary, 'turn finished')
      },
    },
  })
  const { addAnswer } = admission
  const handover = { runs, addAnswer, forget: coach.deleteStoredResponses, onError }
  const takeLog = abandonedLogs(handover)
  const journal = createTurnJournal({ memory, takeLog, onError, leaseMs })
  const chatkit = createChatKit({ memory, attachments, responder: coach, journal, limits })
  let stopping: Promise<void> | undefined
  const spool = createSpool(spoolFolder(config))

  const app = createApp({
    ...config,
    admission,
    chatkit,
    coach,
    runs,
    memory,
    library,
    permanentLibrary: createPermanentLibrary(openai.store),
    attachments,
    uploads: createUploads({ spool, slots: createUploadSlots(limits.uploads) }),
    metrics,
    log,
    health: {
      memory,
      model: { mode: openai.mode, name: coach.model },
      vectorStore: library.writable ? 'configured' : 'not_configured',
      version: readVersion(),
      commit: config.commit,
      isShuttingDown: () => stopping !== undefined,
      budget: () => admission.budgetState(),
    },
  })
  const sweep = (signal: AbortSignal) =>
    Promise.all([memory.forgetIdle(signal), library.sweep()]).catch(onError)
  const closeAbandoned = async () => {
    const turns = await journal.closeAbandoned().catch(onError)
    if (turns) log.info({ turns }, 'closed what a dead process had left open')
  }
  await closeAbandoned()
  const server = createHttpServer(app.callback(), {
    log,
    production: config.production,
    settings: serverSettings,
  })
  server.listen(config.port, config.host)
  await once(server, 'listening')
  await spool.sweep().catch(onError)

  const sweeper = repeat(sweep, SWEEP_EVERY_MS)
  const closer = repeat(closeAbandoned, leaseMs / 3)
  await acceptHandovers(chatkit, journal, handover)

  const { port } = server.address() as AddressInfo // a TCP server has no other kind of address
  log.info({ host: config.host, port, mode: openai.mode, model: coach.model }, 'listening')

  const stop = async () => {
    const swept = sweeper.stop()
    await closer.stop()
    admission.close()
    await runs.drain(config.drainSeconds)
    await new Promise((closed) => {
      server.close(closed)
      server.closeIdleConnections()
      setTimeout(() => server.closeAllConnections(), 1_000).unref()
    })
    await library.close()
    await swept
    await openai.close()
    await memory.close()
    log.info('stopped')
  }

  return {
    port,
    stop() {
      stopping ??= stop()
      return stopping
    },
  }
}

function readVersion(): string {
  const { version } = JSON.parse(
    readFileSync(new URL('../package.json', import.meta.url), 'utf8'),
  ) as { version: string }
  return version
}

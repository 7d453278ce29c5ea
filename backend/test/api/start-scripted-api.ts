/** The API with a scripted responder in the coach's place; HTTP, memory and the store of files are real. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { createApp } from '../../src/app.ts'
import { createChatKit } from '../../src/chatkit/chatkit.ts'
import { abandonedLogs } from '../../src/chatkit/recovery/handover.ts'
import { createTurnJournal } from '../../src/chatkit/recovery/turn-journal.ts'
import { readConfig } from '../../src/config.ts'
import { createSpool } from '../../src/http/body/spool.ts'
import { createUploads } from '../../src/http/body/upload.ts'
import { createUploadSlots } from '../../src/http/body/upload-slots.ts'
import { createHttpServer, type ServerSettings } from '../../src/http/http-server.ts'
import { sessionKey } from '../../src/http/middleware/session.ts'
import { createMetrics } from '../../src/http/routes/metrics.ts'
import { createAttachments } from '../../src/library/attachments.ts'
import { createLibrary } from '../../src/library/library.ts'
import { createPermanentLibrary } from '../../src/library/permanent-library.ts'
import { createAdmission } from '../../src/limits/admission.ts'
import { openSqliteMemory } from '../../src/memory/sqlite/sqlite-memory.ts'
import { createOpenAI } from '../../src/openai/client.ts'
import { createLocalRuns } from '../../src/runs/local/local-runs.ts'
import { noteSecrets } from '../process/canaries.ts'
import { keepLogLines } from '../process/log-lines.ts'
import { makeTempFolder } from '../process/temp-folder.ts'
import { responderOf, type ScriptedResponder } from '../responders/assistant.ts'
import { ChatKitClient } from './chatkit-client.ts'

export type ScriptedApi = Awaited<ReturnType<typeof startScriptedApi>>

/** @param script a whole responder, or just how it responds */
export async function startScriptedApi(
  script: ScriptedResponder | ScriptedResponder['respond'],
  env: Record<string, string> = {},
  options: {
    settings?: Partial<ServerSettings>
    uploadFolder?: string
    uploadWaitMs?: number
  } = {},
) {
  const responder = responderOf(typeof script === 'function' ? { respond: script } : script)
  const folder = makeTempFolder()
  const logged = keepLogLines()
  noteSecrets(env)
  const config = {
    ...readConfig({ DATA_DIR: folder.path, RATE_LIMITS: 'off', ...env }),
    knowledgeDir: folder.path,
  }
  const onError = (err: unknown) => logged.log.warn({ err }, 'a call in the background failed')
  const memory = openSqliteMemory(join(folder.path, 'memory.sqlite'), {
    ttlMinutes: config.sessionTtlMinutes,
    maxBytes: config.maxDatabaseBytes,
  })
  const openai = await createOpenAI(config)
  const library = createLibrary({ store: openai.store, memory, onError })
  const { settings, uploadFolder = join(folder.path, 'uploads') } = options
  const { limits, sessionSecret: secret } = config
  const attachments = createAttachments({ memory, library, secret, limits })
  const runs = createLocalRuns(limits)
  const admission = createAdmission({
    clients: config.clientLimits,
    runningAnswers: config.maxRunningAnswers,
    budget: config.tokenBudget,
    ...{ memory, onError },
    onRefused: (reason) => metrics.refused(reason),
  })
  const metrics = createMetrics({ memory, admission })
  const { addAnswer } = admission
  const takeLog = abandonedLogs({ runs, addAnswer, forget() {}, onError })
  const journal = createTurnJournal({ memory, takeLog, onError, leaseMs: 15_000 })

  const app = createApp({
    ...config,
    admission,
    chatkit: createChatKit({ memory, attachments, responder, journal, limits }),
    runs,
    memory,
    library,
    permanentLibrary: createPermanentLibrary(openai.store),
    attachments,
    uploads: createUploads({
      spool: createSpool(uploadFolder),
      slots: createUploadSlots(limits.uploads, options.uploadWaitMs),
    }),
    metrics,
    coach: { transcribe: responder.transcribe, usualSeconds: () => ({}) },
    log: logged.log,
    health: {
      memory,
      model: { mode: 'offline', name: 'scripted' },
      vectorStore: 'configured',
      version: '0.0.0',
      commit: undefined,
      isShuttingDown: () => false,
      budget: () => admission.budgetState(),
    },
  })
  const { production } = config
  const server = createHttpServer(app.callback(), { log: logged.log, production, settings })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  return {
    url,
    runs,
    memory,
    store: openai.store,
    library,
    logged,
    /** Where uploads are written as they come in. */
    uploadFolder,
    /** A visitor's tab; without a session given, a new one. */
    visitor: (session?: string) => new ChatKitClient(url, session),
    /** What is stored for this visitor, hidden items included. */
    memoryOf: ({ session }: ChatKitClient) => memory.session(sessionKey(session)),
    /** All items of a thread, hidden ones included, oldest first. */
    async stored({ session }: ChatKitClient, threadId: string) {
      const everything = { limit: 1000, order: 'asc' as const }
      const mine = memory.session(sessionKey(session))
      return (await mine.loadThreadItems(threadId, everything)).data
    },
    async [Symbol.asyncDispose]() {
      await runs.drain(0)
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await library.close()
      await openai.close()
      await memory.close()
      folder.remove()
    },
  }
}

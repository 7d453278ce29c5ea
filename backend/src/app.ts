/** The Koa app as one list, in the order a request meets it. */
import Router from '@koa/router'
import Koa from 'koa'
import type { Logger } from 'pino'
import type { ChatKit } from './chatkit/chatkit.ts'
import type { Limits } from './config.ts'
import { BodyBudget } from './http/body/body-budget.ts'
import type { Uploads } from './http/body/upload.ts'
import { isClientGone } from './http/client-gone.ts'
import { Followers } from './http/followers.ts'
import { requireBearer } from './http/middleware/bearer.ts'
import { refuseCompressed } from './http/middleware/content-encoding.ts'
import { cors } from './http/middleware/cors.ts'
import { answerErrors } from './http/middleware/errors.ts'
import { countReceipts, countRequests, countUploads } from './http/middleware/rate-limits.ts'
import { requestLog } from './http/middleware/request-log.ts'
import { readTarget, refuseMalformed } from './http/middleware/request-target.ts'
import { securityHeaders } from './http/middleware/security-headers.ts'
import { requireSession } from './http/middleware/session.ts'
import { UnreadResponses } from './http/middleware/unread-responses.ts'
import { publicOrigin } from './http/public-origin.ts'
import { getAttachment, putAttachment } from './http/routes/attachments.ts'
import { postChatKit } from './http/routes/chatkit.ts'
import { getHealth, type HealthParts } from './http/routes/health.ts'
import { addFile, listFiles, removeFile } from './http/routes/library.ts'
import { getMetrics, type Metrics } from './http/routes/metrics.ts'
import {
  addPermanentFile,
  listPermanentFiles,
  removePermanentFile,
} from './http/routes/permanent-library.ts'
import { getReceipt } from './http/routes/receipts.ts'
import { answerNow, cancelRun, followRun } from './http/routes/runs.ts'
import {
  type CoachFacts,
  deleteSession,
  getSession,
  getSessionData,
} from './http/routes/session.ts'
import { throttleFailures } from './lib/throttle-failures.ts'
import type { Attachments } from './library/attachments.ts'
import type { Library } from './library/library.ts'
import type { PermanentLibrary } from './library/permanent-library.ts'
import type { Admission } from './limits/admission.ts'
import type { TrustedProxy } from './limits/client-address.ts'
import type { Memory } from './memory/memory.ts'
import type { Runs } from './runs/runs.ts'

export type AppParts = {
  admission: Admission
  chatkit: ChatKit
  runs: Runs
  memory: Memory
  library: Library
  permanentLibrary: PermanentLibrary
  /** What opens the owner's routes; without one they do not exist. */
  libraryAdminToken: string | undefined
  attachments: Attachments
  uploads: Uploads
  health: HealthParts
  coach: CoachFacts
  metrics: Metrics
  /** What opens `GET /metrics`; without one it is open in development, and closed in production. */
  metricsToken: string | undefined
  limits: Limits
  log: Logger
  corsOrigins: string[]
  /** How long a session may be idle. */
  sessionTtlMinutes: number
  /** How long a session of a private window may be idle. */
  privateSessionTtlMinutes: number
  /** Signs, among others, which client the page's server works for. */
  sessionSecret: string
  /** The proxy in front of this server, whose headers are believed. */
  trustedProxy: TrustedProxy | undefined
  /** Closed to pages of any other localhost. */
  production: boolean
}

export function createApp(parts: AppParts): Koa {
  const { admission, runs, memory, library, attachments, uploads, limits, log } = parts
  const app = new Koa({ proxy: parts.trustedProxy !== undefined })
  const isWorthALine = throttleFailures()
  const onError = (err: unknown, request_id?: string) => {
    if (isWorthALine(err)) log.error({ err, request_id }, 'turn failed')
  }
  const session = requireSession(parts, parts.privateSessionTtlMinutes)
  const attachment = countUploads(admission, limits.attachmentBytes)
  const libraryFile = countUploads(admission, limits.libraryFileBytes)
  const receipt = countReceipts(admission)
  const owner = requireBearer(parts.libraryAdminToken, 'LIBRARY_ADMIN_TOKEN')
  const { permanentLibrary } = parts
  const followers = new Followers(limits)
  const bodyRoom = new BodyBudget(limits.bodiesBytes)
  const unreadAnswers = new UnreadResponses(limits.unreadAnswersBytes)
  const originOf = publicOrigin(parts.trustedProxy !== undefined)
  const attachmentParts = { maxBytes: limits.attachmentBytes, originOf }
  const { coach, metrics, metricsToken: token, production } = parts
  const sessionParts = { runs, library, memory, limits, coach, model: parts.health.model }

  const router = new Router()
    .get('/', (ctx) => {
      ctx.body = { name: 'coaching-hub', version: parts.health.version, routes: routesOf(router) }
    })
    .get('/health', getHealth(parts.health))
    .get('/metrics', getMetrics(metrics, { token, production }))
    .post('/chatkit', session, postChatKit({ ...parts, bodyRoom, followers, originOf, onError }))
    .get('/chatkit/runs/:runId', session, followRun(runs, followers))
    .post('/chatkit/runs/:runId/cancel', session, cancelRun(runs))
    .post('/chatkit/runs/:runId/answer-now', session, answerNow(runs))
    .put('/attachments/:id', attachment, putAttachment(attachments, uploads, attachmentParts))
    .post('/attachments/:id', attachment, putAttachment(attachments, uploads, attachmentParts))
    .get('/attachments/:id', getAttachment(attachments))
    .get('/library/files', session, listFiles(library))
    .post('/library/files', session, libraryFile, addFile(library, memory, uploads, limits))
    .delete('/library/files/:id', session, removeFile(library))
    .all(['/admin/library/files', '/admin/library/files/:id'], owner)
    .get('/admin/library/files', listPermanentFiles(permanentLibrary))
    .post(
      '/admin/library/files',
      addPermanentFile(permanentLibrary, uploads, limits.libraryFileBytes),
    )
    .delete('/admin/library/files/:id', removePermanentFile(permanentLibrary))
    .get('/session', session, getSession(sessionParts))
    .delete('/session', receipt, session, deleteSession(sessionParts))
    .get('/session/data', session, getSessionData(memory, parts.sessionTtlMinutes))
    .get('/receipts/:id', receipt, getReceipt(memory))

  app
    .use(readTarget)
    .use(unreadAnswers.count)
    .use(requestLog(log))
    .use(metrics.timeRequests)
    .use(securityHeaders(production))
    .use(cors({ allowed: parts.corsOrigins, anyLocalhost: !parts.production }))
    .use(answerErrors(log))
    .use(
      countRequests(admission, { trustedProxy: parts.trustedProxy, secret: parts.sessionSecret }),
    )
    .use(refuseMalformed)
    .use(refuseCompressed)
    .use(router.routes())
    .use(router.allowedMethods())
    .on('error', (error: NodeJS.ErrnoException) => {
      if (!isClientGone(error)) onError(error)
    })
  return app
}

const routesOf = (router: Router) =>
  router.stack
    .filter(({ methods }) => methods.length > 0)
    .map(({ methods, path }) => `${methods.at(-1)} ${path}`)

/** What is fuzzed, each in processes of its own: the API on SQLite or Redis, and the page before a real API. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../../backend/test/process/free-port.ts'
import { startRedis } from '../../backend/test/process/start-redis.ts'
import { type RunningService, startApi, startPage, urlOf } from '../hub/start-hub.ts'
import { startModel } from './model.ts'

const ADMIN_TOKEN = 'only-for-the-fuzz-suite-admin'
const METRICS_TOKEN = 'only-for-the-fuzz-suite-metrics'
const API_KEY = 'sk-only-for-the-fuzz-suite'
const SESSION_SECRET = 'only-for-the-fuzz-suite-secret'

export type Target = Awaited<ReturnType<typeof startSqliteApi>>

/** Its coach is the one without a key. */
export const startSqliteApi = (settings: Record<string, string> = {}) => startTarget(settings)

/** Its coach has a key, and a model that calls tools. */
export async function startRedisApi() {
  const [redis, model] = [await startRedis(), await startModel()]
  const target = await startTarget({
    REDIS_URL: redis.url,
    OPENAI_API_KEY: API_KEY,
    OPENAI_BASE_URL: model.url,
    JASON_VECTOR_STORE_ID: 'vs_fuzz',
  })
  return {
    ...target,
    settle: model.forget,
    async stop() {
      await target.stop()
      await Promise.all([redis.stop(), model.close()])
    },
  }
}

async function startTarget(settings: Record<string, string>) {
  const [apiPort, pagePort] = [await freePort(), await freePort()]
  const [api, page] = [urlOf(apiPort), urlOf(pagePort)]
  const folder = mkdtempSync(join(tmpdir(), 'coaching-hub-fuzz-'))
  const usual = { SESSION_SECRET, TMPDIR: folder, LOG_LEVEL: 'debug' }
  const service = await startApi(apiPort, page, {
    ...usual,
    LIBRARY_ADMIN_TOKEN: ADMIN_TOKEN,
    METRICS_TOKEN,
    OFFLINE_WORDS_PER_SECOND: '100000',
    RATE_LIMITS: 'off',
    ...settings,
  })
  const running: RunningService[] = [service]
  return {
    place: { api, page, adminToken: ADMIN_TOKEN, metricsToken: METRICS_TOKEN },
    port: apiPort,
    service,
    /** All processes of it. */
    running,
    secrets: [ADMIN_TOKEN, METRICS_TOKEN, API_KEY, SESSION_SECRET],
    settle: () => {},
    /** Starts the page in front of it. */
    async withPage() {
      const pageService = await startPage(pagePort, { api }, usual)
      running.push(pageService)
      return { port: pagePort, service: pageService }
    },
    /** Files of uploads that nobody has removed. */
    spooled: () =>
      readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name),
    async stop() {
      for (const each of running.toReversed()) await each.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

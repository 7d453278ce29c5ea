import { mkdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig, devices } from '@playwright/test'
import { settingNames } from '../.scripts/settings.mjs'
import { findChromium } from '../.scripts/test-tools.mjs'
import { noteSecrets } from '../backend/test/process/canaries.ts'
import { chromiumArgs } from './chromium-args.ts'

const apiPort = Number(process.env.E2E_API_PORT ?? 18000)
const pagePort = Number(process.env.E2E_PAGE_PORT ?? 15173)
const dataDir = join(tmpdir(), `coaching-hub-e2e-${process.pid}`)

const isWorker = process.env.TEST_WORKER_INDEX !== undefined
if (!isWorker) {
  // A developer's own key or Redis must not reach the journeys.
  for (const name of settingNames()) delete process.env[name]
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }))
}

const SESSION_SECRET = 'only-for-the-browser-journeys'
noteSecrets({ SESSION_SECRET })

/** The page of a coach that writes slowly, for journeys that act in the middle of an answer. */
export const SLOW_PAGE = `http://localhost:${pagePort + 1}`

export default defineConfig({
  testDir: 'journeys',
  forbidOnly: process.env.CI === 'true',
  fullyParallel: true,
  grepInvert: process.env.FAULTS_ROUNDS ? undefined : /@faults/,
  workers: 2,
  retries: 0,
  timeout: 30_000,
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://localhost:${pagePort}`,
    // Tracing reads the page's blobs, which its security policy forbids, and takes half the time again.
    trace: 'off',
    screenshot: 'only-on-failure',
    // Painting what pulses while an answer is on its way takes a tenth of the time.
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: {
      executablePath: findChromium(),
      args: chromiumArgs,
    },
  },
  webServer: [hub({ at: 0, wordsPerSecond: 400 }), hub({ at: 1, wordsPerSecond: 25 })],
})

/** A whole hub, `at` so many ports from the first. */
function hub({ at, wordsPerSecond }: { at: number; wordsPerSecond: number }) {
  return {
    command: `exec node ../.scripts/start.mjs --as-is ${intoLog(`hub-${at}`)}`,
    url: `http://localhost:${pagePort + at}`,
    reuseExistingServer: false,
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 35_000 },
    stdout: 'ignore' as const,
    stderr: 'pipe' as const,
    env: {
      HOST: '127.0.0.1',
      API_PORT: String(apiPort + at),
      PAGE_PORT: String(pagePort + at),
      DATA_DIR: join(dataDir, String(at)),
      SESSION_SECRET,
      LOG_LEVEL: 'info',
      OFFLINE_WORDS_PER_SECOND: String(wordsPerSecond),
      DRAIN_SECONDS: '0',
      // All of it comes from one address.
      RATE_LIMITS: 'off',
    },
  }
}

/** Its whole log is kept where it is going to be scanned. */
function intoLog(name: string): string {
  const folder = process.env.TEST_LOG_DIR
  if (!folder) return ''
  mkdirSync(folder, { recursive: true })
  return `>> '${join(folder, name)}.log' 2>&1`
}

import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig, devices } from '@playwright/test'
import { settingNames } from '../.scripts/settings.mjs'
import { findChromium } from '../.scripts/test-tools.mjs'

const apiPort = process.env.E2E_API_PORT ?? '18000'
const pagePort = process.env.E2E_PAGE_PORT ?? '15173'
const dataDir = join(tmpdir(), `coaching-hub-e2e-${process.pid}`)

const isWorker = process.env.TEST_WORKER_INDEX !== undefined
if (!isWorker) {
  // A developer's own key or Redis must not reach the journeys.
  for (const name of settingNames()) delete process.env[name]
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true }))
}

export default defineConfig({
  testDir: 'journeys',
  forbidOnly: process.env.CI === 'true',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 30_000,
  reporter: 'list',
  use: {
    ...devices['Desktop Chrome'],
    baseURL: `http://localhost:${pagePort}`,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      args: [
        '--no-sandbox',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: 'node ../.scripts/start.mjs --as-is',
    url: `http://localhost:${pagePort}`,
    reuseExistingServer: false,
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 35_000 },
    stdout: 'ignore',
    stderr: 'pipe',
    env: {
      HOST: '127.0.0.1',
      API_PORT: apiPort,
      PAGE_PORT: pagePort,
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      OFFLINE_WORDS_PER_SECOND: '400',
    },
  },
})

import { defineConfig } from '@playwright/test'
import type { Options } from './fixtures.ts'

/** The few journeys for browsers that Playwright itself cannot drive as they are installed. */
export default defineConfig<object, Options>({
  forbidOnly: process.env.CI === 'true',
  workers: 1,
  retries: 0,
  timeout: 30_000,
  reporter: 'list',
  outputDir: '../test-results/browsers',
  projects: (['firefox', 'webkit'] as const).map((name) => ({
    name,
    use: { browserKind: name },
  })),
})

import { defineConfig } from 'vitest/config'

/** The journeys are Playwright's; here run only the tests that need no browser. */
export default defineConfig({ test: { include: ['deploy/**/*.test.ts', 'bench/**/*.test.ts'] } })

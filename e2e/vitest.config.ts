import { defineConfig } from 'vitest/config'

/** The journeys are Playwright's; here run only the tests that need no browser. */
export default defineConfig({
  // The page's own code, as it names its files itself.
  resolve: { alias: { '~': new URL('../frontend/app', import.meta.url).pathname } },
  test: {
    include: [
      '*.test.ts',
      'deploy/**/*.test.ts',
      'files/**/*.test.ts',
      'bench/**/*.test.ts',
      'protocol/**/*.test.ts',
      'faults/**/*.test.ts',
      'fuzz/**/*.test.ts',
    ],
    testTimeout: 30_000,
  },
})

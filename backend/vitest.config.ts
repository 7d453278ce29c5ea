import { defineConfig } from 'vitest/config'

/**
 * Each test starts and stops its own service, so test files can share a worker. Many wait for a
 * process or a clock: three workers, where there are two cores.
 */
export default defineConfig({
  test: {
    include: ['{src,test}/**/*.test.ts'],
    isolate: false,
    maxWorkers: 3,
    testTimeout: 30_000,
  },
})

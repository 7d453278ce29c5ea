import { defineConfig } from 'vitest/config'

/** Each test starts and stops its own service, so test files can share a worker. */
export default defineConfig({
  test: { include: ['src/**/*.test.ts'], isolate: false, testTimeout: 30_000 },
})

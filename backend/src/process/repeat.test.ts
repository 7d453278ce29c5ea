import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { repeat } from './repeat.ts'

const soon = { timeout: 5_000, interval: 1 }

test('what takes longer than its interval is done one at a time', async () => {
  let [atOnce, most, times] = [0, 0, 0]
  const repeated = repeat(async () => {
    atOnce += 1
    most = Math.max(most, atOnce)
    await sleep(10)
    atOnce -= 1
    times += 1
  }, 1)

  await vi.waitFor(() => expect(times).toBeGreaterThan(3), soon)
  await repeated.stop()

  expect(most).toBe(1)
})

test('a stop waits for what is being done, and nothing begins after it', async () => {
  const begun = Promise.withResolvers<void>()
  let [ended, times] = [false, 0]
  const repeated = repeat(async (signal) => {
    times += 1
    begun.resolve()
    while (!signal.aborted) await sleep(1)
    await sleep(10)
    ended = true
  }, 1)
  await begun.promise

  await repeated.stop()
  expect(ended).toBe(true)
  await sleep(20)

  expect(times).toBe(1)
})

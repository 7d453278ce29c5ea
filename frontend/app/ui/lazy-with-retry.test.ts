import { expect, test, vi } from 'vitest'
import { loadWithRetry } from './lazy-with-retry'

test('what cannot be loaded is asked for again until it comes', async () => {
  vi.useFakeTimers()
  const load = vi.fn<() => Promise<string>>()
  load.mockRejectedValueOnce(new TypeError('Failed to fetch')).mockResolvedValue('part')

  const loading = loadWithRetry(load)
  await vi.advanceTimersByTimeAsync(2_000)

  expect(await loading).toBe('part')
  expect(load).toHaveBeenCalledTimes(2)
  vi.useRealTimers()
})

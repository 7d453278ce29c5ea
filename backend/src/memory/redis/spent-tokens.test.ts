import { expect, test } from 'vitest'
import { useRedis } from '../../../test/process/redis-memory.ts'
import { startRedis } from '../../../test/process/start-redis.ts'
import { open } from '../../../test/samples/memory-samples.ts'

const on = useRedis(() => startRedis())

test('spent tokens expire by themselves two days after the first of them', async () => {
  const { memory } = await open(on.openMemory)
  await memory.touch('mine')

  await memory.spendTokens('mine', '2026-01-31', 10)
  await memory.spendTokens('mine', '2026-01-31', 10)

  for (const key of ['hub:spent-tokens:2026-01-31', 'hub:{mine}:spent-tokens:2026-01-31']) {
    expect(await on.server.command('GET', key), key).toBe('20')
    const left = Number(await on.server.command('TTL', key))
    expect(left, key).toBeGreaterThan(47 * 60 * 60)
    expect(left, key).toBeLessThanOrEqual(48 * 60 * 60)
  }
})

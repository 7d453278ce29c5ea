import { expect, test } from 'vitest'
import { useRedis } from '../../../test/process/redis-memory.ts'
import { startRedis } from '../../../test/process/start-redis.ts'
import { open } from '../../../test/samples/memory-samples.ts'
import { redisReceipts } from './receipts.ts'

const DAY_MS = 24 * 60 * 60_000

const on = useRedis(() => startRedis())

test('a receipt, and what it asks for, expires by itself after a day', async () => {
  const { memory } = await open(on.openMemory)

  await memory.saveReceipt({ id: 'a1', erased_at: new Date().toISOString(), objects: [] })
  await memory.noteErasure('file_1')

  for (const key of ['hub:receipt:a1', 'hub:erasure:file_1']) {
    const left = Number(await on.server.command('PTTL', key))
    expect(left, key).toBeGreaterThan(DAY_MS - 60_000)
    expect(left, key).toBeLessThanOrEqual(DAY_MS)
  }
})

test('of more receipts than are kept the oldest go', async () => {
  await open(on.openMemory)
  let time = Date.now()
  const receipts = redisReceipts(on.redis, async () => time, 3)

  for (const id of ['a1', 'b2', 'c3', 'd4', 'e5']) {
    await receipts.save({ id, erased_at: new Date().toISOString(), objects: [] })
    time += 1
  }

  expect(await receipts.load('b2')).toBeUndefined()
  expect(await receipts.load('c3')).toBeDefined()
  expect(await on.server.command('ZCARD', 'hub:receipts')).toBe(3)
})

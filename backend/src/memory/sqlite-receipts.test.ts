import { expect, onTestFinished, test, vi } from 'vitest'
import { openSqliteMemory } from './sqlite-memory.ts'

const HOUR = 60 * 60_000

test('a receipt, and what it asks for, is kept for a day', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  const memory = openSqliteMemory(':memory:', { ttlMinutes: 60 })
  onTestFinished(async () => {
    vi.useRealTimers()
    await memory.close()
  })
  await memory.saveReceipt({ id: 'a1', erased_at: new Date().toISOString(), objects: [] })
  await memory.noteErasure('file_1')

  vi.setSystemTime(Date.now() + 23 * HOUR)
  await memory.forgetIdle()
  expect(await memory.loadReceipt('a1')).toBeDefined()
  expect(await memory.loadErasures(['file_1'])).toHaveProperty('size', 1)

  vi.setSystemTime(Date.now() + 2 * HOUR)
  expect(await memory.loadReceipt('a1')).toBeUndefined()
  await memory.forgetIdle()
  expect(await memory.loadErasures(['file_1'])).toHaveProperty('size', 0)
})

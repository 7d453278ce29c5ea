import { expect, onTestFinished, test } from 'vitest'
import { handClock } from '../../../test/samples/memory-samples.ts'
import { openStore } from '../../sqlite/store.ts'
import { sqliteReceipts } from './receipts.ts'
import { schema } from './schema.ts'
import { openSqliteMemory } from './sqlite-memory.ts'

const HOUR = 60 * 60_000

test('a receipt, and what it asks for, is kept for a day', async () => {
  const clock = handClock()
  const memory = openSqliteMemory(':memory:', { ttlMinutes: 60, time: clock.time })
  onTestFinished(() => memory.close())
  await memory.saveReceipt({ id: 'a1', erased_at: new Date().toISOString(), objects: [] })
  await memory.noteErasure('file_1')

  clock.advance(23 * HOUR)
  await memory.forgetIdle()
  expect(await memory.loadReceipt('a1')).toBeDefined()
  expect(await memory.loadErasures(['file_1'])).toHaveProperty('size', 1)

  clock.advance(2 * HOUR)
  expect(await memory.loadReceipt('a1')).toBeUndefined()
  await memory.forgetIdle()
  expect(await memory.loadErasures(['file_1'])).toHaveProperty('size', 0)
})

test('of more receipts than are kept the oldest go', async () => {
  const clock = handClock()
  const store = openStore(':memory:', { schema, onError() {} })
  onTestFinished(() => store.close())
  const { wall } = clock.time
  const receipts = sqliteReceipts(store.sql, wall, wall, 3)

  for (const id of ['a1', 'b2', 'c3', 'd4', 'e5']) {
    await receipts.saveReceipt({ id, erased_at: new Date().toISOString(), objects: [] })
    clock.advance(1)
  }

  expect(await receipts.loadReceipt('b2')).toBeUndefined()
  expect(await receipts.loadReceipt('c3')).toBeDefined()
  expect(store.sql.count('select count(*) as n from receipts')).toBe(3)
})

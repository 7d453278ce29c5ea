import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { makeTempFolder } from '../../../test/process/temp-folder.ts'
import { openSqliteMemory } from './sqlite-memory.ts'

const DAY = '2026-01-31'

test('spent tokens are still known after a restart', async () => {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  const path = join(folder.path, 'memory.sqlite')
  const before = openSqliteMemory(path, { ttlMinutes: 60 })
  await before.touch('mine')
  await before.spendTokens('mine', DAY, 10)
  await before.close()

  const after = openSqliteMemory(path, { ttlMinutes: 60 })
  onTestFinished(() => after.close())

  expect(await after.loadSpentTokens('mine', DAY)).toEqual({ service: 10, session: 10 })
})

test('spent tokens are kept until the next day is over', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(`${DAY}T23:59:00Z`) })
  const memory = openSqliteMemory(':memory:', { ttlMinutes: 60 })
  onTestFinished(async () => {
    vi.useRealTimers()
    await memory.close()
  })
  const spent = async () => (await memory.loadSpentTokens(undefined, DAY)).service
  await memory.spendTokens('mine', DAY, 10)

  vi.setSystemTime(new Date('2026-02-01T23:59:00Z'))
  await memory.forgetIdle()
  expect(await spent()).toBe(10)

  vi.setSystemTime(new Date('2026-02-02T00:01:00Z'))
  await memory.forgetIdle()
  expect(await spent()).toBe(0)
})

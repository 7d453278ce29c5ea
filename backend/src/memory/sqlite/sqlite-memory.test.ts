import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { describeMemory } from '../../../test/memory-contract/memory-contract.ts'
import { makeTempFolder } from '../../../test/process/temp-folder.ts'
import { giveFile } from '../../../test/samples/give-files.ts'
import { item, thread } from '../../../test/samples/memory-samples.ts'
import { openSqliteMemory } from './sqlite-memory.ts'

describeMemory('SQLite', (ttlMinutes = 60, time) =>
  openSqliteMemory(':memory:', { ttlMinutes, time }),
)

const file = { id: 'file_1', filename: 'a.md', bytes: 1, status: 'indexing' as const }

test('everything is still there after a restart', async () => {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  const path = join(folder.path, 'memory.sqlite')
  const before = openSqliteMemory(path, { ttlMinutes: 60 })
  await before.touch('mine')
  await before.session('mine').saveUserMessage(thread('thr_1', 'Habits'), item('msg_1'), [])
  await giveFile(before.session('mine'), file)
  await before.close()

  const after = openSqliteMemory(path, { ttlMinutes: 60 })
  onTestFinished(() => after.close())
  await after.touch('mine')

  const mine = after.session('mine')
  expect(await mine.loadThread('thr_1')).toEqual(thread('thr_1', 'Habits'))
  expect(await mine.loadItem('thr_1', 'msg_1')).toEqual(item('msg_1'))
  expect(await mine.loadFiles()).toEqual([file])
})

test('whatever is open at the start was left by a dead process', async () => {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  const path = join(folder.path, 'memory.sqlite')
  const before = openSqliteMemory(path, { ttlMinutes: 60 })
  const mine = before.session('mine')
  await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
  await mine.saveOpenTurn('thr_1', { id: 'one', items: [item('msg_2')] }, 60_000)
  const open = await before.loadAbandonedTurns()
  await before.close()

  const after = openSqliteMemory(path, { ttlMinutes: 60 })
  onTestFinished(() => after.close())

  expect(open).toEqual([])
  expect(await after.loadAbandonedTurns()).toEqual([
    { session: 'mine', threadId: 'thr_1', id: 'one', items: [item('msg_2')] },
  ])
})

test('a closed memory says that it cannot be reached', async () => {
  const memory = openSqliteMemory(':memory:', { ttlMinutes: 60 })
  await memory.close()

  await expect(memory.check()).rejects.toThrow()
})

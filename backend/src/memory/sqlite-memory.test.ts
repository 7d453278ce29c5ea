import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { idsOf, item, thread } from '../../test/memory-samples.ts'
import { makeTempFolder } from '../../test/temp-folder.ts'
import { describeMemory } from './memory-contract.ts'
import { openSqliteMemory } from './sqlite-memory.ts'

describeMemory('SQLite', (ttlMinutes = 60) => openSqliteMemory(':memory:', { ttlMinutes }))

const file = { id: 'file_1', filename: 'a.md', bytes: 1, status: 'indexing' as const }

test('everything is still there after a restart', async () => {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  const path = join(folder.path, 'memory.sqlite')
  const before = openSqliteMemory(path, { ttlMinutes: 60 })
  await before.touch('mine')
  await before.session('mine').saveUserMessage(thread('thr_1', 'Habits'), item('msg_1'), [])
  await before.session('mine').saveFile(file)
  await before.close()

  const after = openSqliteMemory(path, { ttlMinutes: 60 })
  onTestFinished(() => after.close())
  await after.touch('mine')

  const mine = after.session('mine')
  expect(await mine.loadThread('thr_1')).toEqual(thread('thr_1', 'Habits'))
  expect(await mine.loadItem('thr_1', 'msg_1')).toEqual(item('msg_1'))
  expect(await mine.loadFiles()).toEqual([file])
})

test('a page of a long thread is read off the index', async () => {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  const path = join(folder.path, 'memory.sqlite')
  const memory = openSqliteMemory(path, { ttlMinutes: 60 })
  onTestFinished(() => memory.close())
  const mine = memory.session('mine')
  await mine.saveUserMessage(thread('thr_1'), item('msg_0'), [])
  for (let n = 1; n < 2_000; n++) await mine.saveItem('thr_1', item(`msg_${n}`))
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare')
  onTestFinished(() => prepare.mockRestore())

  const page = await mine.loadThreadItems('thr_1', { limit: 20, order: 'desc', after: 'msg_1000' })
  await mine.loadThreadItems('thr_1', { limit: 20, order: 'asc', after: 'msg_1000' })

  const queries = prepare.mock.calls.map(([text]) => text)
  prepare.mockRestore()
  const db = new DatabaseSync(path)
  onTestFinished(() => db.close())
  const plans = queries
    .filter((text) => /from items/.test(text))
    .map((text) =>
      db
        .prepare(`explain query plan ${text}`)
        .all()
        .map(({ detail }) => detail),
    )
  expect(idsOf(page.data).at(0)).toBe('msg_999')
  expect(plans).toEqual([
    ['SEARCH items USING COVERING INDEX sqlite_autoindex_items_1 (thread=? AND id=?)'],
    ['SEARCH items USING INDEX items_of_thread (thread=? AND seq<?)'],
    ['SEARCH items USING INDEX items_of_thread (thread=? AND seq>?)'],
  ])
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

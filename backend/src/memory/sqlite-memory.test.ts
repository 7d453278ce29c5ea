import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { item, thread } from '../../test/memory-samples.ts'
import { makeTempFolder } from '../../test/temp-folder.ts'
import type { SessionMemory } from './memory.ts'
import { describeMemory } from './memory-contract.ts'
import { openSqliteMemory } from './sqlite-memory.ts'

const MINUTE = 60_000

describeMemory('SQLite', () => openSqliteMemory(':memory:', { ttlMinutes: 60 }))

const file = { id: 'file_1', filename: 'a.md', bytes: 1, status: 'indexing' as const }
const attachment = {
  attachment: { id: 'atc_1', name: 'a.md', mime_type: 'text/markdown', type: 'file' as const },
  size: 1,
  uploaded: false,
}

/** Moves the clock and nothing else. */
function stopClock() {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  return { advance: (ms: number) => vi.setSystemTime(Date.now() + ms) }
}

async function openWithThread(ttlMinutes: number) {
  const memory = openSqliteMemory(':memory:', { ttlMinutes })
  onTestFinished(() => memory.close())
  await memory.touch('mine')
  const mine = memory.session('mine')
  await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
  return { memory, mine }
}

describe('SQLite memory, over time', () => {
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

  test('a session idle past the limit is forgotten', async () => {
    const clock = stopClock()
    const { memory, mine } = await openWithThread(60)

    clock.advance(59 * MINUTE)
    expect(await memory.forgetIdle()).toBe(0)
    clock.advance(2 * MINUTE)
    expect(await memory.forgetIdle()).toBe(1)

    expect(await mine.countThreads()).toBe(0)
    expect(await memory.forgetIdle()).toBe(0)
  })

  test('a session that returns too late finds nothing, even before it was swept away', async () => {
    const clock = stopClock()
    const { memory, mine } = await openWithThread(60)

    clock.advance(61 * MINUTE)
    await memory.touch('mine')

    expect(await mine.countThreads()).toBe(0)
  })

  test('each use gives a session its whole time again', async () => {
    const clock = stopClock()
    const { memory, mine } = await openWithThread(60)

    for (let times = 0; times < 3; times++) {
      clock.advance(59 * MINUTE)
      await memory.touch('mine')
      await memory.forgetIdle()
    }

    expect(await mine.countThreads()).toBe(1)
  })

  test('a session that asks for a short time is forgotten sooner than others', async () => {
    const clock = stopClock()
    const { memory, mine } = await openWithThread(60)

    await memory.touch('mine', 30)
    clock.advance(31 * MINUTE)
    await memory.forgetIdle()

    expect(await mine.countThreads()).toBe(0)
  })

  test.each<[string, (mine: SessionMemory) => Promise<void>]>([
    ['a message', (mine) => mine.saveUserMessage(thread('thr_2'), item('msg_2', 'thr_2'), [])],
    ['a fact', (mine) => mine.saveFacts({ niche: ['vegan baking'] })],
    ['an attachment', (mine) => mine.saveAttachment(attachment)],
    ['a file', (mine) => mine.saveFile(file)],
  ])('%s that comes in after its session was forgotten does not stay for ever', async (_, save) => {
    const clock = stopClock()
    const { memory, mine } = await openWithThread(60)

    await memory.forget('mine')
    await save(mine)
    clock.advance(61 * MINUTE)
    const forgotten = await memory.forgetIdle()

    expect(forgotten).toBe(1)
    expect(await mine.countThreads()).toBe(0)
    expect(await mine.countBytes()).toBe(0)
    expect(await mine.loadFacts()).toEqual({})
  })

  test('a closed memory says that it cannot be reached', async () => {
    const memory = openSqliteMemory(':memory:', { ttlMinutes: 60 })
    await memory.close()

    await expect(memory.check()).rejects.toThrow()
  })
})

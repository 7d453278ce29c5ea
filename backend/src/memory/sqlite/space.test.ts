/** What a database file takes on the disk: what is forgotten gives its space back, and holds nobody up. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync, StatementSync } from 'node:sqlite'
import { expect, onTestFinished, test, vi } from 'vitest'
import { makeTempFolder } from '../../../test/process/temp-folder.ts'
import { giveAttachment } from '../../../test/samples/give-files.ts'
import { attachment, item, thread } from '../../../test/samples/memory-samples.ts'
import { openSqliteMemory } from './sqlite-memory.ts'

const MiB = 1024 * 1024
const PICTURE = 20 * MiB

function openIn(folder: string, options: { maxBytes?: number } = {}) {
  const path = join(folder, 'memory.sqlite')
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const memory = openSqliteMemory(path, { ttlMinutes: 60, onError, ...options })
  onTestFinished(() => memory.close())
  return { path, memory, mine: memory.session('mine'), errors }
}

function makeFolder(): string {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  return folder.path
}

const sizeOf = (path: string) =>
  statSync(path).size + (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0)

const untilSmall = (path: string) =>
  vi.waitFor(() => expect(sizeOf(path)).toBeLessThan(3 * MiB), { timeout: 20_000, interval: 50 })

/**
 * How long the longest statement from now on takes of this thread, in milliseconds of its own work: what
 * other processes of a busy machine take from it does not count.
 */
function longestStatement() {
  let longest = 0
  const measured = <Args extends unknown[], Result>(work: (...args: Args) => Result) =>
    function (this: unknown, ...args: Args): Result {
      const before = process.threadCpuUsage()
      try {
        return work.apply(this, args)
      } finally {
        const { user, system } = process.threadCpuUsage(before)
        longest = Math.max(longest, (user + system) / 1000)
      }
    }
  const { exec } = DatabaseSync.prototype
  const { run, all, get } = StatementSync.prototype
  Object.assign(DatabaseSync.prototype, { exec: measured(exec) })
  Object.assign(StatementSync.prototype, {
    run: measured(run),
    all: measured(all),
    get: measured(get),
  })
  onTestFinished(() => {
    Object.assign(DatabaseSync.prototype, { exec })
    Object.assign(StatementSync.prototype, { run, all, get })
  })
  return () => longest
}

/** Counted by another connection, as a tool would do it. */
function partsIn(path: string): number {
  const db = new DatabaseSync(path)
  const count = db.prepare('select count(*) as n from blob_parts').get()?.n
  db.close()
  return Number(count)
}

test('100 MB of attachments that are forgotten leave the file small again, and no step is long', async () => {
  const { path, memory, mine, errors } = openIn(makeFolder())
  const bytes = new Uint8Array(PICTURE).fill(7)
  for (const id of ['atc_1', 'atc_2', 'atc_3', 'atc_4', 'atc_5']) {
    await giveAttachment(mine, attachment(id, { size: PICTURE }), bytes)
  }
  expect(sizeOf(path)).toBeGreaterThan(100 * MiB)
  const longest = longestStatement()

  await memory.forget('mine')
  expect(await mine.loadAttachments()).toEqual([])
  await untilSmall(path)

  expect(partsIn(path)).toBe(0)
  expect(errors).toEqual([])
  expect(longest()).toBeLessThan(50)
})

test('an attachment, or a chat with some, that is deleted gives its space back', async () => {
  const { path, mine } = openIn(makeFolder())
  const bytes = new Uint8Array(8 * MiB).fill(7)
  const sized = (id: string) => attachment(id, { size: bytes.length })
  for (const id of ['atc_1', 'atc_2']) await giveAttachment(mine, sized(id), bytes)
  const sent = sized('atc_2')
  sent.attachment.thread_id = 'thr_1'
  await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [sent])

  await mine.deleteAttachment('atc_1')
  await mine.deleteThread('thr_1')

  await untilSmall(path)
  expect(partsIn(path)).toBe(0)
})

test('bytes that come for an attachment deleted meanwhile are removed again', async () => {
  const { path, mine } = openIn(makeFolder())
  const received = attachment('atc_1', { size: 8 * MiB })
  await giveAttachment(mine, { ...received, uploaded: false })

  const receiving = mine.receiveAttachment(received, { bytes: new Uint8Array(8 * MiB).fill(7) })
  await mine.deleteAttachment('atc_1')

  expect(await receiving).toBe(false)
  await vi.waitFor(() => expect(partsIn(path)).toBe(0), { timeout: 10_000 })
})

test('what a process had begun to write, or to remove, when it died is removed by the next', async () => {
  const folder = makeFolder()
  const before = openIn(folder)
  const received = attachment('atc_1', { size: 8 * MiB })
  await giveAttachment(before.mine, { ...received, uploaded: false })
  const bytes = new Uint8Array(8 * MiB).fill(7)
  const receiving = before.mine.receiveAttachment(received, { bytes })
  await vi.waitFor(() => expect(partsIn(before.path)).toBeGreaterThan(0), { interval: 1 })
  const isBroken = expect(receiving).rejects.toThrow()
  await before.memory.close()
  await isBroken
  expect(partsIn(before.path)).toBeGreaterThan(0)

  const after = openIn(folder)

  await vi.waitFor(() => expect(partsIn(after.path)).toBe(0), { timeout: 10_000 })
  await giveAttachment(after.mine, received, bytes)
  expect(await after.mine.loadAttachmentBytes('atc_1')).toHaveLength(8 * MiB)
})

test('the attachments of an earlier version are still there, and what it waited for may come', async () => {
  const folder = makeFolder()
  const path = join(folder, 'memory.sqlite')
  const db = new DatabaseSync(path)
  db.exec(`create table attachments (
    id text primary key, session text not null, thread text, size integer not null,
    file text, record text not null, bytes blob) strict`)
  const insert = db.prepare('insert into attachments values (?, ?, null, 3, null, ?, ?)')
  const here = attachment('atc_1', { size: 3 })
  const awaited = attachment('atc_2', { size: 3, uploaded: false })
  insert.run('atc_1', 'mine', JSON.stringify(here), new Uint8Array([1, 2, 3]))
  insert.run('atc_2', 'mine', JSON.stringify(awaited), null)
  db.close()

  const { mine } = openIn(folder)

  expect(await mine.loadAttachment('atc_1')).toEqual(here)
  expect(Array.from((await mine.loadAttachmentBytes('atc_1')) ?? [])).toEqual([1, 2, 3])
  const bytes = new Uint8Array([4, 5, 6])
  expect(await mine.receiveAttachment({ ...awaited, uploaded: true }, { bytes })).toBe(true)
  expect(Array.from((await mine.loadAttachmentBytes('atc_2')) ?? [])).toEqual([4, 5, 6])
  expect(Array.from((await mine.loadAttachmentBytes('atc_1')) ?? [])).toEqual([1, 2, 3])
})

/** Redis that is full: what is there can be read and forgotten, and nothing of it is lost half done. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { useRedis } from '../../../test/process/redis-memory.ts'
import { startRedis } from '../../../test/process/start-redis.ts'
import { giveAttachment, giveFile } from '../../../test/samples/give-files.ts'
import {
  attachment,
  file,
  handClock,
  idsOf,
  item,
  open,
  thread,
} from '../../../test/samples/memory-samples.ts'
import { StorageFullError } from '../../errors.ts'

const on = useRedis(() => startRedis())
const HOUR = 60 * 60_000

const fill = () => on.server.command('CONFIG', 'SET', 'maxmemory', '1')
const makeRoom = () => on.server.command('CONFIG', 'SET', 'maxmemory', '0')
beforeEach(makeRoom)
afterEach(makeRoom)

async function fillSession() {
  const clock = handClock()
  const opened = await open(on.openMemory, 60, clock.time)
  const { memory, mine } = opened
  await memory.touch('mine')
  await mine.saveUserMessage(thread('thr_1'), item('msg_1'), [])
  await giveAttachment(mine, attachment('atc_1', { size: 1 }), new Uint8Array([1]))
  await giveFile(mine, file('file_1'))
  return { ...opened, clock }
}

test('what has to be stored is refused as such, all else goes on', async () => {
  const { memory, mine, clock } = await fillSession()
  await fill()

  await expect(mine.saveItem('thr_1', item('msg_2'))).rejects.toThrow(StorageFullError)
  await expect(mine.saveFacts({ niche: ['bread'] })).rejects.toThrow(StorageFullError)
  await expect(memory.check()).rejects.toThrow(StorageFullError)
  // Each request does this first.
  clock.advance(60_000)
  await memory.touch('mine')
  await memory.touch('new')

  expect(await mine.loadItem('thr_1', 'msg_1')).toEqual(item('msg_1'))
  expect(await mine.countBytes()).toBe(11)
  await mine.deleteThreadItem('thr_1', 'msg_1')
  await makeRoom()
  await memory.check()
  await mine.saveItem('thr_1', item('msg_2'))
  expect(await mine.loadItem('thr_1', 'msg_1')).toBeUndefined()
  expect(await mine.loadItem('thr_1', 'msg_2')).toEqual(item('msg_2'))
})

test('a session can be forgotten, and its files are removed once they can be listed', async () => {
  const { memory, mine, clock } = await fillSession()
  await fill()

  await memory.forget('mine')

  expect(await mine.countThreads()).toBe(0)
  expect(await mine.loadAttachments()).toEqual([])
  expect(await memory.loadOrphanedFiles()).toEqual([])
  await makeRoom()
  clock.advance(2 * HOUR)
  await memory.forgetIdle()

  expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])
  expect(idsOf(await mine.loadFiles())).toEqual([])
})

test('sessions that are idle for too long make room', async () => {
  const { memory, mine, clock } = await fillSession()
  await fill()
  clock.advance(2 * HOUR)

  // Their files cannot be listed yet.
  await memory.forgetIdle().catch(() => {})
  expect(await mine.countThreads()).toBe(0)
  await makeRoom()
  await memory.forgetIdle()

  expect(await memory.loadOrphanedFiles()).toEqual(['file_1'])
})

test('an upload that has no room keeps nothing, and may come again', async () => {
  const { mine } = await fillSession()
  await giveAttachment(mine, attachment('atc_2', { uploaded: false }))
  await fill()

  const bytes = new Uint8Array(10)
  await expect(mine.receiveAttachment(attachment('atc_2'), { bytes })).rejects.toThrow(
    StorageFullError,
  )
  expect(await mine.loadAttachment('atc_2')).toMatchObject({ uploaded: false })
  await makeRoom()

  expect(await mine.receiveAttachment(attachment('atc_2'), { bytes })).toBe(true)
})

import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { announce } from '../../../test/api/attach.ts'
import { openSocket, rawRequest } from '../../../test/api/raw-request.ts'
import { freePort } from '../../../test/process/free-port.ts'
import { openFilesBelow } from '../../../test/process/open-files.ts'
import { runBackend } from '../../../test/process/run-backend.ts'
import { makeTempFolder } from '../../../test/process/temp-folder.ts'
import { StorageFullError } from '../../errors.ts'
import { createSpool, spoolFolder } from './spool.ts'

function tempFolder(): string {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  return folder.path
}

async function* pieces(...texts: string[]) {
  for (const text of texts) yield Buffer.from(text)
}

const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)

test('what is saved can be read until it is disposed of', async () => {
  const folder = join(tempFolder(), 'below', 'another')
  const spool = createSpool(folder)

  const file = await spool.save(pieces('Hello, ', 'world'))
  const text = await file.blob.text()
  await file[Symbol.asyncDispose]()

  expect(text).toBe('Hello, world')
  expect(filesIn(folder)).toEqual([])
  expect(openFilesBelow(folder)).toEqual([])
})

test('of what breaks off nothing is left, and the reason is told', async () => {
  const folder = tempFolder()
  const broken = new Error('broken off')
  async function* half() {
    yield Buffer.from('Hello')
    throw broken
  }

  await expect(createSpool(folder).save(half())).rejects.toBe(broken)

  expect(filesIn(folder)).toEqual([])
  expect(openFilesBelow(folder)).toEqual([])
})

test('a folder that cannot be made is a disk without room', async () => {
  const file = join(tempFolder(), 'file')
  writeFileSync(file, '')

  const saved = createSpool(join(file, 'folder')).save(pieces('Hello'))

  await expect(saved).rejects.toThrow(StorageFullError)
})

test('services with other data, and other processes of the same, have other folders', () => {
  const folders = [
    spoolFolder({ dataDir: '/data/one', port: 8000 }, '/tmp'),
    spoolFolder({ dataDir: '/data/two', port: 8000 }, '/tmp'),
    spoolFolder({ dataDir: '/data/one', port: 8001 }, '/tmp'),
  ]

  expect(new Set(folders).size).toBe(3)
  expect(spoolFolder({ dataDir: '/data/one', port: 8000 }, '/tmp')).toBe(folders[0])
})

test('a start removes what a dead process has left, and nothing that may be in use', async () => {
  const root = tempFolder()
  const [mine, neighbour] = [join(root, 'mine'), join(root, 'neighbour')]
  for (const folder of [mine, neighbour]) mkdirSync(folder)
  writeFileSync(join(mine, 'left-by-the-last-process'), 'x')
  writeFileSync(join(neighbour, 'of-a-running-process'), 'x')
  writeFileSync(join(neighbour, 'of-a-dead-process'), 'x')
  const twoHoursAgo = Date.now() / 1000 - 7_200
  utimesSync(join(neighbour, 'of-a-dead-process'), twoHoursAgo, twoHoursAgo)
  const spool = createSpool(mine)
  await using file = await spool.save(pieces('Hello'))

  await spool.sweep()

  expect(await file.blob.text()).toBe('Hello')
  expect(filesIn(mine)).toHaveLength(1)
  expect(filesIn(neighbour)).toEqual(['of-a-running-process'])
})

test('what an upload leaves when its process is killed is gone after the next start', async () => {
  const env = { TMPDIR: tempFolder(), DATA_DIR: tempFolder(), PORT: String(await freePort()) }
  const killed = runBackend(env)
  onTestFinished(() => killed[Symbol.asyncDispose]())
  const { url } = await announce(await killed.visitor(), 'slow.txt', 'text/plain', 100)
  const { pathname, search } = new URL(url)
  const socket = await openSocket(await killed.url())
  socket.write(rawRequest(`PUT ${pathname}${search} HTTP/1.1`, ['Content-Length: 100'], 'slow'))
  const left = () => filesIn(env.TMPDIR)
  await expect.poll(left).toHaveLength(1)

  killed.signal('SIGKILL')
  await killed.ended()
  expect(left()).toHaveLength(1)
  await using restarted = runBackend(env)
  await restarted.url()

  expect(left()).toEqual([])
})

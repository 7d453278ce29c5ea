/** Files on disk while their upload lasts, in a folder that no other running service has. */
import { createHash, randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { StorageFullError } from '../../errors.ts'

/** Lives on disk until it is disposed of. */
export type SpooledFile = AsyncDisposable & { blob: Blob }

export type Spool = {
  /** @throws {StorageFullError}, and whatever `pieces` throws; then nothing of it is left. */
  save(pieces: AsyncIterable<Uint8Array>): Promise<SpooledFile>
  /** Removes what dead processes have left. */
  sweep(): Promise<void>
}

/** No upload lasts as long: the server's `requestTimeout`, and the time for handing it on. */
const STALE_AFTER_MS = 3_600_000

/** What a disk says that has no room, or cannot be written. */
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR'])

/**
 * A machine may run several services, and several processes of one: of those that share their data, each
 * listens at a port of its own. So what is in the folder of this port is this process's, or a dead one's.
 */
export function spoolFolder(service: { dataDir: string; port: number }, root = tmpdir()): string {
  const name = createHash('sha256').update(service.dataDir).digest('hex').slice(0, 16)
  return join(root, `coaching-hub-uploads-${name}`, `${hostname()}-${service.port}`)
}

export function createSpool(folder: string): Spool {
  const own = randomUUID()

  return {
    async save(pieces) {
      const path = join(folder, `${own}-${randomUUID()}`)
      // What cannot be removed now is removed by a later sweep.
      const remove = () => rm(path, { force: true }).catch(() => {})
      try {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await write(path, pieces)
        return { blob: await openAsBlob(path), [Symbol.asyncDispose]: remove }
      } catch (error) {
        await remove()
        throw isNoRoom(error) ? new StorageFullError(error) : error
      }
    },

    async sweep() {
      await removeFrom(folder, (name) => !name.startsWith(own))
      const siblings = await namesIn(join(folder, '..'))
      for (const sibling of siblings) {
        await removeFrom(join(folder, '..', sibling), (_, age) => age > STALE_AFTER_MS)
      }
    },
  }
}

async function write(path: string, pieces: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'wx', 0o600)
  try {
    await file.writeFile(pieces)
  } finally {
    await file.close()
  }
}

async function removeFrom(folder: string, isStale: (name: string, ageMs: number) => boolean) {
  for (const name of await namesIn(folder)) {
    const path = join(folder, name)
    // Its own process may remove it meanwhile.
    const changed = (await stat(path).catch(() => undefined))?.mtimeMs ?? Date.now()
    if (isStale(name, Date.now() - changed)) await rm(path, { recursive: true, force: true })
  }
}

const namesIn = (folder: string) => readdir(folder).catch(() => [])

const isNoRoom = (error: unknown) =>
  error instanceof Error && 'syscall' in error && NO_ROOM.has(String('code' in error && error.code))

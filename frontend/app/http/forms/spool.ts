/** Files on their way through this server: on disk as they arrive, so that one of any size takes next to no memory. */
import { randomUUID } from 'node:crypto'
import { createWriteStream, openAsBlob } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const PREFIX = 'coaching-hub-page-'
/** With the process whose file it is. */
const NAME = new RegExp(`^${PREFIX}(?:(\\d+)_)?`)

export type SpooledFile = { file: File; remove: () => Promise<void> }

/** Writes a stream to the end. Nothing is left of it where that fails. */
export async function spool(source: Readable, name: string, type: string): Promise<SpooledFile> {
  const path = join(tmpdir(), `${PREFIX}${process.pid}_${randomUUID()}`)
  const remove = () => rm(path, { force: true })
  try {
    await pipeline(source, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
    const blob = await openAsBlob(path, { type })
    return { file: new File([blob], name, { type }), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

/** At the start of a server: removes what those that were ended in the middle have left behind. */
export async function removeStaleFiles() {
  for (const name of await readdir(tmpdir())) {
    const [isSpooled, pid] = NAME.exec(name) ?? []
    if (isSpooled && !isRunning(Number(pid))) await rm(join(tmpdir(), name), { force: true })
  }
}

/** Another process. This one has no files yet; in a container its number is that of the one before it. */
function isRunning(pid: number): boolean {
  if (!pid || pid === process.pid) return false
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

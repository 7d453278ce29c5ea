/** Files on their way through this server: on disk as they arrive, so that one of any size takes next to no memory. */
import { randomUUID } from 'node:crypto'
import { createWriteStream, openAsBlob } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const PREFIX = 'coaching-hub-page-'
/** Longer than any request may take. */
const LEFT_BEHIND_AFTER = 60 * 60_000

export type SpooledFile = { file: File; remove: () => Promise<void> }

/** Writes a stream to the end. Nothing is left of it where that fails. */
export async function spool(source: Readable, name: string, type: string): Promise<SpooledFile> {
  const path = join(tmpdir(), PREFIX + randomUUID())
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

/** Removes what a server that was ended in the middle has left behind. */
export async function sweepSpool(now = Date.now()) {
  const names = await readdir(tmpdir())
  for (const name of names.filter((name) => name.startsWith(PREFIX))) {
    const path = join(tmpdir(), name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: now }))
    if (now - mtimeMs > LEFT_BEHIND_AFTER) await rm(path, { force: true })
  }
}

/** Files on this machine that may go into the permanent library. */
import { openAsBlob } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { contentType } from './content-type.ts'
import type { Source } from './permanent-library.ts'

export type FoundSources = {
  sources: Source[]
  /** Paths of what the coach has no way to read. */
  unreadable: string[]
}

/**
 * What these files and folders hold, folders with all below them. What begins with a dot is left out.
 * @param folder the folder that the library is kept in step with
 * @throws {Error} for a path that is not there
 */
export async function findSources(paths: string[], folder?: string): Promise<FoundSources> {
  const found: FoundSources = { sources: [], unreadable: [] }
  for (const path of paths) {
    for (const file of await filesUnder(resolve(path))) await take(file, found, folder)
  }
  return found
}

type FoundFile = { path: string; name: string }

async function filesUnder(path: string): Promise<FoundFile[]> {
  const found = await stat(path).catch((cause) => {
    throw new Error(`There is no file or folder ${path}.`, { cause })
  })
  if (!found.isDirectory()) return [{ path, name: basename(path) }]
  const entries = await readdir(path, { recursive: true, withFileTypes: true })
  return (
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      // With the folder's own name: files of two folders may be called alike.
      .map((file) => ({ path: file, name: relative(dirname(path), file).split(sep).join('/') }))
      .filter(({ name }) => !name.split('/').some((part) => part.startsWith('.')))
      .sort((a, b) => a.name.localeCompare(b.name))
  )
}

async function take(file: FoundFile, found: FoundSources, folder?: string): Promise<void> {
  const blob = await openAsBlob(file.path)
  const type = await contentType(blob, file.path)
  if (blob.size === 0 || type?.kind !== 'document') {
    found.unreadable.push(file.name)
    return
  }
  found.sources.push({
    path: file.name,
    // Read again as it is sent, so that a folder of any size fits into memory.
    file: new File([blob], basename(file.path)),
    ...(folder && { folder }),
  })
}

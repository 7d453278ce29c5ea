import { readdirSync, readlinkSync } from 'node:fs'

/** The files below a folder that this process has open; none where there is no /proc. */
export function openFilesBelow(folder: string): string[] {
  return descriptors().filter((path) => path.startsWith(folder))
}

function descriptors(): string[] {
  try {
    return readdirSync('/proc/self/fd').map(targetOf)
  } catch {
    return []
  }
}

function targetOf(descriptor: string): string {
  try {
    return readlinkSync(`/proc/self/fd/${descriptor}`)
  } catch {
    return '' // closed meanwhile
  }
}

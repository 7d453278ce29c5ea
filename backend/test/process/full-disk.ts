import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { makeTempFolder } from './temp-folder.ts'

/** A folder on a disk of 1 MB; where none may be mounted, one that cannot be made. */
export function makeFullDisk() {
  const parent = makeTempFolder()
  const path = join(parent.path, 'disk')
  mkdirSync(path)
  const isMounted = mount(path)
  if (!isMounted) writeFileSync(join(path, 'file'), '')
  return {
    path: isMounted ? path : join(path, 'file', 'folder'),
    [Symbol.dispose]() {
      if (isMounted) execFileSync('umount', [path])
      parent.remove()
    },
  }
}

function mount(path: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', path], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

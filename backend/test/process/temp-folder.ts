import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type TempFolder = { path: string; remove(): void }

export function makeTempFolder(): TempFolder {
  const path = mkdtempSync(join(tmpdir(), 'coaching-hub-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

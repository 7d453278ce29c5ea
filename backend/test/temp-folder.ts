import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export type TempFolder = { path: string; remove(): void }

export function makeTempFolder(): TempFolder {
  const path = mkdtempSync(join(tmpdir(), 'coaching-hub-'))
  // What works in the background of a service that was stopped may write a last file meanwhile.
  const options = { recursive: true, force: true, maxRetries: 5 }
  return { path, remove: () => rmSync(path, options) }
}

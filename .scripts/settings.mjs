// The names of all settings, as .env.example lists them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './workspace.mjs'

/** @returns {string[]} */
export function settingNames() {
  const example = readFileSync(join(root, '.env.example'), 'utf8')
  return [...example.matchAll(/^#? ?([A-Z][A-Z0-9_]*)=/gm)].map((match) => match[1])
}

/** A copy of an environment without our settings, so that a developer's own never reach a test. */
export function withoutSettings(env) {
  const copy = { ...env }
  for (const name of settingNames()) delete copy[name]
  return copy
}

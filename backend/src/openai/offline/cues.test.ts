import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadCues } from './cues.ts'

const knowledge = new URL('../../../knowledge/', import.meta.url)

test('every cue belongs to a section of a playbook, by its exact heading', async () => {
  const headings = readdirSync(knowledge).flatMap((name) =>
    [...readFileSync(new URL(name, knowledge), 'utf8').matchAll(/^#{2,} (.+)$/gm)].map(
      ([, heading]) => heading,
    ),
  )

  const cues = await loadCues()

  expect(cues.size).toBeGreaterThan(0)
  expect([...cues.keys()].filter((heading) => !headings.includes(heading))).toEqual([])
})

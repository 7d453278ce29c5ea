import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadCues, SEARCH_CUES } from './cues.ts'

const knowledge = new URL('../../../knowledge/', import.meta.url)

test.each([undefined, SEARCH_CUES])(
  'every cue belongs to a section of a playbook, by its exact heading',
  async (path) => {
    const headings = readdirSync(knowledge).flatMap((name) =>
      [...readFileSync(new URL(name, knowledge), 'utf8').matchAll(/^#{2,} (.+)$/gm)].map(
        ([, heading]) => heading,
      ),
    )

    const cues = await loadCues(path)

    expect(cues.size).toBeGreaterThan(0)
    expect([...cues.keys()].filter((heading) => !headings.includes(heading))).toEqual([])
  },
)

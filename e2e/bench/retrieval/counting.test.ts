import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { placeOf, readReply, share } from './counting.ts'
import { knowledgeDir, libraryAnd, openEngine, type Reply, startChat } from './engine.ts'
import { indexPlainly } from './plain-search.ts'

const accept = [
  { file: 'hooks.md', heading: 'First line' },
  { file: 'hooks.md', heading: 'First second' },
]

test('the place is that of the first accepted section, file and heading alike', () => {
  const found = [
    { file: 'other.md', heading: 'First line' },
    { file: 'hooks.md' },
    { file: 'hooks.md', heading: 'First second' },
    { file: 'hooks.md', heading: 'First line' },
  ]

  expect(placeOf(accept, found)).toBe(3)
})

test('what was not found is among no number of results', () => {
  expect(placeOf(accept, [])).toBe(Number.POSITIVE_INFINITY)
})

test('a share counts those that meet the condition, of all', () => {
  expect(share([1, 2, 3], (each) => each > 1)).toBe('2/3')
})

async function ask(text: string) {
  const dataDir = mkdtempSync(join(tmpdir(), 'coaching-hub-bench-'))
  const engine = await openEngine(dataDir)
  onTestFinished(async () => {
    await engine.close()
    rmSync(dataDir, { recursive: true })
  })
  return readReply(await startChat(engine, libraryAnd('session', 'nobody'))(text))
}

test('a section under its own heading is quoted, and is the first that is cited', async () => {
  const { manner, cited, quoted } = await ask('How to get good sound at home')

  const section = {
    file: 'filming-and-editing-basics.md',
    heading: 'How to get good sound at home',
  }
  expect(manner).toBe('quoted')
  expect(quoted).toEqual([section])
  expect(cited[0]).toEqual(section)
})

test('headings to choose from are cited, and none is quoted', async () => {
  const { manner, cited, quoted } = await ask(
    'what should i sell first? course, coaching, ebook, membership, idk',
  )

  expect(manner).toBe('choices')
  expect(cited.length).toBeGreaterThan(1)
  expect(quoted).toEqual([])
})

test('what the library does not have counts as not found', async () => {
  expect(await ask('zyzzyva')).toEqual({ manner: 'not found', cited: [], quoted: [] })
})

test('a greeting is none of these', async () => {
  expect(await ask('hello')).toEqual({ manner: 'other', cited: [], quoted: [] })
})

test('a citation that no result stands behind is an error, not a miss', () => {
  const citation = { type: 'file_citation', filename: 'hooks.md', file_id: 'file-1', index: 0 }
  const content = [{ type: 'output_text', text: '', annotations: [citation] }]
  const output = [
    { type: 'file_search_call', results: [{ filename: 'other.md' }] },
    { type: 'message', content },
  ]

  expect(() => readReply({ output, output_text: '' } as unknown as Reply)).toThrow('do not begin')
})

test('plain BM25 knows the sections and none of their ways to ask', () => {
  const folder = mkdtempSync(join(tmpdir(), 'coaching-hub-bench-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const text = '# Bees\n\n## Spring\n\n<!-- asked as: swarming -->\n\nThe hive wakes.'
  writeFileSync(join(folder, 'bees.md'), text)
  const search = indexPlainly(folder)

  expect(search('When does the hive wake?', 3)).toEqual([{ file: 'bees.md', heading: 'Spring' }])
  expect(search('swarming', 3)).toEqual([])
  expect(search('?!', 3)).toEqual([])
  expect(indexPlainly(knowledgeDir)('hook', 3)).toHaveLength(3)
})

import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { VectorStoreSearchParams } from 'openai/resources/vector-stores'
import { expect, test } from 'vitest'
import { addFile, type Started, startEngine } from './test-kit.ts'

const newDataFile = () => join(mkdtempSync(join(tmpdir(), 'offline-')), 'files.sqlite')

const BEES = '# Bees\n\n## Spring\n\nThe hive wakes in March.'

const eq = (key: string, value: string | number | boolean) => ({ type: 'eq' as const, key, value })

async function find(
  { openai, store }: Started,
  query: string,
  filters: VectorStoreSearchParams['filters'] = eq('session', 'a'),
): Promise<string[]> {
  const { data } = await openai.vectorStores.search(store, { query, filters })
  return data.map(({ filename, content }) => `${filename}: ${content[0]?.text}`)
}

test('after a restart a search needs neither the file nor its text', async () => {
  const dataFile = newDataFile()
  const before = await startEngine({ dataFile })
  await addFile(before, 'bees.md', BEES, { session: 'a' })
  await before.engine.close()
  const database = new DatabaseSync(dataFile)
  database.exec("DELETE FROM blob_parts; UPDATE attached_files SET text = ''")
  database.close()

  const after = await startEngine({ dataFile })

  expect(await find(after, 'when does the hive wake')).toEqual([
    'bees.md: The hive wakes in March.',
  ])
})

test('a file from before there was an index is indexed when it is first searched', async () => {
  const dataFile = newDataFile()
  const before = await startEngine({ dataFile })
  await addFile(before, 'bees.md', BEES, { session: 'a' })
  await before.engine.close()
  const database = new DatabaseSync(dataFile)
  database.exec('DROP TABLE passages; DROP TABLE term_indexes; DROP TABLE attached_attributes')
  database.close()

  const after = await startEngine({ dataFile })

  expect(await find(after, 'the hive')).toEqual(['bees.md: The hive wakes in March.'])
})

test('an index made by an earlier version is made anew', async () => {
  const dataFile = newDataFile()
  const before = await startEngine({ dataFile })
  await addFile(before, 'bees.md', BEES, { session: 'a' })
  await before.engine.close()
  const database = new DatabaseSync(dataFile)
  database.exec(
    "UPDATE term_indexes SET version = 0, packed = x''; UPDATE passages SET text = 'old'",
  )
  database.close()

  const after = await startEngine({ dataFile })

  expect(await find(after, 'the hive')).toEqual(['bees.md: The hive wakes in March.'])
})

test('what was removed is found no more, in whichever way it went', async () => {
  const started = await startEngine()
  const { openai, store } = started
  const names = ['detached.md', 'deleted.md', 'kept.md']
  const files = []
  for (const name of names) files.push(await addFile(started, name, BEES, { session: 'a' }))
  expect(await find(started, 'the hive')).toHaveLength(3)

  await openai.vectorStores.files.delete(files[0]?.id ?? '', { vector_store_id: store })
  await openai.files.delete(files[1]?.id ?? '')

  expect(await find(started, 'the hive')).toEqual(['kept.md: The hive wakes in March.'])
})

test('a deleted file leaves nothing of its text on disk', async () => {
  const dataFile = newDataFile()
  const started = await startEngine({ dataFile })
  const { id } = await addFile(started, 'bees.md', BEES, { session: 'a' })

  await started.openai.files.delete(id)
  await started.engine.close()

  const database = new DatabaseSync(dataFile)
  const count = (table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n
  const tables = ['files', 'attached_files', 'passages', 'term_indexes', 'attached_attributes']
  expect(tables.map(count)).toEqual([0, 0, 0, 0, 0])
  database.close()
})

test('a file that was changed is found by its new text alone', async () => {
  const started = await startEngine()
  const { id } = await addFile(started, 'bees.md', BEES, { session: 'a' })
  expect(await find(started, 'the hive')).toHaveLength(1)

  await addFile(started, 'bees.md', BEES.replace('March', 'April'), { session: 'a' })
  await started.openai.files.delete(id)

  expect(await find(started, 'the hive')).toEqual(['bees.md: The hive wakes in April.'])
})

test('a file that is attached again is found once', async () => {
  const started = await startEngine()
  const { openai, store } = started
  const { id } = await addFile(started, 'bees.md', BEES, { session: 'a' })

  const body = { file_id: id, attributes: { session: 'a' } }
  await openai.vectorStores.files.createAndPoll(store, body, { pollIntervalMs: 5 })

  expect(await find(started, 'the hive')).toEqual(['bees.md: The hive wakes in March.'])
})

test.each<[string, VectorStoreSearchParams['filters'], string[]]>([
  ['by one value', eq('session', 'a'), ['one.md']],
  [
    'by either of two',
    { type: 'or', filters: [eq('session', 'a'), eq('year', 2)] },
    ['one.md', 'two.md'],
  ],
  ['by two at once', { type: 'and', filters: [eq('session', 'a'), eq('year', 2)] }, []],
  ['by what it is not', { type: 'ne', key: 'session', value: 'a' }, ['two.md']],
  ['by a number, not the same digits as text', eq('year', '2'), []],
  ['by yes or no, not by one', eq('isPublic', true), ['two.md']],
  ['by no value at all', { type: 'or', filters: [] }, []],
])('files are chosen %s', async (_, filters, expected) => {
  const started = await startEngine()
  await addFile(started, 'one.md', BEES, { session: 'a', year: 1, isPublic: 1 })
  await addFile(started, 'two.md', BEES, { session: 'b', year: 2, isPublic: true })

  const found = await find(started, 'the hive', filters)

  expect(found.map((each) => each.split(':')[0]).toSorted()).toEqual(expected)
})

test('a question finds what a text says in other words', async () => {
  const started = await startEngine()
  await addFile(started, 'terms.md', 'You may withdraw and receive a refund.', { session: 'a' })
  await addFile(started, 'place.md', 'We meet at the harbour.', { session: 'a' })

  const [first] = await find(started, 'How do I cancel and get my money back?')

  expect(first).toBe('terms.md: You may withdraw and receive a refund.')
})

test('a passage brings what stands around it, each part under its heading', async () => {
  const started = await startEngine()
  await addFile(started, 'bees.md', `${BEES}\n\n## Autumn\n\nFeed them syrup.`, { session: 'a' })

  const found = await find(started, 'when does the hive wake')

  expect(found).toEqual([
    'bees.md: ## Spring\n\nThe hive wakes in March.\n\n## Autumn\n\nFeed them syrup.',
  ])
})

test('a question about a man finds where a person speaks', async () => {
  const started = await startEngine()
  const talk = 'WREN: So the course failed?\n\nTELES: I gave everyone their money back.'
  await addFile(started, 'terms.md', 'The course lasts a week. Money is due.', { session: 'a' })
  await addFile(started, 'talk.txt', talk, { session: 'a' })

  const [first] = await find(started, 'what became of the money for his course')

  expect(first).toMatch(/^talk\.txt/)
})

test('the library and a person’s own files are ranked on one scale', async () => {
  const started = await startEngine()
  await addFile(started, 'bees.md', BEES, { session: 'a' })
  const all = { type: 'or' as const, filters: [eq('kind', 'library'), eq('session', 'a')] }

  const [own] = await find(started, 'when does the hive wake', all)
  const [shared] = await find(started, 'how do I write a hook', all)

  expect(own).toMatch(/^bees\.md/)
  expect(shared).toMatch(/^hooks\.md/)
})

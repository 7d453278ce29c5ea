import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { VectorStoreSearchParams } from 'openai/resources/vector-stores'
import { expect, onTestFinished, test, vi } from 'vitest'
import { addFile, type Started, startEngine } from '../../../test/embedded/embedded-engine.ts'
import { makeTempFolder } from '../../../test/process/temp-folder.ts'
import { type AttachedFile, Files } from '../storage/files.ts'
import { search } from './search.ts'

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

test('a file from before this index is indexed at the start', async () => {
  const dataFile = newDataFile()
  const before = await startEngine({ dataFile })
  await addFile(before, 'bees.md', BEES, { session: 'a' })
  await before.engine.close()
  const database = new DatabaseSync(dataFile)
  database.exec('DELETE FROM passages; DROP TABLE attached_attributes; PRAGMA user_version = 1')
  database.close()

  const after = await startEngine({ dataFile })

  await vi.waitFor(async () =>
    expect(await find(after, 'the hive')).toEqual(['bees.md: The hive wakes in March.']),
  )
})

test('a file whose index has another shape, as that of version 2, is indexed at the start', async () => {
  const dataFile = newDataFile()
  const before = await startEngine({ dataFile })
  await addFile(before, 'bees.md', BEES, { session: 'a' })
  await before.engine.close()
  const database = new DatabaseSync(dataFile)
  database.exec(`
    DROP TABLE indexed_files;
    DROP TABLE passages;
    CREATE TABLE passages (
      id INTEGER PRIMARY KEY AUTOINCREMENT,
      attachment INTEGER NOT NULL REFERENCES attached_files (position) ON DELETE CASCADE,
      position INTEGER NOT NULL, path TEXT NOT NULL, page INTEGER, UNIQUE (attachment, position)
    );
    CREATE VIRTUAL TABLE passage_words USING fts5(title, heading, asked, body);
    CREATE TRIGGER passage_removed AFTER DELETE ON passages BEGIN
      DELETE FROM passage_words WHERE rowid = old.id;
    END;
    INSERT INTO passages (attachment, position, path) SELECT position, 0, '[]' FROM attached_files;
    INSERT INTO passage_words (rowid, title, heading, asked, body)
    SELECT id, 'bees', 'Spring', '', 'The hive wakes in March.' FROM passages;
    PRAGMA user_version = 2;
  `)
  database.close()

  const after = await startEngine({ dataFile })

  await vi.waitFor(async () =>
    expect(await find(after, 'the hive')).toEqual(['bees.md: The hive wakes in March.']),
  )
})

test('a word that no file had is found once a file has it, also where another file has gone', async () => {
  const files = new Files(':memory:')
  onTestFinished(() => files.close())
  files.addStore({ id: 'vs_1', name: '', metadata: {}, createdAt: 0 })
  const attach = async (id: string) => {
    const file = { id, filename: `${id}.md`, bytes: 0, purpose: 'assistants', createdAt: 0 }
    await files.addFile(file, new Uint8Array())
    files.attach('vs_1', id, 0, {})
    return files.listAttached({ storeIds: ['vs_1'], fileIds: [id] })[0] as AttachedFile
  }
  const save = (file: AttachedFile, text: string) =>
    files.saveText(file, text, [{ path: [], text, asked: '' }])
  const found = () => search(files, { storeIds: ['vs_1'] }, 'zebra', 5).map(({ text }) => text)
  const [gone, late, last] = [await attach('gone'), await attach('late'), await attach('last')]
  await save(gone, 'A horse.')
  await save(last, 'A donkey.')
  expect(found()).toEqual([])

  files.detach('vs_1', 'gone')
  await save(late, 'A zebra.')

  expect(found()).toEqual(['A zebra.'])
})

test('a playbook that has changed is found by its new text alone, and one that is gone no more', async () => {
  const knowledge = makeTempFolder()
  onTestFinished(knowledge.remove)
  const dataFile = newDataFile()
  const write = (name: string, text: string) => writeFileSync(join(knowledge.path, name), text)
  write('bees.md', BEES)
  write('hens.md', '# Hens\n\n## Eggs\n\nThe hens lay in April.')
  const start = () => startEngine({ dataFile, knowledgeDir: knowledge.path })
  const before = await start()
  const shared = eq('kind', 'library')
  expect(await find(before, 'hive hens', shared)).toHaveLength(2)
  await before.engine.close()

  write('bees.md', BEES.replace('March', 'May'))
  rmSync(join(knowledge.path, 'hens.md'))

  expect(await find(await start(), 'hive hens', shared)).toEqual([
    'bees.md: The hive wakes in May.',
  ])
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
  const database = new DatabaseSync(dataFile)
  const left = ['files', 'attached_files', 'attached_attributes', 'passages', 'indexed_files']
  const count = (table: string) => database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n
  const before = left.map(count)
  const { id } = await addFile(started, 'bees.md', BEES, { session: 'a' })

  await started.openai.files.delete(id)
  await started.engine.close()

  expect(left.map(count)).toEqual(before)
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

test.each([
  ['endings', 'pricing workshops', 'The price of a workshop is 80 euros.'],
  ['accents', 'cafe menu', 'Le menu du café'],
  ['Chinese', '退款', '课程开始前可以退款。'],
  ['Japanese', '会場', '作品展の会場は市民ギャラリーです。'],
  ['Thai', 'ราคา', 'ถามราคาได้ที่ร้าน'],
  ['Korean with an ending', '환불은', '환불 정책: 7일 이내'],
  ['German inflection', 'Wann kann ich absagen', 'Absage bis zehn Tage vorher'],
])('words are found whatever their %s', async (_, query, text) => {
  const started = await startEngine()
  await addFile(started, 'a.txt', text, { session: 'a' })

  expect(await find(started, query)).toEqual([`a.txt: ${text}`])
})

test('other people’s files change no score', async () => {
  const [alone, among] = [await startEngine(), await startEngine()]
  for (const started of [alone, among]) await addFile(started, 'bees.md', BEES, { session: 'a' })
  for (const name of ['x.md', 'y.md', 'z.md']) await addFile(among, name, BEES, { session: 'b' })
  const scores = async ({ openai, store }: Started) => {
    const filters = eq('session', 'a')
    const { data } = await openai.vectorStores.search(store, { query: 'hive', filters })
    return data.map(({ score }) => score.toFixed(3))
  }

  expect(await scores(among)).toEqual(await scores(alone))
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

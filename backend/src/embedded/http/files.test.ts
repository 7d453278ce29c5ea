import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { toFile } from 'openai'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  addFile,
  clientOf,
  knowledgeDir,
  startChat,
  startEngine,
} from '../../../test/embedded/embedded-engine.ts'
import { makeTempFolder } from '../../../test/process/temp-folder.ts'
import { pdfOf } from '../../../test/samples/file-samples.ts'
import { createEngine } from '../engine.ts'

test('a file can be uploaded, read back, listed and deleted', async () => {
  const { openai } = await startEngine()
  const file = await toFile(Buffer.from('Hello'), 'note.txt')

  const created = await openai.files.create({ file, purpose: 'assistants' })
  const content = await openai.files.content(created.id)
  const deleted = await openai.files.delete(created.id)

  expect(created).toMatchObject({ filename: 'note.txt', bytes: 5, status: 'processed' })
  expect(await content.text()).toBe('Hello')
  expect(deleted).toEqual({ id: created.id, object: 'file', deleted: true })
  await expect(openai.files.retrieve(created.id)).rejects.toMatchObject({ status: 404 })
})

test('lists come in pages, and the pages add up', async () => {
  const { openai } = await startEngine()
  for (let at = 0; at < 5; at++)
    await openai.files.create({
      file: await toFile(Buffer.from(`${at}`), `${at}.txt`),
      purpose: 'user_data',
    })

  const names: string[] = []
  for await (const { filename } of openai.files.list({ limit: 2, purpose: 'user_data' }))
    names.push(filename)

  expect(names).toEqual(['4.txt', '3.txt', '2.txt', '1.txt', '0.txt'])
})

test('an unknown purpose is refused with its parameter named', async () => {
  const { openai } = await startEngine()
  const file = await toFile(Buffer.from('x'), 'x.txt')

  const upload = openai.files.create({ file, purpose: 'party' as 'assistants' })

  await expect(upload).rejects.toMatchObject({ status: 400, param: 'purpose' })
})

test('playbooks are listed in the library and cannot be deleted', async () => {
  const { openai, store } = await startEngine()

  const { data } = await openai.vectorStores.files.list(store, { limit: 100 })
  const [playbook] = data

  expect(data.length).toBeGreaterThan(10)
  expect(playbook).toMatchObject({ status: 'completed', attributes: { kind: 'library' } })
  const id = playbook?.id ?? ''
  await expect(openai.files.delete(id)).rejects.toMatchObject({ status: 403 })
  const detach = openai.vectorStores.files.delete(id, { vector_store_id: store })
  await expect(detach).rejects.toMatchObject({ status: 403 })
})

test('files in a store are listed newest first, in pages, by status', async () => {
  const started = await startEngine()
  const { openai } = started
  const { id: store } = await openai.vectorStores.create({ name: 'mine' })
  for (const name of ['a.txt', 'b.txt', 'c.txt'])
    await addFile({ openai, store }, name, `About ${name}`)
  await addFile({ openai, store }, 'scan.pdf', pdfOf(''))

  const ready: string[] = []
  const pages = openai.vectorStores.files.list(store, { limit: 2, filter: 'completed' })
  for await (const { id } of pages) ready.push((await openai.files.retrieve(id)).filename)
  const failed = await openai.vectorStores.files.list(store, { filter: 'failed' })

  expect(ready).toEqual(['c.txt', 'b.txt', 'a.txt'])
  expect(failed.data).toMatchObject([{ last_error: { code: 'invalid_file' } }])
})

test('attributes can be changed, and a change decides what a search finds', async () => {
  const started = await startEngine()
  const { openai, store } = started
  const { id } = await addFile(started, 'bees.txt', 'The hive wakes in March.', { session: 'a' })
  const find = (session: string) =>
    openai.vectorStores.search(store, {
      query: 'hive in March',
      filters: { type: 'eq', key: 'session', value: session },
    })

  expect((await find('a')).data).toHaveLength(1)
  await openai.vectorStores.files.update(id, {
    vector_store_id: store,
    attributes: { session: 'b' },
  })

  expect((await find('a')).data).toHaveLength(0)
  expect((await find('b')).data).toMatchObject([{ filename: 'bees.txt' }])
})

test('a detached file is found no more, and its file stays', async () => {
  const started = await startEngine()
  const { openai, store } = started
  const { id } = await addFile(started, 'bees.txt', 'The hive wakes in March.')

  await openai.vectorStores.files.delete(id, { vector_store_id: store })
  const { data } = await openai.vectorStores.search(store, { query: 'hive' })

  expect(data.filter(({ filename }) => filename === 'bees.txt')).toEqual([])
  expect(await openai.files.retrieve(id)).toMatchObject({ filename: 'bees.txt' })
})

test('uploads, their text and their attributes survive a restart', async () => {
  const dataFile = join(mkdtempSync(join(tmpdir(), 'offline-')), 'files.sqlite')
  const before = await startEngine({ dataFile })
  const { id } = await addFile(before, 'bees.txt', 'The hive wakes in March.', { session: 'a' })
  await before.engine.close()

  const engine = await createEngine({ knowledgeDir, dataFile })
  const openai = clientOf(engine)
  const file = await openai.vectorStores.files.retrieve(id, {
    vector_store_id: engine.vectorStoreId,
  })
  const { data } = await openai.vectorStores.search(engine.vectorStoreId, { query: 'hive' })
  await engine.close()

  expect(file).toMatchObject({ status: 'completed', attributes: { session: 'a' } })
  expect(data[0]).toMatchObject({ filename: 'bees.txt' })
})

test('a file whose reading a stop cut short is read after the restart', async () => {
  const dataFile = join(mkdtempSync(join(tmpdir(), 'offline-')), 'files.sqlite')
  const before = await startEngine({ dataFile })
  const file = await toFile(pdfOf('The hive wakes in March'), 'bees.pdf')
  const { id } = await before.openai.files.create({ file, purpose: 'assistants' })
  await before.openai.vectorStores.files.create(before.store, { file_id: id })
  await before.engine.close()

  const { openai, store } = await startEngine({ dataFile })
  const read = await openai.vectorStores.files.poll(store, id, { pollIntervalMs: 20 })

  expect(read.status).toBe('completed')
})

test('a deleted file leaves no bytes on the disk', async () => {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  const dataFile = join(folder.path, 'files.sqlite')
  const started = await startEngine({ dataFile })
  const { openai, store } = started
  const secret = 'quillowfern'
  const text = `The glaze is called ${secret}. `.repeat(30_000)
  const { id, status } = await addFile(started, 'glaze.txt', text)
  const onDisk = () => readdirSync(folder.path).map((name) => readFileSync(join(folder.path, name)))
  expect(status).toBe('completed')
  expect(onDisk().some((bytes) => bytes.includes(secret))).toBe(true)

  await openai.vectorStores.files.delete(id, { vector_store_id: store })
  await openai.files.delete(id)

  await vi.waitFor(() => {
    expect(onDisk().some((bytes) => bytes.includes(secret))).toBe(false)
    expect(statSync(dataFile).size).toBeLessThan(3_000_000)
  }, 10_000)
})

test('a large file is read back as it was, and gives its space back', async () => {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  const dataFile = join(folder.path, 'files.sqlite')
  const { openai } = await startEngine({ dataFile })
  const bytes = Buffer.alloc(20_000_001, 'Some words. ')
  const { id } = await openai.files.create({
    file: await toFile(bytes, 'large.txt'),
    purpose: 'assistants',
  })

  const content = Buffer.from(await (await openai.files.content(id)).arrayBuffer())
  expect(content.equals(bytes)).toBe(true)
  expect(statSync(dataFile).size).toBeGreaterThan(15_000_000)
  await openai.files.delete(id)

  await vi.waitFor(() => expect(statSync(dataFile).size).toBeLessThan(3_000_000), 10_000)
})

test('a file that has no room is refused as such, and its room is not lost', async () => {
  const { openai } = await startEngine({ maxBytes: 4_000_000 })
  const upload = async (length: number) =>
    openai.files.create({
      file: await toFile(Buffer.alloc(length, 'a'), 'a.txt'),
      purpose: 'batch',
    })

  await expect(upload(3_000_000)).rejects.toMatchObject({ status: 507, code: 'storage_full' })

  await vi.waitFor(() => upload(1_000_000), 10_000)
})

test('a database without room for the playbooks starts without them, and tells', async () => {
  const errors: unknown[] = []

  const { openai } = await startEngine({
    maxBytes: 600_000,
    onError: (error) => errors.push(error),
  })

  const { data } = await openai.files.list()
  expect(data.length).toBeLessThan(17)
  expect(errors.length).toBeGreaterThan(0)
})

test('files of an earlier version are still there', async () => {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  const dataFile = join(folder.path, 'files.sqlite')
  const db = new DatabaseSync(dataFile)
  db.exec(`CREATE TABLE files (
    position INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, filename TEXT NOT NULL,
    bytes INTEGER NOT NULL, purpose TEXT NOT NULL, created_at INTEGER NOT NULL, content BLOB NOT NULL);
    INSERT INTO files VALUES (7, 'file-old', 'old.txt', 5, 'assistants', 0, CAST('Hello' AS BLOB))`)
  db.close()

  const { openai } = await startEngine({ dataFile })
  const file = await toFile(Buffer.from('World'), 'new.txt')
  const { id } = await openai.files.create({ file, purpose: 'assistants' })

  expect(await (await openai.files.content('file-old')).text()).toBe('Hello')
  expect(await (await openai.files.content(id)).text()).toBe('World')
})

test('what the engine does not have is said plainly, and not asked again', async () => {
  const { openai } = await startEngine()
  const file = await toFile(Buffer.from('RIFF'), 'voice.wav')

  const transcription = openai.audio.transcriptions.create({ file, model: 'whisper-1' })

  await expect(transcription).rejects.toMatchObject({
    status: 404,
    code: 'not_available_offline',
    message: expect.stringContaining('offline engine does not have'),
  })
})

test('a file is meant by its name as the application writes it, whatever is in it', async () => {
  const started = await startEngine()
  await addFile(started, 'the "blue" <kiln>  notes.md', 'The kiln burns at 1240 degrees.')
  const { ask } = await startChat(started)

  const { text } = await ask('What does it say?', 'the &quot;blue&quot; &lt;kiln&gt; notes.md')

  expect(text).toContain('1240 degrees')
})

import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeTempFolder, type TempFolder } from '../../test/process/temp-folder.ts'
import { refuses, ScriptedUpstream } from '../../test/upstream/scripted-upstream.ts'

const script = join(import.meta.dirname, 'library.ts')
let upstream: ScriptedUpstream
let folder: TempFolder
beforeEach(async () => {
  upstream = await ScriptedUpstream.start()
  folder = makeTempFolder()
})
afterEach(async () => {
  await upstream.close()
  folder.remove()
})

const library = (...args: string[]) =>
  promisify(execFile)(process.execPath, [script, ...args], {
    env: {
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: upstream.url,
      JASON_VECTOR_STORE_ID: 'vs_test',
    },
  })

/** Writes a file below the folder, and says where it is. */
function write(path: string, text: string): string {
  const file = join(folder.path, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

const linesOf = ({ stdout }: { stdout: string }) => stdout.trim().split('\n').sort()
const inStore = () =>
  [...upstream.files.attached.keys()].map((id) => upstream.files.uploads.get(id)?.text).sort()

test('the owner adds a file, and it belongs to the permanent library', async () => {
  const path = write('guide.md', '# Guide')

  const done = await library('add', path)

  expect(linesOf(done)).toEqual(['added      guide.md  file-1'])
  expect(upstream.files.uploads.get('file-1')).toMatchObject({
    filename: 'guide.md',
    text: '# Guide',
  })
  expect(upstream.files.attached.get('file-1')?.attributes).toMatchObject({
    kind: 'library',
    path: 'guide.md',
  })
})

test('a folder goes in with all below it, without hidden files and what nobody could search', async () => {
  write('guides/one.md', '# One')
  write('guides/deep/two.txt', 'Two')
  write('guides/.drafts/three.md', '# Three')
  write('guides/noise.bin', '\0\u0001\u0002')
  write('guides/empty.md', '')

  const done = await library('add', join(folder.path, 'guides'))

  expect(inStore()).toEqual(['# One', 'Two'])
  expect(linesOf(done)).toEqual([
    expect.stringMatching(/^added {6}guides\/deep\/two\.txt {2}file-/),
    expect.stringMatching(/^added {6}guides\/one\.md {2}file-/),
    expect.stringMatching(/^skipped {4}guides\/empty\.md/),
    expect.stringMatching(/^skipped {4}guides\/noise\.bin/),
  ])
})

test('what has not changed is skipped, what has changed is replaced', async () => {
  const guides = join(folder.path, 'guides')
  write('guides/same.md', '# Same')
  write('guides/other.md', '# Before')
  await library('add', guides)
  write('guides/other.md', '# After')

  const done = await library('add', guides)

  expect(inStore()).toEqual(['# After', '# Same'])
  expect(upstream.files.uploads).toHaveLength(2)
  expect(linesOf(done)).toEqual([
    expect.stringMatching(/^replaced {3}guides\/other\.md/),
    expect.stringMatching(/^unchanged {2}guides\/same\.md/),
  ])
})

test('a folder that is kept in step loses what it no longer has, and nothing else', async () => {
  const gone = write('guides/gone.md', '# Gone')
  write('guides/stays.md', '# Stays')
  const single = write('single.md', '# Single')
  await library('add', single)
  await library('sync', join(folder.path, 'guides'))
  rmSync(gone)

  const done = await library('sync', join(folder.path, 'guides'))

  expect(inStore()).toEqual(['# Single', '# Stays'])
  expect(linesOf(done)).toEqual([
    expect.stringMatching(/^removed {4}guides\/gone\.md/),
    expect.stringMatching(/^unchanged {2}guides\/stays\.md/),
  ])
})

test('a file that cannot be indexed is taken back and named, the others go in', async () => {
  upstream.files.fails('bad.md', 'It has no text.')
  write('guides/bad.md', '# Bad')
  write('guides/good.md', '# Good')

  const failed = library('add', join(folder.path, 'guides'))

  await expect(failed).rejects.toMatchObject({
    code: 1,
    stdout: expect.stringContaining('failed     guides/bad.md  It has no text.'),
    stderr: expect.stringContaining('Not added: guides/bad.md'),
  })
  expect(inStore()).toEqual(['# Good'])
  expect(upstream.files.uploads).toHaveLength(1)
})

test('a changed file that cannot be indexed leaves the old one in place', async () => {
  const path = write('guide.md', '# Before')
  await library('add', path)
  upstream.files.fails('guide.md', 'It has no text.')
  write('guide.md', '# After')

  await expect(library('add', path)).rejects.toMatchObject({ code: 1 })

  expect(inStore()).toEqual(['# Before'])
})

test('a busy moment of the API is waited out', async () => {
  upstream.refuses(/POST .*\/files$/, refuses(429, 'rate_limit_exceeded'), 3)

  await library('add', write('guide.md', '# Guide'))

  expect(inStore()).toEqual(['# Guide'])
})

test('a path that is not there stops the command before anything is uploaded', async () => {
  const path = write('guide.md', '# Guide')

  const failed = library('add', path, join(folder.path, 'nowhere'))

  await expect(failed).rejects.toMatchObject({
    stderr: expect.stringMatching(/There is no file or folder .*nowhere/),
  })
  expect(upstream.files.uploads).toHaveLength(0)
})

test('the list shows what is in the library and what nobody has adopted, and nothing of visitors', async () => {
  upstream.files.put('ours.md', { kind: 'library' })
  upstream.files.put('older.md', {})
  upstream.files.put('private.md', { kind: 'attachment', session: 'abc' })

  const listed = await library('list')

  expect(linesOf(listed)).toEqual(['file-1  ours.md  ready', 'file-2  older.md  not adopted'])
})

test('a file that was in the store before is adopted', async () => {
  const id = upstream.files.put('older.md', {})

  await library('adopt', id)

  expect(upstream.files.attached.get(id)?.attributes).toEqual({ kind: 'library' })
})

test('a file that is removed is gone from the store and from OpenAI', async () => {
  const id = upstream.files.put('ours.md', { kind: 'library' })

  await library('remove', id)

  expect(upstream.files.attached.has(id)).toBe(false)
  expect(upstream.files.uploads.has(id)).toBe(false)
})

test('a new vector store is made when asked for, and its id printed for the environment', async () => {
  upstream.refuses(/POST \/v1\/vector_stores$/, (stream) => stream.json({ id: 'vs_new' }))

  const made = await library('create', 'Guides')

  expect(made.stdout).toBe('JASON_VECTOR_STORE_ID=vs_new\n')
  expect(upstream.matching(/vector_stores$/)[0]?.json).toMatchObject({ name: 'Guides' })
})

test('without a command it says which there are, and fails', async () => {
  await expect(library()).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('npm run library -- add PATH…'),
  })
})

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ScriptedUpstream } from '../test/scripted-upstream.ts'
import { makeTempFolder } from '../test/temp-folder.ts'

const script = join(import.meta.dirname, 'library-command.ts')
let upstream: ScriptedUpstream
beforeEach(async () => {
  upstream = await ScriptedUpstream.start()
})
afterEach(() => upstream.close())

const library = (...args: string[]) =>
  promisify(execFile)(process.execPath, [script, ...args], {
    env: {
      OPENAI_API_KEY: 'sk-test',
      OPENAI_BASE_URL: upstream.url,
      JASON_VECTOR_STORE_ID: 'vs_test',
    },
  })

test('the owner adds a file, and it belongs to the permanent library', async () => {
  const folder = makeTempFolder()
  const path = join(folder.path, 'guide.md')
  writeFileSync(path, '# Guide')

  const { stdout } = await library('add', path)

  expect(stdout).toMatch(/^file-1 {2}guide\.md/)
  expect(upstream.files.attached.get('file-1')?.attributes).toEqual({ kind: 'library' })
  folder.remove()
})

test('the list shows what is in the library and what nobody has adopted, and nothing of visitors', async () => {
  upstream.files.put('ours.md', { kind: 'library' })
  upstream.files.put('older.md', {})
  upstream.files.put('private.md', { kind: 'attachment', session: 'abc' })

  const { stdout } = await library('list')

  expect(stdout.trim().split('\n')).toEqual([
    'file-1  ours.md  completed',
    'file-2  older.md  not adopted',
  ])
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

test('without a command it says which there are, and fails', async () => {
  await expect(library()).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('npm run library -- add FILE…'),
  })
})

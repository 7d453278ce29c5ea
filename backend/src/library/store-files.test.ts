import { describe, expect, test } from 'vitest'
import { startLibrary } from '../../test/api/start-library.ts'
import { expectQuietConsole } from '../../test/api/start-openai-api.ts'
import { giveFile } from '../../test/samples/give-files.ts'
import { refuses } from '../../test/upstream/scripted-upstream.ts'
import type { NewFile } from './library.ts'

expectQuietConsole()

const SESSION = 'a0b1c2'
const never = new AbortController().signal
const file = (filename: string): NewFile => ({
  filename,
  blob: new Blob(['abc']),
  type: 'text/plain',
  kind: 'file',
})

test('a file on its way while its session is forgotten goes from the store, and is refused', async () => {
  await using hub = await startLibrary()
  const { promise: asked, resolve: ask } = Promise.withResolvers<void>()
  const { promise: forgotten, resolve: goOn } = Promise.withResolvers<void>()
  const attaching = /^POST .*vector_stores\/\w+\/files$/
  hub.upstream.refuses(
    attaching,
    async (stream) => {
      ask()
      await forgotten
      refuses(500)(stream)
    },
    1,
  )

  const adding = hub.add(SESSION, file('late.txt'))
  await asked
  await hub.memory.forget(SESSION)
  goOn()

  await expect(adding).rejects.toThrow('This session')
  expect(await hub.memory.session(SESSION).loadFiles()).toEqual([])
  await hub.upstream.received(/^DELETE .*\/files\/file-1$/)
})

describe('the list of files', () => {
  test('has the permanent library by name, then this session’s own, and no others', async () => {
    await using hub = await startLibrary()
    const { files } = hub.upstream
    files.put('pricing.md', { kind: 'library' })
    files.put('hooks.md', { kind: 'library' })
    files.put('without attributes.md', {})
    files.put('of somebody else.md', { kind: 'file', session: 'other' })
    const { id } = await hub.add(SESSION, file('mine.txt'))
    await hub.library.settled(SESSION, [id], never)

    const list = await hub.library.list(SESSION)

    expect(list).toEqual([
      { id: 'file-2', filename: 'hooks.md', bytes: 3, status: 'ready', shared: true },
      { id: 'file-1', filename: 'pricing.md', bytes: 3, status: 'ready', shared: true },
      { id, filename: 'mine.txt', bytes: 3, status: 'ready', evidence: 'abc', shared: false },
    ])
  })

  test('is whole, however many pages the store has', async () => {
    await using hub = await startLibrary()
    hub.upstream.files.pageSize = 2
    for (const name of ['a.md', 'b.md', 'c.md', 'd.md', 'e.md']) {
      hub.upstream.files.put(name, { kind: 'library' })
    }

    const list = await hub.library.list(SESSION)

    expect(list.map(({ filename }) => filename)).toEqual(['a.md', 'b.md', 'c.md', 'd.md', 'e.md'])
  })

  test('is not asked for at OpenAI again for a while', async () => {
    await using hub = await startLibrary()
    hub.upstream.files.put('pricing.md', { kind: 'library' })

    await hub.library.list(SESSION)
    await hub.library.list('another')

    expect(hub.upstream.matching(/^GET \/v1\/files$/)).toHaveLength(1)
  })

  test('that cannot be read is an error, and is read the next time', async () => {
    await using hub = await startLibrary()
    hub.upstream.files.put('pricing.md', { kind: 'library' })
    hub.upstream.refuses(/^GET \/v1\/files$/, refuses(401), 1)

    await expect(hub.library.list(SESSION)).rejects.toMatchObject({ code: 'upstream_failed' })

    expect(await hub.library.list(SESSION)).toHaveLength(1)
  })
})

describe('a removed file', () => {
  test('goes out of the list, the vector store and the account', async () => {
    await using hub = await startLibrary()
    const { id } = await hub.add(SESSION, file('mine.txt'))

    await hub.library.remove(SESSION, id)

    expect(await hub.library.list(SESSION)).toEqual([])
    expect([...hub.upstream.files.attached.keys()]).toEqual([])
    expect([...hub.upstream.files.uploads.keys()]).toEqual([])
  })

  test.each([
    ['of the permanent library', { kind: 'library' }],
    ['of another session', { kind: 'file', session: 'other' }],
  ])('%s is none of this session, and stays', async (_, attributes) => {
    await using hub = await startLibrary()
    const id = hub.upstream.files.put('pricing.md', attributes)

    await expect(hub.library.remove(SESSION, id)).rejects.toMatchObject({ code: 'not_found' })

    expect(hub.upstream.files.attached.has(id)).toBe(true)
  })

  test('is removed again and again, until OpenAI has confirmed it', async () => {
    await using hub = await startLibrary()
    const { id } = await hub.add(SESSION, file('mine.txt'))
    hub.upstream.refuses(/^DELETE .*vector_stores/, refuses(400), 1)
    hub.upstream.refuses(/^DELETE \/v1\/files/, refuses(400), 1)

    await hub.library.remove(SESSION, id)
    const afterOne = await hub.memory.loadOrphanedFiles()
    await hub.library.sweep()
    const afterTwo = await hub.memory.loadOrphanedFiles()
    await hub.library.sweep()

    expect([afterOne, afterTwo]).toEqual([[id], [id]])
    expect(await hub.memory.loadOrphanedFiles()).toEqual([])
    expect([...hub.upstream.files.uploads.keys()]).toEqual([])
    expect(hub.errors).toHaveLength(2)
    expect(await hub.library.list(SESSION)).toEqual([])
  })

  test('that is gone from OpenAI already counts as removed', async () => {
    await using hub = await startLibrary()
    const { id } = await hub.add(SESSION, file('mine.txt'))
    hub.upstream.files.attached.delete(id)
    hub.upstream.files.uploads.delete(id)

    await hub.library.remove(SESSION, id)

    expect(await hub.memory.loadOrphanedFiles()).toEqual([])
    expect(hub.errors).toEqual([])
  })

  test('that cannot be removed does not keep others from it', async () => {
    await using hub = await startLibrary()
    const first = await hub.add(SESSION, file('first.txt'))
    const second = await hub.add(SESSION, file('second.txt'))
    hub.upstream.refuses(new RegExp(`^DELETE .*${first.id}$`), refuses(400))

    await hub.memory.forget(SESSION)
    await hub.library.sweep()

    expect(await hub.memory.loadOrphanedFiles()).toEqual([first.id])
    expect([...hub.upstream.files.uploads.keys()]).not.toContain(second.id)
  })
})

test('a sweep without a memory to read from is reported, and fails nobody', async () => {
  await using hub = await startLibrary()
  hub.memory.loadOrphanedFiles = () => Promise.reject(new Error('The memory is away'))

  await hub.library.sweep()

  expect(hub.errors).toEqual([new Error('The memory is away')])
})

test('a search sees the permanent library and the session’s own files', async () => {
  await using hub = await startLibrary()

  expect(hub.library.filterFor(SESSION)).toEqual({
    type: 'or',
    filters: [
      { type: 'eq', key: 'kind', value: 'library' },
      { type: 'eq', key: 'session', value: SESSION },
    ],
  })
})

test('what a receipt still waits for is confirmed after a restart', async () => {
  await using hub = await startLibrary()
  const { id } = await hub.add(SESSION, file('mine.txt'))
  hub.upstream.refuses(/^DELETE/, refuses(400), 1)
  await hub.memory.forget(SESSION)
  await hub.library.sweep([id])
  expect(await hub.memory.loadErasures([id])).toEqual(new Map())

  await hub.restarted().sweep()

  expect([...(await hub.memory.loadErasures([id])).keys()]).toEqual([id])
})

test('however many files are left behind, one sweep removes them, each once', async () => {
  await using hub = await startLibrary()
  const ids = Array.from({ length: 130 }, (_, n) => hub.upstream.files.put(`${n}.txt`, {}))
  for (const id of ids) {
    const stored = { id, filename: 'a.txt', bytes: 3, status: 'ready' as const }
    await giveFile(hub.memory.session(SESSION), stored)
  }
  await hub.memory.forget(SESSION)

  await hub.library.sweep()

  expect(await hub.memory.loadOrphanedFiles()).toEqual([])
  expect(hub.upstream.matching(/^DELETE \/v1\/files/)).toHaveLength(130)
})

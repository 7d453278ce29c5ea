import { describe, expect, test } from 'vitest'
import { startLibrary } from '../../test/api/start-library.ts'
import { expectQuietConsole, STORE } from '../../test/api/start-openai-api.ts'
import { giveFile } from '../../test/samples/give-files.ts'
import { refuses } from '../../test/upstream/scripted-upstream.ts'
import type { NewFile } from './library.ts'

expectQuietConsole()

const SESSION = 'a0b1c2'
const SENTENCE = 'The kiln Zephyrine fires porcelain at 1240 degrees every Friday evening.'
const STATUS = new RegExp(`^GET /v1/vector_stores/${STORE}/files/file-1$`)
const CONTENT = /\/content$/
const SEARCH = new RegExp(`^POST /v1/vector_stores/${STORE}/search$`)
const never = new AbortController().signal

const saying = (text: string, kind: NewFile['kind'] = 'file'): NewFile => ({
  filename: 'kiln.pdf',
  blob: new Blob([text]),
  type: 'application/pdf',
  kind,
})
const kiln = saying(`# The kiln\n\n${SENTENCE}\n`)

describe('a file is ready', () => {
  test('once a search that admits no other file has found a sentence of it, which is the proof', async () => {
    await using hub = await startLibrary()

    const { id } = await hub.add(SESSION, kiln)
    const [file] = await hub.library.settled(SESSION, [id], never)

    expect(file).toMatchObject({ status: 'ready', evidence: SENTENCE })
    expect(hub.upstream.matching(SEARCH).map(({ json }) => json)).toEqual([
      expect.objectContaining({
        query: SENTENCE,
        filters: { type: 'eq', key: 'file', value: id },
      }),
    ])
    expect(hub.upstream.files.attached.get(id)?.attributes).toMatchObject({ file: id })
    expect(await hub.library.list(SESSION)).toEqual([
      expect.objectContaining({ id, status: 'ready', evidence: SENTENCE }),
    ])
  })

  test('not before: where it is indexed and not found yet, it is searched for again', async () => {
    await using hub = await startLibrary()
    hub.upstream.files.searchable = false
    const { id } = await hub.add(SESSION, kiln)
    await hub.upstream.received(SEARCH, 2)
    const [waiting] = await hub.library.list(SESSION)

    hub.upstream.files.searchable = true
    const [file] = await hub.library.settled(SESSION, [id], never)

    expect(waiting?.status).toBe('indexing')
    expect(file?.status).toBe('ready')
  })

  test.each([429, 500, 503])('although the store once answered %i', async (status) => {
    await using hub = await startLibrary()
    const attempts = 3 // that the SDK makes by itself
    for (const call of [STATUS, CONTENT, SEARCH]) {
      hub.upstream.refuses(call, refuses(status), attempts)
    }

    const { id } = await hub.add(SESSION, kiln)
    const [file] = await hub.library.settled(SESSION, [id], never)

    expect(file?.status).toBe('ready')
    expect(hub.errors).toEqual([])
  })

  test('by its own text, where the store does not tell what it has read', async () => {
    await using hub = await startLibrary({ extractText: async () => ({ text: SENTENCE }) })
    hub.upstream.refuses(CONTENT, refuses(404))

    const { id } = await hub.add(SESSION, saying(SENTENCE, 'attachment'))
    const [file] = await hub.library.settled(SESSION, [id], never)

    expect(file).toMatchObject({ status: 'ready', evidence: SENTENCE })
  })

  test('after a restart too, however long that took', async () => {
    await using hub = await startLibrary()
    const id = hub.upstream.files.upload({ filename: 'kiln.pdf', bytes: 9, text: SENTENCE })
    hub.upstream.files.attach(id, { kind: 'file', session: SESSION, file: id })
    const stored = { id, filename: 'kiln.pdf', bytes: 9, status: 'indexing', addedAt: 1 } as const
    await giveFile(hub.memory.session(SESSION), stored)

    const [file] = await hub.library.settled(SESSION, [id], never)

    expect(file?.status).toBe('ready')
  })
})

describe('a file fails', () => {
  test('that no search finds in time, and the reader is told what to do', async () => {
    await using hub = await startLibrary({ indexingDeadlineMs: 50 })
    hub.upstream.files.searchable = false

    const { id } = await hub.add(SESSION, kiln)
    const [file] = await hub.library.settled(SESSION, [id], never)

    const error = 'It was indexed, but cannot be found by a search. Remove it and add it again.'
    expect(file).toMatchObject({ status: 'failed', error })
    expect(file).not.toHaveProperty('evidence')
    expect(await hub.memory.session(SESSION).loadFiles()).toEqual([file])
  })

  test('where the search does not keep to its filter: any file would be found so', async () => {
    await using hub = await startLibrary({ indexingDeadlineMs: 50 })
    const found = (file_id: string) => ({ file_id, filename: 'a.md', score: 1, content: [] })
    hub.upstream.replies(SEARCH, { data: [found('file-1'), found('file-of-others')] })

    const { id } = await hub.add(SESSION, kiln)
    const [file] = await hub.library.settled(SESSION, [id], never)

    expect(file).toMatchObject({
      status: 'failed',
      error: expect.stringContaining('cannot be found'),
    })
  })

  test.each([
    ['in which the store has read no text', ' \n', /No text was found/],
    ['of too few words to be found', 'Notes', /too few words/],
  ])('%s', async (_, text, error) => {
    await using hub = await startLibrary({ indexingDeadlineMs: 50 })
    hub.upstream.files.searchable = false

    const { id } = await hub.add(SESSION, saying(text))
    const [file] = await hub.library.settled(SESSION, [id], never)

    expect(file).toMatchObject({ status: 'failed', error: expect.stringMatching(error) })
  })

  test('for good, where the store answers with nothing but errors until the end', async () => {
    await using hub = await startLibrary({ indexingDeadlineMs: 50 })
    hub.upstream.refuses(STATUS, refuses(503))

    const { id } = await hub.add(SESSION, kiln)
    const [file] = await hub.library.settled(SESSION, [id], never)

    expect(file).toMatchObject({ status: 'failed', error: expect.stringContaining('not known') })
    expect(await hub.memory.session(SESSION).loadFiles()).toEqual([file])
  })
})

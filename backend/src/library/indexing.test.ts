import { describe, expect, test } from 'vitest'
import { startLibrary } from '../../test/api/start-library.ts'
import { expectQuietConsole, STORE } from '../../test/api/start-openai-api.ts'
import { refuses, staysSilent } from '../../test/upstream/scripted-upstream.ts'
import type { NewFile } from './library.ts'

expectQuietConsole()

const SESSION = 'a0b1c2'
const STATUS = new RegExp(`^GET /v1/vector_stores/${STORE}/files/file-1$`)
const ATTACH = new RegExp(`^POST /v1/vector_stores/${STORE}/files$`)
const notes: NewFile = {
  filename: 'Käse & notes.md',
  blob: new Blob(['# Notes']),
  type: 'text/markdown',
  kind: 'file',
}
const never = new AbortController().signal

describe('a new file', () => {
  test('goes to OpenAI with its kind and its session, and is ready once it is indexed', async () => {
    await using hub = await startLibrary()

    const { id, status } = await hub.add(SESSION, notes)
    const [ready] = await hub.library.settled(SESSION, [id], never)

    expect(status).toBe('indexing')
    expect(hub.upstream.files.uploads.get(id)).toEqual({
      filename: 'Käse & notes.md',
      bytes: 7,
      text: '# Notes',
    })
    const [upload] = hub.upstream.matching(/^POST \/v1\/files$/)
    expect(upload?.form?.get('purpose')).toBe('assistants')
    expect(hub.upstream.files.attached.get(id)?.attributes).toEqual({
      kind: 'file',
      session: SESSION,
      file: id,
    })
    expect(ready?.status).toBe('ready')
    expect(await hub.memory.session(SESSION).loadFiles()).toEqual([ready])
  })

  test('is asked about until it is indexed', async () => {
    await using hub = await startLibrary()
    hub.upstream.files.indexing = 'in_progress'
    const { id } = await hub.add(SESSION, notes)
    const settled = hub.library.settled(SESSION, [id], never)
    await hub.upstream.received(STATUS, 2)

    hub.upstream.files.finish(id, 'completed')

    expect((await settled)[0]?.status).toBe('ready')
  })

  test.each([
    ['failed', 'The file is empty', 'The file is empty'],
    ['failed', undefined, 'It could not be read.'],
    ['cancelled', undefined, 'It could not be read.'],
  ] as const)('whose indexing has %s (%s) says so', async (status, message, error) => {
    await using hub = await startLibrary()
    hub.upstream.files.indexing = 'in_progress'
    const { id } = await hub.add(SESSION, notes)
    hub.upstream.files.finish(id, status, message)

    const [file] = await hub.library.settled(SESSION, [id], never)

    expect(file).toMatchObject({ status: 'failed', error })
    expect(await hub.memory.session(SESSION).loadFiles()).toEqual([file])
  })

  test('whose indexing takes too long is given up', async () => {
    await using hub = await startLibrary({ indexingDeadlineMs: 50 })
    hub.upstream.files.indexing = 'in_progress'
    const { id } = await hub.add(SESSION, notes)

    const [file] = await hub.library.settled(SESSION, [id], never)

    expect(file).toMatchObject({ status: 'failed', error: expect.stringMatching(/too long/) })
  })

  test('that the store has lost is told of as failed', async () => {
    await using hub = await startLibrary()
    hub.upstream.files.indexing = 'in_progress'
    const { id } = await hub.add(SESSION, notes)
    hub.upstream.files.attached.delete(id)

    const [file] = await hub.library.settled(SESSION, [id], never)

    expect(file).toMatchObject({ status: 'failed', error: expect.stringMatching(/lost/) })
    expect(hub.errors).toEqual([])
  })

  test.each([400, 500])('that cannot be attached (%i) is taken back', async (status) => {
    await using hub = await startLibrary()
    hub.upstream.refuses(ATTACH, refuses(status))

    const added = hub.add(SESSION, notes)

    await expect(added).rejects.toMatchObject({ status: 502, code: 'upstream_failed' })
    expect([...hub.upstream.files.uploads]).toEqual([])
    expect(await hub.memory.session(SESSION).loadFiles()).toEqual([])
  })

  test('that can be neither attached nor taken back is reported', async () => {
    await using hub = await startLibrary()
    hub.upstream.refuses(ATTACH, refuses(400)).refuses(/^DELETE/, refuses(400))

    await expect(hub.add(SESSION, notes)).rejects.toMatchObject({ code: 'upstream_failed' })

    expect(hub.errors).toHaveLength(1)
  })

  test('that cannot be uploaded is an error with its cause', async () => {
    await using hub = await startLibrary()
    hub.upstream.refuses(/^POST \/v1\/files$/, refuses(401, 'invalid_api_key'))

    await expect(hub.add(SESSION, notes)).rejects.toMatchObject({
      message: expect.stringMatching(/^“Käse & notes.md” could not be added. .*OPENAI_API_KEY/),
      cause: expect.objectContaining({ status: 401 }),
    })
  })
})

describe('while a file is being indexed', () => {
  test('many can wait for it, and the store is asked once', async () => {
    await using hub = await startLibrary()
    const { id } = await hub.add(SESSION, notes)

    const waiting = [1, 2, 3].map(() => hub.library.settled(SESSION, [id], never))
    await Promise.all([...waiting, hub.library.list(SESSION)])

    expect(hub.upstream.matching(STATUS)).toHaveLength(1)
  })

  test('a reader who stops waits no longer', async () => {
    await using hub = await startLibrary()
    hub.upstream.refuses(STATUS, staysSilent)
    const { id } = await hub.add(SESSION, notes)
    const stop = new AbortController()
    const settled = hub.library.settled(SESSION, [id], stop.signal)

    stop.abort()

    await expect(settled).rejects.toBe(stop.signal.reason)
    await expect(hub.library.settled(SESSION, [id], stop.signal)).rejects.toBe(stop.signal.reason)
  })

  test('a store that cannot be asked fails this wait alone, and is asked again the next time', async () => {
    await using hub = await startLibrary()
    hub.upstream.refuses(STATUS, refuses(400), 1)
    const { id } = await hub.add(SESSION, notes)

    const [now] = await hub.library.settled(SESSION, [id], never)
    const [later] = await hub.library.settled(SESSION, [id], never)

    expect(now).toMatchObject({ status: 'failed', error: expect.stringMatching(/not known/) })
    expect(later?.status).toBe('ready')
    expect(hub.errors).toHaveLength(1)
  })

  test('a restart of the process loses nothing: the list watches it again', async () => {
    await using hub = await startLibrary()
    hub.upstream.refuses(STATUS, refuses(400), 1)
    const { id } = await hub.add(SESSION, notes)
    await hub.library.settled(SESSION, [id], never)
    const library = hub.restarted()

    const listed = await library.list(SESSION)
    await library.settled(SESSION, [id], never)

    expect(listed.map(({ status }) => status)).toEqual(['indexing'])
    expect((await library.list(SESSION)).map(({ status }) => status)).toEqual(['ready'])
  })

  test('its removal is final, although the store reports it as ready afterwards', async () => {
    await using hub = await startLibrary()
    const asked = Promise.withResolvers<void>()
    const removed = Promise.withResolvers<void>()
    hub.upstream.refuses(STATUS, async (stream) => {
      asked.resolve()
      await removed.promise
      stream.json({ id: 'file-1', status: 'completed', last_error: null })
    })
    const { id } = await hub.add(SESSION, notes)
    const settled = hub.library.settled(SESSION, [id], never)
    await asked.promise

    await hub.library.remove(SESSION, id)
    removed.resolve()
    await settled

    expect(await hub.memory.session(SESSION).loadFiles()).toEqual([])
  })
})

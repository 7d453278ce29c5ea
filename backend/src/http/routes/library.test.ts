import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ChatKitClient } from '../../../test/api/chatkit-client.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { type Api, startApi } from '../../../test/api/start-api.ts'
import { NOTES, PDF, PNG, ZIP } from '../../../test/samples/file-samples.ts'
import type { LibraryFile } from '../../protocol/routes.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api.stop())

function add(visitor: ChatKitClient, name: string, bytes: Buffer, field = 'file') {
  const body = new FormData()
  body.append(field, new File([new Uint8Array(bytes)], name))
  return visitor.fetch('/library/files', { method: 'POST', body })
}

const remove = (visitor: ChatKitClient, id: string) =>
  visitor.fetch(`/library/files/${id}`, { method: 'DELETE' })

async function list(visitor: ChatKitClient): Promise<LibraryFile[]> {
  const response = await visitor.fetch('/library/files')
  return ((await response.json()) as { data: LibraryFile[] }).data
}

/** Waits until the file is indexed, as a page does that shows its status. */
async function ready(visitor: ChatKitClient, id: string): Promise<void> {
  const status = async () => (await list(visitor)).find((file) => file.id === id)?.status
  await expect.poll(status, { timeout: 10_000 }).toBe('ready')
}

/** The files that the coach names as its sources for this question. */
async function sources(visitor: ChatKitClient, question: string): Promise<string[]> {
  const answer = (await visitor.items(await visitor.chat(question))).at(-1)
  const parts = answer?.type === 'assistant_message' ? answer.content : []
  return parts.flatMap(({ annotations }) =>
    annotations.flatMap(({ source }) => (source.type === 'file' ? [source.filename] : [])),
  )
}

test('the permanent library comes first, and is the same for everybody', async () => {
  const [mine, theirs] = [api.visitor(), api.visitor()]
  const { id } = (await (await add(mine, 'aaa.md', NOTES)).json()) as LibraryFile

  const files = await list(mine)

  const shared = files.filter((file) => file.shared)
  expect(files.map((file) => file.shared)).toEqual([...shared.map(() => true), false])
  expect(files.at(-1)?.id).toBe(id)
  expect(shared.map(({ filename }) => filename)).toContain('hooks.md')
  for (const file of shared)
    expect(file).toMatchObject({ status: 'ready', bytes: expect.any(Number) })
  expect(await list(theirs)).toEqual(shared)
})

test('an added document is indexed, and then found for its own session alone', async () => {
  const [mine, theirs] = [api.visitor(), api.visitor()]

  const response = await add(mine, 'pottery-notes.md', NOTES)
  const file = (await response.json()) as LibraryFile
  await ready(mine, file.id)

  expect(response.status).toBe(201)
  expect(file).toEqual({
    id: expect.any(String),
    filename: 'pottery-notes.md',
    bytes: NOTES.length,
    status: 'indexing',
    shared: false,
  })
  const question = 'At how many degrees does the kiln Zephyrine fire?'
  expect(await sources(mine, question)).toContain('pottery-notes.md')
  expect(await sources(theirs, question)).not.toContain('pottery-notes.md')
  expect((await list(theirs)).map(({ filename }) => filename)).not.toContain('pottery-notes.md')
})

test('a document that is ready has proof: a sentence of it that a search has found', async () => {
  const visitor = api.visitor()

  const { id } = (await (await add(visitor, 'pottery-notes.md', NOTES)).json()) as LibraryFile
  await ready(visitor, id)

  const evidence = 'The kiln Zephyrine fires at 1240 degrees.'
  expect((await list(visitor)).at(-1)).toMatchObject({ status: 'ready', evidence })
})

test('a PDF is read, whatever its name', async () => {
  const visitor = api.visitor()

  const { id } = (await (await add(visitor, 'Zephyrine', PDF)).json()) as LibraryFile
  await ready(visitor, id)

  expect((await list(visitor)).at(-1)).toMatchObject({ filename: 'Zephyrine', status: 'ready' })
})

test('a removed document is listed and found no more', async () => {
  const visitor = api.visitor()
  const { id } = (await (await add(visitor, 'pottery-notes.md', NOTES)).json()) as LibraryFile
  await ready(visitor, id)

  const response = await remove(visitor, id)

  expect(response.status).toBe(204)
  expect((await list(visitor)).filter((file) => !file.shared)).toEqual([])
  expect(await sources(visitor, 'At how many degrees does the kiln Zephyrine fire?')).toEqual([])
  expect(await refusalOf(remove(visitor, id))).toBe('404 not_found')
})

test('a document that is removed while it is indexed does not come back', async () => {
  const visitor = api.visitor()
  const { id } = (await (await add(visitor, 'pottery-notes.md', NOTES)).json()) as LibraryFile

  await remove(visitor, id)
  const later = (await (await add(visitor, 'later.md', NOTES)).json()) as LibraryFile
  await ready(visitor, later.id)

  const own = (await list(visitor)).filter((file) => !file.shared)
  expect(own.map(({ filename }) => filename)).toEqual(['later.md'])
})

test('nobody removes a file of another session, or of the permanent library', async () => {
  const [mine, theirs] = [api.visitor(), api.visitor()]
  const { id } = (await (await add(theirs, 'pottery-notes.md', NOTES)).json()) as LibraryFile
  const [shared] = await list(mine)

  expect(await refusalOf(remove(mine, id))).toBe('404 not_found')
  expect(await refusalOf(remove(mine, shared?.id ?? ''))).toBe('404 not_found')
  expect((await list(theirs)).map((file) => file.id)).toEqual(
    expect.arrayContaining([id, shared?.id]),
  )
})

test.each([
  ['a picture', 'me.pdf', PNG],
  ['an archive', 'all.md', ZIP],
  ['an empty file', 'empty.md', Buffer.alloc(0)],
])('%s is refused, since the coach cannot read it', async (_, name, bytes) => {
  expect(await refusalOf(add(api.visitor(), name, bytes))).toBe('415 unsupported_type')
})

test('a form without the field “file”, or no form at all, is refused', async () => {
  const visitor = api.visitor()
  const noForm = visitor.fetch('/library/files', { method: 'POST', body: 'Some words' })

  expect(await refusalOf(add(visitor, 'notes.md', NOTES, 'document'))).toBe('400 invalid_request')
  expect(await refusalOf(noForm)).toBe('400 invalid_request')
})

test('a file that is too large, alone or with the others, is refused', async () => {
  await using small = await startApi({
    MAX_LIBRARY_FILE_BYTES: '100000',
    MAX_FILE_BYTES_PER_SESSION: '100001',
  })
  const visitor = small.visitor()

  expect(await refusalOf(add(visitor, 'big.md', Buffer.alloc(200_000, 'x')))).toBe('413 too_large')
  expect((await add(visitor, 'one.md', Buffer.alloc(60_000, 'x'))).status).toBe(201)
  expect(await refusalOf(add(visitor, 'two.md', Buffer.alloc(60_000, 'x')))).toBe('413 too_large')
})

test('with a key but without a store, files cannot be added, and the page is told so', async () => {
  await using bare = await startApi({
    OPENAI_API_KEY: 'x',
    OPENAI_BASE_URL: 'http://127.0.0.1:1/v1',
  })
  const visitor = bare.visitor()
  const params = { name: 'notes.md', mime_type: 'text/markdown', size: 10 }
  const announced = visitor.post({ type: 'attachments.create', params })
  const picture = { name: 'me.png', mime_type: 'image/png', size: 10 }

  expect(await refusalOf(add(visitor, 'notes.md', NOTES))).toBe('503 vector_store_not_configured')
  expect(await refusalOf(announced)).toBe('503 vector_store_not_configured')
  expect(await visitor.ask('attachments.create', picture)).toMatchObject({ type: 'image' })
  expect(await (await visitor.fetch('/session')).json()).toMatchObject({ uploads: false })
  expect((await list(visitor)).map(({ filename }) => filename)).toContain('hooks.md')
})

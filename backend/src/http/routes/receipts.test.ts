import { expect, onTestFinished, test, vi } from 'vitest'
import { attach } from '../../../test/api/attach.ts'
import type { ChatKitClient } from '../../../test/api/chatkit-client.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'
import { NOTES, PNG } from '../../../test/samples/file-samples.ts'
import { refuses } from '../../../test/upstream/scripted-upstream.ts'
import type { Receipt } from '../../protocol/routes.ts'

const time = expect.stringMatching(/^\d{4}-.*Z$/)

async function addFile(visitor: ChatKitClient, name: string): Promise<string> {
  const body = new FormData()
  body.append('file', new File([new Uint8Array(NOTES)], name))
  const response = await visitor.fetch('/library/files', { method: 'POST', body })
  return ((await response.json()) as { id: string }).id
}

async function erase(visitor: ChatKitClient): Promise<Receipt> {
  const response = await visitor.fetch('/session?receipt=1', { method: 'DELETE' })
  expect(response.status).toBe(200)
  expect(response.headers.get('Cache-Control')).toBe('no-store')
  return (await response.json()) as Receipt
}

/** Without a session. */
async function look({ url }: { url: string }, { id }: Receipt): Promise<Receipt> {
  const response = await fetch(`${url}/receipts/${id}`)
  expect(response.headers.get('Cache-Control')).toBe('no-store')
  return (await response.json()) as Receipt
}

const filesOf = ({ objects }: Receipt) => objects.filter(({ kind }) => kind === 'file')

test('the receipt names everything that the session had, and when it was gone', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const { id: picture } = await attach(visitor, 'me.png', 'image/png', PNG)
  await visitor.chat('A secret about my launch', { attachments: [picture] })
  await visitor.chat('Another')
  await api.memoryOf(visitor).saveFacts({ niche: ['vegan baking'], hours: [] })
  const file = await addFile(visitor, 'notes.md')

  const receipt = await erase(visitor)

  const erased = { status: 'erased', confirmed_at: time }
  expect(receipt).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{32}$/),
    erased_at: time,
    objects: [
      { kind: 'thread', count: 2, ...erased },
      { kind: 'message_items', count: 4, ...erased },
      { kind: 'run_log', count: 2, ...erased },
      { kind: 'facts', count: 2, ...erased },
      { kind: 'attachment', id: picture, name: 'me.png', bytes: PNG.length, ...erased },
      { kind: 'file', id: file, name: 'notes.md', bytes: NOTES.length, ...erased },
    ],
  })
  expect(await look(api, receipt)).toEqual(receipt)
  expect(JSON.stringify(receipt)).not.toMatch(/secret|launch|vegan/)
  expect((await visitor.ask('threads.list', {})).data).toEqual([])
})

test('a session that had nothing gets an empty receipt, and others keep what they have', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const [mine, theirs] = [api.visitor(), api.visitor()]
  const thread = await theirs.chat('Hello')

  const { objects } = await erase(mine)

  expect(objects).toEqual([])
  expect(await theirs.texts(thread)).toEqual(['Hello', 'Hi'])
})

test('a file counts as erased only once OpenAI has confirmed it, and is tried until then', async () => {
  await using api = await startOpenAIApi()
  const [visitor, other] = [api.visitor(), api.visitor()]
  const stubborn = await addFile(visitor, 'stubborn.md')
  const easy = await addFile(visitor, 'easy.md')
  const line = new RegExp(`^DELETE /v1/files/${stubborn}$`)
  api.upstream.refuses(line, refuses(400), 1)

  const receipt = await erase(visitor)

  expect(filesOf(receipt)).toEqual([
    expect.objectContaining({ id: easy, status: 'erased', confirmed_at: time }),
    { kind: 'file', id: stubborn, name: 'stubborn.md', bytes: NOTES.length, status: 'pending' },
  ])
  await other.fetch('/session', { method: 'DELETE' })
  await expect
    .poll(async () => filesOf(await look(api, receipt)).map(({ status }) => status))
    .toEqual(['erased', 'erased'])
  expect(api.upstream.matching(line)).toHaveLength(2)
  expect([...api.upstream.files.uploads.keys()]).toEqual([])
})

test('a file that OpenAI has lost already counts as erased', async () => {
  await using api = await startOpenAIApi()
  const visitor = api.visitor()
  const id = await addFile(visitor, 'notes.md')
  api.upstream.files.attached.delete(id)
  api.upstream.files.uploads.delete(id)

  expect(filesOf(await erase(visitor))).toMatchObject([{ id, status: 'erased' }])
})

test('an answer that says “not deleted” is no confirmation', async () => {
  await using api = await startOpenAIApi()
  const visitor = api.visitor()
  const id = await addFile(visitor, 'notes.md')
  api.upstream.replies(/^DELETE .*vector_stores/, { id, deleted: false })

  expect(filesOf(await erase(visitor))).toMatchObject([{ id, status: 'pending' }])
})

test('nobody waits long for an OpenAI that does not answer', async () => {
  await using api = await startOpenAIApi()
  const visitor = api.visitor()
  const id = await addFile(visitor, 'notes.md')
  api.upstream.refuses(/^DELETE/, () => {})

  expect(filesOf(await erase(visitor))).toMatchObject([{ id, status: 'pending' }])
})

test.each(['1', 'f'.repeat(32), 'F'.repeat(32), `${'f'.repeat(32)}?x=1`])(
  'a receipt that nobody was given (%j) does not exist',
  async (id) => {
    await using api = await startScriptedApi(saying('Hi'))

    expect(await refusalOf(fetch(`${api.url}/receipts/${id}`))).toBe('404 not_found')
  },
)

test('the id of a receipt, which is its key, is not in the log', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const receipt = await erase(api.visitor())

  await look(api, receipt)

  await api.logged.line(({ path }) => path === '/receipts/:id')
  expect(api.logged.text()).not.toContain(receipt.id)
})

test('without asking for it there is no receipt', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const response = await api.visitor().fetch('/session', { method: 'DELETE' })

  expect(response.status).toBe(204)
  expect(await response.text()).toBe('')
})

test('a page can see what is kept of its session, and until when', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-03-01T10:00:00Z') })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  await using api = await startScriptedApi(saying('Hi'), { SESSION_TTL_MINUTES: '90' })
  const [visitor, other] = [api.visitor(), api.visitor()]
  const { id: notes } = await attach(visitor, 'notes.md', 'text/markdown', NOTES)
  await visitor.chat('Look', { attachments: [notes] })
  await api.memoryOf(visitor).saveFacts({ niche: ['vegan baking'] })
  const [file] = await api.memoryOf(visitor).loadFiles()

  const response = await visitor.fetch('/session/data')

  expect(response.headers.get('Cache-Control')).toBe('no-store')
  const bytes = NOTES.length
  expect(await response.json()).toEqual({
    chats: 1,
    message_items: 2,
    attachments: [
      { id: notes, name: 'notes.md', mime_type: 'text/markdown', bytes, file_id: file?.id },
    ],
    files: [{ id: file?.id, name: 'notes.md', bytes }],
    bytes,
    facts: { niche: ['vegan baking'] },
    idle_minutes: 90,
    forgotten_at: '2026-03-01T11:30:00.000Z',
  })
  expect(await (await other.fetch('/session/data')).json()).toMatchObject({
    chats: 0,
    message_items: 0,
    attachments: [],
    files: [],
    bytes: 0,
    facts: {},
  })
})

test('what a private window has is kept for a shorter time', async () => {
  await using api = await startScriptedApi(saying('Hi'), { PRIVATE_SESSION_TTL_MINUTES: '20' })

  const response = await api
    .visitor()
    .fetch('/session/data', { headers: { 'X-Private-Window': '1' } })

  expect(await response.json()).toMatchObject({ idle_minutes: 20 })
})

test('what is kept is told to nobody without a session', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  expect(await refusalOf(fetch(`${api.url}/session/data`))).toBe('400 invalid_session')
})

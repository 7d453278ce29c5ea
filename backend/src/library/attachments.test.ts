import { expect, test } from 'vitest'
import { announce, attach, put } from '../../test/api/attach.ts'
import { textInput } from '../../test/api/chatkit-client.ts'
import { refusalOf } from '../../test/api/refusal.ts'
import { type ScriptedApi, startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { saying } from '../../test/responders/assistant.ts'
import { NOTES, PDF, PNG, SVG, ZIP } from '../../test/samples/file-samples.ts'
import { sessionKey } from '../http/middleware/session.ts'
import { openSqliteMemory } from '../memory/sqlite/sqlite-memory.ts'
import { createAttachments } from './attachments.ts'
import type { Library } from './library.ts'

test.each([
  ['a picture named as a document', 'plan.pdf', 'application/pdf', PNG],
  ['a document named as a picture', 'me.png', 'image/png', PDF],
  ['a text named as a picture', 'me.png', 'image/png', NOTES],
  ['a drawing that can carry scripts', 'me.svg', 'image/svg+xml', SVG],
  ['an archive', 'all.zip', 'application/zip', ZIP],
  ['bytes that are no text', 'notes.txt', 'text/plain', Buffer.from([0x66, 0, 0xff, 0xfe])],
])('%s is refused by its content', async (_, name, mime, bytes) => {
  await using api = await startScriptedApi(saying('Nice'))
  const { url } = await announce(api.visitor(), name, mime, bytes.length)

  expect(await refusalOf(put(url, bytes))).toBe('415 unsupported_type')
})

test('a file that is empty, or more than was announced, is refused', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const small = await announce(visitor, 'me.png', 'image/png', PNG.length - 1)
  const empty = await announce(visitor, 'notes.md', 'text/markdown', 0)

  expect(await refusalOf(put(small.url, PNG))).toBe('400 invalid_request')
  expect(await refusalOf(put(empty.url, Buffer.alloc(0)))).toBe('400 invalid_request')
})

test('a file beyond the limit is refused when it is announced, and when it comes all the same', async () => {
  await using api = await startScriptedApi(saying('Nice'), { MAX_ATTACHMENT_BYTES: '1000' })
  const visitor = api.visitor()
  const params = { name: 'big.md', mime_type: 'text/markdown', size: 1001 }
  const { url } = await announce(visitor, 'notes.md', 'text/markdown', 1000)

  const announced = visitor.post({ type: 'attachments.create', params })
  expect(await refusalOf(announced)).toBe('413 too_large')
  expect(await refusalOf(put(url, Buffer.alloc(1001, 'x')))).toBe('413 too_large')
})

test('a session has room for so many bytes and no more', async () => {
  await using api = await startScriptedApi(saying('Nice'), { MAX_FILE_BYTES_PER_SESSION: '1000' })
  const visitor = api.visitor()
  const create = {
    type: 'attachments.create',
    params: { name: 'a.md', mime_type: 'text/markdown' },
  }
  const announceOf = (size: number) =>
    visitor.post({ ...create, params: { ...create.params, size } })

  expect((await announceOf(600)).status).toBe(200)
  expect(await refusalOf(announceOf(401))).toBe('413 too_large')
  expect((await announceOf(400)).status).toBe(200)
})

test('a film or a song is refused when it is announced', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const params = { name: 'clip.mp4', mime_type: 'video/mp4', size: 10 }

  const response = api.visitor().post({ type: 'attachments.create', params })

  expect(await refusalOf(response)).toBe('415 unsupported_type')
})

test('the same file is not taken twice', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const { url } = await attach(api.visitor(), 'me.png', 'image/png', PNG)

  expect(await refusalOf(put(url, PNG))).toBe('400 invalid_request')
})

test('a file that comes twice at the same time is kept once', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const { url } = await announce(visitor, 'notes.md', 'text/markdown', NOTES.length)

  const answers = await Promise.all([put(url, NOTES), put(url, NOTES)])

  expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 400])
  expect(await api.memoryOf(visitor).loadFiles()).toHaveLength(1)
})

test('a message with a file that does not exist is refused, and no chat is left behind', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const input = textInput('Look', { attachments: ['atc_gone'] })

  const response = visitor.post({ type: 'threads.create', params: { input } })

  expect(await refusalOf(response)).toBe('404 not_found')
  expect(await visitor.ask('threads.list', {})).toEqual({ data: [], has_more: false })
})

test('a message with a file that is not uploaded yet is refused', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const { attachment } = await announce(visitor, 'me.png', 'image/png', PNG.length)
  const input = textInput('Look', { attachments: [attachment.id] })

  const response = visitor.post({ type: 'threads.create', params: { input } })

  expect(await refusalOf(response)).toBe('400 invalid_request')
})

test('a message carries five files and no more', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const ids: string[] = []
  for (let n = 1; n <= 6; n++) ids.push((await attach(visitor, `${n}.png`, 'image/png', PNG)).id)
  const params = { input: textInput('', { attachments: ids }) }

  const refused = visitor.post({ type: 'threads.create', params })
  expect(await refusalOf(refused)).toBe('400 invalid_request')
  const thread = await visitor.chat('', { attachments: ids.slice(0, 5) })
  expect(await visitor.texts(thread)).toEqual(['', 'Nice'])
})

/** What the vector store's account holds, the library's own files left out. */
async function namesInStore({ store }: ScriptedApi): Promise<string[]> {
  const names: string[] = []
  for await (const { filename } of store.client.files.list()) names.push(filename)
  return names
}

test('a file that was deleted while it was being taken in does not come back', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const { attachment, url } = await announce(visitor, 'notes.md', 'text/markdown', NOTES.length)
  const { add } = api.library
  api.library.add = (session, file, keep) =>
    add(session, file, async (stored) => {
      await visitor.ask('attachments.delete', { attachment_id: attachment.id })
      return keep(stored)
    })

  expect(await refusalOf(put(url, NOTES))).toBe('404 not_found')

  const memory = api.memoryOf(visitor)
  expect(await memory.loadAttachment(attachment.id)).toBeUndefined()
  expect(await memory.loadFiles()).toEqual([])
  expect(await namesInStore(api)).toEqual([])
})

test('pictures go into the store, and out of it, two at a time', async () => {
  const memory = openSqliteMemory(':memory:', { ttlMinutes: 60 })
  const session = sessionKey(crypto.randomUUID())
  const inMemory = { now: 0, most: 0 }
  /** The store takes until the next turn of the event loop for each. */
  async function counted<T>(work: () => Promise<T>) {
    inMemory.most = Math.max(inMemory.most, ++inMemory.now)
    await new Promise(setImmediate)
    return work().finally(() => inMemory.now--)
  }
  const attachments = createAttachments({
    memory: {
      ...memory,
      session(key) {
        const mine = memory.session(key)
        return {
          ...mine,
          receiveAttachment: (...args) => counted(() => mine.receiveAttachment(...args)),
          loadAttachmentBytes: (id) => counted(() => mine.loadAttachmentBytes(id)),
        }
      },
    },
    library: {} as Library,
    secret: 's'.repeat(32),
    limits: { fileBytesPerSession: 1e6, filesPerSession: 20, attachmentBytes: 1e6 },
  })
  const picture = { name: 'me.png', size: PNG.length, mime_type: 'image/png' }
  const context = { session, origin: 'http://hub.example' }
  const ids = await Promise.all(
    Array.from(
      { length: 8 },
      async () => (await attachments.createAttachment(picture, context)).id,
    ),
  )

  await Promise.all(
    ids.map((id) => attachments.receive(session, id, new Blob([new Uint8Array(PNG)]))),
  )
  expect(inMemory).toEqual({ now: 0, most: 2 })

  inMemory.most = 0
  const read = await Promise.all(ids.map((id) => attachments.read(session, id)))
  expect(inMemory).toEqual({ now: 0, most: 2 })
  for (const { bytes } of read) expect(Buffer.from(bytes)).toEqual(Buffer.from(PNG))
  await memory.close()
})

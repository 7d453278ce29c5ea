import { expect, onTestFinished, test, vi } from 'vitest'
import { announce, attach, put } from '../../../test/api/attach.ts'
import { textInput } from '../../../test/api/chatkit-client.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'
import { NOTES, PNG } from '../../../test/samples/file-samples.ts'

const MINUTE = 60_000

test('a picture is announced, uploaded and sent in a message, which shows it', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()

  const { attachment, url } = await announce(visitor, 'me.png', 'image/png', PNG.length)
  const uploaded = await put(url, PNG)
  const thread = await visitor.chat('Look', { attachments: [attachment.id] })

  expect(attachment).toEqual({
    id: expect.stringMatching(/^atc_[0-9a-f]{24}$/),
    name: 'me.png',
    mime_type: 'image/png',
    type: 'image',
    preview_url: expect.stringMatching(/^http:\/\/127\.0\.0\.1/),
    upload_descriptor: { url, method: 'PUT', headers: {} },
  })
  const { upload_descriptor: _, ...shown } = attachment
  expect(uploaded.status).toBe(200)
  expect(await uploaded.json()).toEqual(shown)
  expect(await visitor.items(thread)).toMatchObject([
    { attachments: [{ ...shown, thread_id: thread }] },
    {},
  ])
})

test('a multipart POST to the same address does as well', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const { url } = await announce(api.visitor(), 'me.png', 'image/png', PNG.length)
  const body = new FormData()
  body.append('file', new File([new Uint8Array(PNG)], 'me.png', { type: 'image/png' }))

  const response = await fetch(url, { method: 'POST', body })

  expect(response.status).toBe(200)
  expect(await response.json()).toMatchObject({ type: 'image', mime_type: 'image/png' })
})

test('two files of one message both come to belong to its chat', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const picture = await attach(visitor, 'me.png', 'image/png', PNG)
  const notes = await attach(visitor, 'notes.md', 'text/markdown', NOTES)

  const ids = [picture.id, notes.id]
  const thread = await visitor.chat('Look', { attachments: [...ids, picture.id] })

  const memory = api.memoryOf(visitor)
  for (const id of ids) {
    expect((await memory.loadAttachment(id))?.attachment.thread_id).toBe(thread)
  }
  const [message] = await visitor.items(thread)
  expect(message).toMatchObject({ attachments: [{ id: picture.id }, { id: notes.id }] })
})

test('nothing of how a file is stored leaves the server', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const { id, uploaded } = await attach(visitor, 'notes.md', 'text/markdown', NOTES)

  const reply = await (await visitor.create('Look', { attachments: [id] })).untilEnd()
  const thread_id = reply.threadId
  const answers = [
    uploaded,
    reply.events,
    await visitor.ask('items.list', { thread_id }),
    await visitor.ask('threads.get_by_id', { thread_id }),
  ]

  const stored = await api.memoryOf(visitor).loadAttachment(id)
  expect(stored?.fileId).toBeTruthy()
  expect(JSON.stringify(answers)).not.toContain(stored?.fileId)
  expect(JSON.stringify(answers)).not.toMatch(/metadata":\{"|"uploaded"|"size"|upload_descriptor/)
})

test('a picture is shown at its signed address, harmlessly', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const { uploaded } = await attach(api.visitor(), 'me.png', 'image/png', PNG)

  const response = await fetch(uploaded.preview_url ?? '')

  expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG)
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/png',
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'content-disposition': 'inline',
    'cross-origin-resource-policy': 'cross-origin',
    'cache-control': 'private, max-age=3600',
  })
})

test('an address that is changed in any part opens nothing', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const other = await announce(visitor, 'other.png', 'image/png', PNG.length)
  const { url } = await announce(visitor, 'me.png', 'image/png', PNG.length)
  const changed = (change: (url: URL) => void) => {
    const copy = new URL(url)
    change(copy)
    return put(copy, PNG)
  }

  const answers = [
    await changed((copy) => copy.searchParams.delete('signature')),
    await changed((copy) => copy.searchParams.set('signature', 'AAAA')),
    await changed((copy) => copy.searchParams.set('expires', '9999999999999')),
    await changed((copy) => copy.searchParams.set('session', '0'.repeat(32))),
    await changed((copy) => {
      copy.pathname = `/attachments/${other.attachment.id}`
    }),
  ]

  for (const answer of answers) expect(await refusalOf(answer)).toBe('404 not_found')
  expect((await put(url, PNG)).status).toBe(200)
})

test('an upload address shows no picture, and a preview address takes none', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const { url, uploaded } = await attach(api.visitor(), 'me.png', 'image/png', PNG)

  expect(await refusalOf(fetch(url))).toBe('404 not_found')
  expect(await refusalOf(put(uploaded.preview_url ?? '', PNG))).toBe('404 not_found')
})

test('addresses expire, and a chat that is read again gets fresh ones', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  await using api = await startScriptedApi(saying('Nice'), { SESSION_TTL_MINUTES: '10000' })
  const visitor = api.visitor()
  const { id, uploaded } = await attach(visitor, 'me.png', 'image/png', PNG)
  const thread = await visitor.chat('Look', { attachments: [id] })
  const { url } = await announce(visitor, 'late.png', 'image/png', PNG.length)

  vi.setSystemTime(Date.now() + 16 * MINUTE)
  expect(await refusalOf(put(url, PNG))).toBe('404 not_found')
  vi.setSystemTime(Date.now() + 26 * 60 * MINUTE)
  expect(await refusalOf(fetch(uploaded.preview_url ?? ''))).toBe('404 not_found')

  const [message] = await visitor.items(thread)
  const [fresh] = message?.type === 'user_message' ? message.attachments : []
  expect(fresh?.type === 'image' && (await fetch(fresh.preview_url)).status).toBe(200)
})

test('a file of another session can be neither sent nor deleted', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const [mine, theirs] = [api.visitor(), api.visitor()]
  const { id, uploaded } = await attach(theirs, 'me.png', 'image/png', PNG)
  const input = textInput('Look', { attachments: [id] })

  const sent = mine.post({ type: 'threads.create', params: { input } })
  expect(await refusalOf(sent)).toBe('404 not_found')
  expect(await mine.ask('attachments.delete', { attachment_id: id })).toEqual({})
  expect((await fetch(uploaded.preview_url ?? '')).status).toBe(200)
})

test('a deleted file is gone, cannot be sent any more, and may be deleted again', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const { id, uploaded } = await attach(visitor, 'me.png', 'image/png', PNG)

  for (const time of ['once', 'again']) {
    const answer = await visitor.ask('attachments.delete', { attachment_id: id })
    expect(answer, time).toEqual({})
  }

  expect(await refusalOf(fetch(uploaded.preview_url ?? ''))).toBe('404 not_found')
  const input = textInput('Look', { attachments: [id] })
  const sent = visitor.post({ type: 'threads.create', params: { input } })
  expect(await refusalOf(sent)).toBe('404 not_found')
})

/** What the protocol says of attachments in messages; how their bytes come in stands in `http/`. */
import { expect, test } from 'vitest'
import { announce, attach } from '../../test/api/attach.ts'
import { textInput } from '../../test/api/chatkit-client.ts'
import { refusalOf } from '../../test/api/refusal.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { saying } from '../../test/responders/assistant.ts'
import { NOTES, PNG } from '../../test/samples/file-samples.ts'

const create = (...attachments: string[]) => ({
  type: 'threads.create',
  params: { input: textInput('Look', { attachments }) },
})

const multipart = (name: string, type: string, bytes: Buffer) => {
  const form = new FormData()
  form.append('file', new File([new Uint8Array(bytes)], name, { type }))
  return form
}

test('a message with a file that nobody knows is refused, and leaves no chat behind', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const { id } = await attach(visitor, 'me.png', 'image/png', PNG)

  expect(await refusalOf(visitor.post(create(id, 'atc_unknown')))).toBe('404 not_found')

  expect(await visitor.ask('threads.list', {})).toEqual({ data: [], has_more: false })
  expect((await api.memoryOf(visitor).loadAttachment(id))?.attachment.thread_id).toBeUndefined()
})

test('in a chat that exists, such a message is refused as well and not kept', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')

  const input = textInput('Look', { attachments: ['atc_unknown'] })
  const refused = visitor.post({ type: 'threads.add_user_message', params: { thread_id, input } })

  expect(await refusalOf(refused)).toBe('404 not_found')
  expect(await visitor.texts(thread_id)).toEqual(['Hello', 'Nice'])
})

test('a file whose bytes have not come cannot be sent', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const { attachment } = await announce(visitor, 'me.png', 'image/png', PNG.length)

  expect(await refusalOf(visitor.post(create(attachment.id)))).toBe('400 invalid_request')
  expect(await visitor.ask('threads.list', {})).toEqual({ data: [], has_more: false })
})

test('the file of another session cannot be sent, and stays theirs', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const [mine, theirs] = [api.visitor(), api.visitor()]
  const { id } = await attach(theirs, 'me.png', 'image/png', PNG)

  expect(await refusalOf(mine.post(create(id)))).toBe('404 not_found')

  const thread = await theirs.chat('Look', { attachments: [id] })
  expect(await theirs.items(thread)).toMatchObject([{ attachments: [{ id }] }, {}])
})

test('a message carries whole files, each with its thread, in its event as in every list', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const picture = await attach(visitor, 'me.png', 'image/png', PNG)
  const notes = await attach(visitor, 'notes.md', 'text/markdown', NOTES)
  const attachments = [picture.id, notes.id]

  const reply = await (await visitor.create('Look', { attachments })).untilEnd()

  const thread_id = reply.threadId
  const carried = [
    {
      id: picture.id,
      name: 'me.png',
      mime_type: 'image/png',
      type: 'image',
      preview_url: expect.stringMatching(/^http/),
      thread_id,
    },
    { id: notes.id, name: 'notes.md', mime_type: 'text/markdown', type: 'file', thread_id },
  ]
  expect(reply.events[1]).toMatchObject({ item: { type: 'user_message' } })
  const [event] = reply.events.slice(1)
  const shown = event && 'item' in event ? event.item : undefined
  const [listed] = await visitor.items(thread_id)
  const { items } = await visitor.ask('threads.get_by_id', { thread_id })
  for (const message of [shown, listed, items.data[0]]) {
    expect(message?.type === 'user_message' && message.attachments).toEqual(carried)
  }
})

test.each([
  ['PUT', 'raw'],
  ['POST', 'raw'],
  ['PUT', 'multipart'],
  ['POST', 'multipart'],
])('bytes may come by %s, %s', async (method, form) => {
  await using api = await startScriptedApi(saying('Nice'))
  const { attachment, url } = await announce(api.visitor(), 'me.png', 'image/png', PNG.length)
  const body = form === 'raw' ? new Uint8Array(PNG) : multipart('me.png', 'image/png', PNG)

  const response = await fetch(url, { method, body })

  expect(await response.json()).toMatchObject({ id: attachment.id, type: 'image' })
  const fresh = fetch(url, { method, body: new Uint8Array(PNG) })
  expect(await refusalOf(fresh)).toBe('400 invalid_request')
})

test('a file sent twice in one message is carried once', async () => {
  await using api = await startScriptedApi(saying('Nice'))
  const visitor = api.visitor()
  const { id } = await attach(visitor, 'me.png', 'image/png', PNG)

  const thread = await visitor.chat('Look', { attachments: [id, id] })

  const [message] = await visitor.items(thread)
  expect(message?.type === 'user_message' && message.attachments).toMatchObject([{ id }])
})

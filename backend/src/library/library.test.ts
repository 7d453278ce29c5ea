import { expect, test } from 'vitest'
import { attach } from '../../test/api/attach.ts'
import { type ScriptedApi, startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { saying, unfinished } from '../../test/responders/assistant.ts'
import { NOTES } from '../../test/samples/file-samples.ts'
import { findInStore } from '../../test/upstream/find-in-store.ts'
import { sessionKey } from '../http/middleware/session.ts'

const QUESTION = 'At how many degrees does the kiln Zephyrine fire?'

/** An attached document, indexed. */
async function attached(api: ScriptedApi, visitor: ReturnType<ScriptedApi['visitor']>) {
  const { id } = await attach(visitor, 'notes.md', 'text/markdown', NOTES)
  const fileId = (await api.memoryOf(visitor).loadAttachment(id))?.fileId ?? ''
  const key = sessionKey(visitor.session)
  await api.library.settled(key, [fileId], new AbortController().signal)
  return { id, fileId, key }
}

/** Every file that the store still holds, of any session. */
async function filesInStore({ store }: ScriptedApi): Promise<string[]> {
  const ids: string[] = []
  for await (const { id } of store.client.vectorStores.files.list(store.id)) ids.push(id)
  for await (const { id } of store.client.files.list()) ids.push(id)
  return ids
}

test('an attached document is found in its own session alone', async () => {
  await using api = await startScriptedApi(saying('Read'))
  const visitor = api.visitor()
  const { key } = await attached(api, visitor)

  expect(await findInStore(api, key, QUESTION)).toEqual(['notes.md'])
  expect(await findInStore(api, sessionKey(api.visitor().session), QUESTION)).toEqual([])
})

test('a deleted attachment leaves nothing in the store', async () => {
  await using api = await startScriptedApi(saying('Read'))
  const visitor = api.visitor()
  const { id, fileId } = await attached(api, visitor)
  expect(await filesInStore(api)).toEqual([fileId, fileId])

  await visitor.ask('attachments.delete', { attachment_id: id })
  await api.library.sweep()

  expect(await filesInStore(api)).toEqual([])
})

test('a deleted chat takes the documents of its messages out of the store', async () => {
  await using api = await startScriptedApi(saying('Read'))
  const visitor = api.visitor()
  const { id } = await attached(api, visitor)
  const thread_id = await visitor.chat('Read this', { attachments: [id] })

  await visitor.ask('threads.delete', { thread_id })
  await api.library.sweep()

  expect(await filesInStore(api)).toEqual([])
})

test('a deleted session takes all its documents out of the store, and no others', async () => {
  await using api = await startScriptedApi(unfinished('Rea'))
  const [visitor, other] = [api.visitor(), api.visitor()]
  const { id } = await attached(api, visitor)
  const { fileId } = await attached(api, other)
  await (await visitor.create('Read this', { attachments: [id] })).untilWords()

  await visitor.fetch('/session', { method: 'DELETE' })
  await api.library.sweep()

  expect(await filesInStore(api)).toEqual([fileId, fileId])
})

test('what the store would not remove is removed the next time', async () => {
  await using api = await startScriptedApi(saying('Read'))
  const visitor = api.visitor()
  const { id } = await attached(api, visitor)
  const { files } = api.store.client
  const whole = files.delete
  files.delete = () => {
    throw new Error('The store is away')
  }

  await visitor.ask('attachments.delete', { attachment_id: id })
  await api.library.sweep()
  expect(await filesInStore(api)).toHaveLength(1)
  files.delete = whole
  await api.library.sweep()

  expect(await filesInStore(api)).toEqual([])
})

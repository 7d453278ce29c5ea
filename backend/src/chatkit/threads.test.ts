import { expect, test } from 'vitest'
import type { ChatKitClient } from '../../test/api/chatkit-client.ts'
import { refusalOf } from '../../test/api/refusal.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { saying } from '../../test/responders/assistant.ts'

const reply = saying('Hi')

/** Chats named 1, 2, 3 …, oldest first. */
async function chats(visitor: ChatKitClient, count: number): Promise<string[]> {
  const ids: string[] = []
  for (let n = 1; n <= count; n++) ids.push(await visitor.chat(`${n}`))
  return ids
}

test('chats are listed newest first, twenty at a time, each without its items', async () => {
  await using api = await startScriptedApi(reply)
  const visitor = api.visitor()
  const ids = await chats(visitor, 21)
  const newestFirst = ids.toReversed()

  const page = await visitor.ask('threads.list', {})
  const rest = await visitor.ask('threads.list', { after: page.after })

  expect(page.data.map(({ id }) => id)).toEqual(newestFirst.slice(0, 20))
  expect(page).toMatchObject({ has_more: true, after: newestFirst[19] })
  for (const { items } of page.data) expect(items).toEqual({ data: [], has_more: false })
  expect(rest.data.map(({ id }) => id)).toEqual(newestFirst.slice(20))
  expect(rest).toEqual({ data: rest.data, has_more: false })
})

test.each([0, null, undefined])('a limit of %s means twenty', async (limit) => {
  await using api = await startScriptedApi(reply)
  const visitor = api.visitor()
  await chats(visitor, 21)

  const page = await visitor.ask('threads.list', { limit })

  expect(page.data).toHaveLength(20)
})

test('limits that are too large or too small are clamped, not refused', async () => {
  await using api = await startScriptedApi(reply)
  const visitor = api.visitor()
  const ids = await chats(visitor, 3)

  const all = await visitor.ask('threads.list', { limit: 9999 })
  const one = await visitor.ask('threads.list', { limit: -5 })

  expect(all).toMatchObject({ data: [{}, {}, {}], has_more: false })
  expect(one).toMatchObject({ data: [{ id: ids[2] }], has_more: true, after: ids[2] })
})

test('a page of a hundred is the largest there is', async () => {
  await using api = await startScriptedApi(reply, { MAX_THREADS_PER_SESSION: '101' })
  const visitor = api.visitor()
  await chats(visitor, 101)

  const page = await visitor.ask('threads.list', { limit: 9999, order: 'desc' })

  expect(page.data).toHaveLength(100)
  expect(page).toMatchObject({ has_more: true, after: page.data.at(-1)?.id })
})

test('a list can be walked both ways, and shows each chat once', async () => {
  await using api = await startScriptedApi(reply)
  const visitor = api.visitor()
  const ids = await chats(visitor, 5)

  for (const order of ['asc', 'desc'] as const) {
    const seen: string[] = []
    for (let after: string | undefined, more = true; more; ) {
      const page = await visitor.ask('threads.list', { limit: 2, order, after })
      seen.push(...page.data.map(({ id }) => id))
      after = page.after
      more = page.has_more
    }
    expect(seen).toEqual(order === 'asc' ? ids : ids.toReversed())
  }
})

test('a cursor that nothing here has is refused', async () => {
  await using api = await startScriptedApi(reply)
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')
  const list = { type: 'threads.list', params: { after: 'thr_gone' } }
  const items = { type: 'items.list', params: { thread_id, after: 'msg_gone' } }

  expect(await refusalOf(visitor.post(list))).toBe('400 invalid_request')
  expect(await refusalOf(visitor.post(items))).toBe('400 invalid_request')
})

test('an untitled chat has no title key, and metadata stays inside', async () => {
  await using api = await startScriptedApi(async function* ({ thread }) {
    thread.metadata = { model: 'secret' }
    yield { type: 'progress_update', text: 'Reading' }
  })
  const visitor = api.visitor()

  const stream = await (await visitor.create('Hello')).untilEnd()
  const { threadId: thread_id } = stream
  const { data } = await visitor.ask('threads.list', {})
  const thread = await visitor.ask('threads.get_by_id', { thread_id })

  expect(data).toMatchObject([{ id: thread_id, metadata: {} }])
  expect(data[0]).not.toHaveProperty('title')
  expect(JSON.stringify([stream.events, data, thread])).not.toContain('secret')
})

test('a chat is renamed, also to nothing', async () => {
  await using api = await startScriptedApi(reply)
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')

  const renamed = await visitor.ask('threads.update', { thread_id, title: 'Reels' })
  const unnamed = await visitor.ask('threads.update', { thread_id, title: '' })

  expect(renamed).toMatchObject({ id: thread_id, title: 'Reels', items: { data: [] } })
  expect(unnamed.title).toBe('')
  expect(await visitor.ask('threads.get_by_id', { thread_id })).toMatchObject({ title: '' })
})

test('a chat shows its first twenty items, oldest first, and the rest by pages', async () => {
  await using api = await startScriptedApi(reply)
  const visitor = api.visitor()
  const thread_id = await visitor.chat('1')
  for (let n = 2; n <= 13; n++) await (await visitor.say(thread_id, `${n}`)).untilEnd()

  const { items } = await visitor.ask('threads.get_by_id', { thread_id })
  const rest = await visitor.ask('items.list', { thread_id, order: 'asc', after: items.after })

  expect(items).toMatchObject({ has_more: true, after: items.data[19]?.id })
  expect(items.data).toHaveLength(20)
  expect([...items.data, ...rest.data]).toEqual(await visitor.items(thread_id))
  expect(rest.has_more).toBe(false)
})

test('items are listed newest first unless asked otherwise', async () => {
  await using api = await startScriptedApi(reply)
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')

  const { data } = await visitor.ask('items.list', { thread_id })

  expect(data.map(({ type }) => type)).toEqual(['assistant_message', 'user_message'])
})

test('a chat that is gone, or never was, counts as deleted', async () => {
  await using api = await startScriptedApi(reply)
  const visitor = api.visitor()
  const [thread_id = '', kept] = await chats(visitor, 2)

  for (const id of [thread_id, thread_id, 'thr_unknown']) {
    const answer = await visitor.post({ type: 'threads.delete', params: { thread_id: id } })
    expect([answer.status, await answer.text()]).toEqual([200, '{}'])
  }

  expect((await visitor.ask('threads.list', {})).data).toMatchObject([{ id: kept }])
})

test('a chat that is gone cannot be renamed', async () => {
  await using api = await startScriptedApi(reply)
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')
  await visitor.ask('threads.delete', { thread_id })

  const rename = { type: 'threads.update', params: { thread_id, title: 'Reels' } }

  expect(await refusalOf(visitor.post(rename))).toBe('404 not_found')
})

test('renamed while it is answered, a chat keeps what its answer stores of it', async () => {
  const { promise: renamed, resolve: rename } = Promise.withResolvers<void>()
  await using api = await startScriptedApi(async function* (turn) {
    turn.thread.metadata = { summary: 'In short' }
    yield { type: 'progress_update', text: 'Reading' }
    await renamed
    turn.thread.metadata = { summary: 'Shorter' }
    turn.thread.title = 'A title of its own'
    yield* reply(turn)
  })
  const visitor = api.visitor()
  const answer = await visitor.create('Hello')
  await answer.untilEvent(({ type }) => type === 'thread.updated')

  const thread_id = answer.threadId
  const told = await visitor.ask('threads.update', { thread_id, title: 'Mine' })
  const after = await api.memoryOf(visitor).loadThread(thread_id)
  rename()
  await answer.untilEnd()

  expect(told.title).toBe('Mine')
  expect(after).toMatchObject({ title: 'Mine', metadata: { summary: 'In short' } })
  expect(await api.memoryOf(visitor).loadThread(thread_id)).toMatchObject({
    title: 'Mine',
    metadata: { summary: 'Shorter' },
  })
})

test('a deleted chat is gone, with all it held', async () => {
  await using api = await startScriptedApi(reply)
  const visitor = api.visitor()
  const [gone = '', kept] = await chats(visitor, 2)

  const answer = await visitor.ask('threads.delete', { thread_id: gone })

  expect(answer).toEqual({})
  expect((await visitor.ask('threads.list', {})).data).toMatchObject([{ id: kept }])
  const items = { type: 'items.list', params: { thread_id: gone } }
  expect(await refusalOf(visitor.post(items))).toBe('404 not_found')
})

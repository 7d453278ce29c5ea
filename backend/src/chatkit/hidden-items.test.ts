import { expect, test } from 'vitest'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { added, done, message, note, words } from '../../test/responders/assistant.ts'

test('a hidden item is stored, and no event ever shows it', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    const hidden = note(turn, 'hidden_1', 'Only for the model')
    yield added(hidden)
    yield words('hidden_1', 'Only for the model')
    yield done(hidden)
    yield { type: 'thread.item.replaced', item: note(turn, 'hidden_1', 'Only for the model too') }
    yield done(message(turn, 'msg_1', 'Hi'))
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()

  expect(JSON.stringify(reply.events)).not.toMatch(/hidden_1|Only for the model/)
  expect(reply.stages.slice(3)).toEqual(['thread.item.done'])
  expect(await api.memoryOf(visitor).loadItem(reply.threadId, 'hidden_1')).toMatchObject({
    content: 'Only for the model too',
  })
})

test('of a hidden item nothing is shown later either: no update, no removal, not its id', async () => {
  let turns = 0
  await using api = await startScriptedApi(async function* (turn) {
    turns += 1
    if (turns === 1) {
      for (const n of [1, 2]) yield done(note(turn, `hidden_${n}`))
      yield words('hidden_1', 'Only for the model')
      yield { type: 'thread.item.removed', item_id: 'hidden_1' }
    } else {
      yield { type: 'thread.item.removed', item_id: 'hidden_2' }
    }
    yield done(message(turn, `msg_${turns}`, 'Hi'))
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()
  const next = await (await visitor.say(reply.threadId, 'Again')).untilEnd()

  expect(JSON.stringify([reply.events, next.events])).not.toContain('hidden_')
  const stored = await api.stored(visitor, reply.threadId)
  expect(stored.map(({ id }) => id)).not.toContain('hidden_1')
  expect(stored.map(({ id }) => id)).not.toContain('hidden_2')
})

test('lists leave hidden items out, and paging past them loses nothing', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield done(message(turn, 'msg_1', 'One'))
    for (const n of [1, 2, 3, 4]) yield done(note(turn, `hidden_${n}`))
    yield done(message(turn, 'msg_2', 'Two'))
  })
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')

  for (const order of ['asc', 'desc'] as const) {
    const pages: string[][] = []
    for (let after: string | undefined, more = true; more; ) {
      const page = await visitor.ask('items.list', { thread_id, limit: 2, order, after })
      pages.push(page.data.map(({ type }) => type))
      after = page.after
      more = page.has_more
    }
    const forwards = [['user_message', 'assistant_message'], [], [], ['assistant_message']]
    const backwards = [['assistant_message'], [], ['assistant_message'], ['user_message']]
    expect(pages).toEqual(order === 'asc' ? forwards : backwards)
  }
})

test('a chat opened by its id shows no hidden items', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    for (let n = 1; n <= 25; n++) yield done(note(turn, `hidden_${n}`))
    yield done(message(turn, 'msg_1', 'At last'))
  })
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')

  const { items } = await visitor.ask('threads.get_by_id', { thread_id })
  const rest = await visitor.ask('items.list', { thread_id, order: 'asc', after: items.after })

  expect(items).toMatchObject({ data: [{ type: 'user_message' }], has_more: true })
  expect(rest).toMatchObject({ data: [{ id: 'msg_1' }], has_more: false })
})

test('items stored in the same millisecond are each shown once, in both orders', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    const created_at = '2026-01-01T00:00:00.000Z'
    for (let n = 1; n <= 5; n++) yield done({ ...message(turn, `msg_${n}`, `${n}`), created_at })
  })
  const visitor = api.visitor()
  const thread_id = await visitor.chat('0')

  for (const order of ['asc', 'desc'] as const) {
    const ids: string[] = []
    for (let after: string | undefined, more = true; more; ) {
      const page = await visitor.ask('items.list', { thread_id, limit: 1, order, after })
      ids.push(...page.data.map(({ id }) => id))
      after = page.after
      more = page.has_more
    }
    const answers = ['msg_1', 'msg_2', 'msg_3', 'msg_4', 'msg_5']
    const [question] = await visitor.items(thread_id)
    const all = [question?.id, ...answers]
    expect(ids).toEqual(order === 'asc' ? all : all.toReversed())
  }
})

import { expect, test } from 'vitest'
import { type ChatKitClient, textInput } from '../../test/api/chatkit-client.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { added, done, message, type ReplyScript, saying } from '../../test/responders/assistant.ts'
import { toolCall, widget } from '../../test/responders/thread-items.ts'

/** A message with a null wherever one may stand. */
const sparse = {
  ...textInput('Hello'),
  content: [
    { type: 'input_tag' as const, id: 't1', text: 'Reels', group: null, data: { x: null } },
  ],
  quoted_text: null,
  inference_options: { model: null, tool_choice: null },
}

/** Every text in which this thread comes out of the server. */
async function everyText(visitor: ChatKitClient, create: object) {
  const stream = await (await visitor.post(create)).text()
  const thread_id = /thr_[0-9a-f]+/.exec(stream)?.[0] ?? ''
  const ask = async (type: string, params: object) => (await visitor.post({ type, params })).text()
  return [
    stream,
    await ask('items.list', { thread_id }),
    await ask('threads.get_by_id', { thread_id }),
    await ask('threads.list', {}),
    await ask('threads.update', { thread_id, title: 'New' }),
  ]
}

test('what is not there has no key, and no null stands for it', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const texts = await everyText(api.visitor(), {
    type: 'threads.create',
    params: { input: { ...sparse, content: [{ ...sparse.content[0], data: {} }] } },
  })

  for (const text of texts) expect(text).not.toContain('null')
})

test('nulls in free values are kept: arguments, output, data of tags and of effects', async () => {
  let turns = 0
  const respond: ReplyScript = async function* (turn) {
    turns += 1
    yield { type: 'client_effect', name: 'look', data: { at: null } }
    if (turns === 1) yield done(toolCall(turn, 'tc_1', { format: null, list: [null] }))
  }
  await using api = await startScriptedApi(respond)
  const visitor = api.visitor()

  const reply = await visitor.open({ type: 'threads.create', params: { input: sparse } })
  await reply.untilEnd()
  await (await visitor.answerTool(reply.threadId, { date: null })).untilEnd()

  expect(reply.events.at(-2)).toMatchObject({ name: 'look', data: { at: null } })
  const items = await visitor.items(reply.threadId)
  expect(items).toMatchObject([
    { content: [{ data: { x: null } }] },
    { arguments: { format: null, list: [null] }, output: { date: null } },
  ])
  expect(items[0]).not.toHaveProperty(['content', '0', 'group'])
})

test('inside a widget no property is null, wherever it comes out', async () => {
  const root = {
    id: null,
    children: [{ type: 'Button', action: { payload: { day: null } } }, null],
  }
  const clean = { children: [{ type: 'Button', action: { payload: {} } }, null] }
  await using api = await startScriptedApi({
    async *respond(turn) {
      const item = widget(turn, 'wid_1', root)
      yield added(item)
      yield {
        type: 'thread.item.updated',
        item_id: 'wid_1',
        update: { type: 'widget.root.updated', widget: item.widget },
      }
      yield {
        type: 'thread.item.updated',
        item_id: 'wid_1',
        update: {
          type: 'widget.component.updated',
          component_id: 'b',
          component: { type: 'Text', value: null },
        },
      }
      yield done(item)
      yield { type: 'thread.item.replaced', item }
    },
    syncAction: async (turn) => widget(turn, 'wid_1', root),
  })
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello')).untilEnd()
  const thread_id = reply.threadId
  const action = { type: 'look' }
  const acted = await visitor.ask('threads.sync_custom_action', { thread_id, action })

  const { events } = reply
  const [shown, updated, part, stored, replaced] = events.slice(3)
  const card = { type: 'Card', ...clean }
  expect(shown).toMatchObject({ item: { widget: card } })
  expect(updated).toMatchObject({ update: { widget: card } })
  expect(part).toHaveProperty('update.component', { type: 'Text' })
  expect([stored, replaced]).toMatchObject([{ item: { widget: card } }, { item: { widget: card } }])
  for (const answer of [events, acted, await visitor.items(thread_id)]) {
    expect(JSON.stringify(answer)).not.toMatch(/":null/)
  }
})

test('defaults are written out', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const tag = { type: 'input_tag', id: 't1', text: 'Reels' }
  const input = { ...textInput(''), content: [tag] }

  const [stream = '', , thread = '', list = ''] = await everyText(api.visitor(), {
    type: 'threads.create',
    params: { input },
  })

  expect(stream).toContain('"attachments":[]')
  expect(stream).toContain('"annotations":[]')
  expect(stream).toContain('"inference_options":{}')
  expect(stream).toContain('"data":{},"interactive":false')
  expect(thread).toContain('"metadata":{}')
  expect(thread).toContain('"has_more":false')
  expect(list).toContain('"items":{"data":[],"has_more":false}')
})

test('every error says whether it is worth trying again', async () => {
  await using api = await startScriptedApi(async function* (turn) {
    yield added(message(turn, 'msg_1'))
    throw new Error('The model has gone')
  })

  const stream = await (
    await api.visitor().post({ type: 'threads.create', params: { input: textInput('Hello') } })
  ).text()

  expect(stream).toMatch(/data: \{"type":"error","code":"stream.error","allow_retry":true\}\n\n$/)
})

test('what is done and has nothing to say is answered with two bytes', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')
  const ask = async (type: string, params: object) => (await visitor.post({ type, params })).text()

  const answers = [
    await ask('items.feedback', { thread_id, item_ids: [], kind: 'positive' }),
    await ask('threads.delete', { thread_id }),
  ]

  expect(answers).toEqual(['{}', '{}'])
})

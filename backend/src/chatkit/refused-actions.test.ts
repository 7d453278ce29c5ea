import { expect, test } from 'vitest'
import { refusalOf } from '../../test/api/refusal.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import {
  done,
  message,
  note,
  type ScriptedResponder,
  saying,
} from '../../test/responders/assistant.ts'
import { atOnce, mark, planner, progress, streamed } from '../../test/responders/planner.ts'

test('an action with a message is one error that is not worth trying again', async () => {
  await using api = await startScriptedApi({ respond: saying('Hi'), async *action() {} })
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')

  for (const item of await visitor.items(thread)) {
    const reply = await (await visitor.act(thread, item.id, mark)).untilEnd()

    expect(reply.response.status).toBe(200)
    expect(reply.events).toEqual([{ type: 'error', code: 'stream.error', allow_retry: false }])
  }
})

test('an action at once with a message, or a hidden note, is refused', async () => {
  await using api = await startScriptedApi({
    async *respond(turn) {
      yield done(note(turn, 'hidden_1'))
      yield done(message(turn, 'msg_1', 'Hi'))
    },
    syncAction: async () => undefined,
  })
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')

  for (const id of ['msg_1', 'hidden_1']) {
    expect(await refusalOf(visitor.post(atOnce(thread, id)))).toBe('400 invalid_request')
  }
})

test.each([
  ['no type', { payload: {} }],
  ['an empty type', { type: '' }],
  ['a type that is no word', { type: 7 }],
])('an action with %s is refused before any stream', async (_, action) => {
  await using api = await startScriptedApi(
    planner({ async *action() {}, syncAction: async () => undefined }),
  )
  const visitor = api.visitor()
  const thread = await visitor.chat('A plan, please')

  for (const body of [streamed(thread, 'plan_1', action), atOnce(thread, 'plan_1', action)]) {
    expect(await refusalOf(visitor.post(body))).toBe('400 invalid_request')
  }
})

test('an action with something that does not exist is a 404 before any stream', async () => {
  await using api = await startScriptedApi(
    planner({ async *action() {}, syncAction: async () => undefined }),
  )
  const visitor = api.visitor()
  const thread = await visitor.chat('A plan, please')

  for (const ask of [streamed, atOnce]) {
    expect(await refusalOf(visitor.post(ask(thread, 'plan_unknown')))).toBe('404 not_found')
    expect(await refusalOf(visitor.post(ask('thr_gone', 'plan_1')))).toBe('404 not_found')
  }
})

test('a server without actions says that it has none', async () => {
  await using api = await startScriptedApi(planner({}))
  const visitor = api.visitor()
  const thread = await visitor.chat('A plan, please')

  expect(await refusalOf(visitor.post(streamed(thread, 'plan_1')))).toBe('501 not_supported')
  expect(await refusalOf(visitor.post(atOnce(thread, 'plan_1')))).toBe('501 not_supported')
})

test.each<[string, ScriptedResponder['action']]>([
  [
    'before its first event',
    () => {
      throw new Error('The payload makes no sense')
    },
  ],
  [
    'among its events',
    async function* () {
      yield progress
      throw new Error('The payload makes no sense')
    },
  ],
])('an action that fails %s ends with one error, and the chat goes on', async (_, action) => {
  await using api = await startScriptedApi(planner({ action }))
  const visitor = api.visitor()
  const thread = await visitor.chat('A plan, please')

  const reply = await (await visitor.act(thread, 'plan_1', mark)).untilEnd()
  const next = await (await visitor.say(thread, 'Another one')).untilEnd()

  expect(reply.stages[0]).toBe('stream_options')
  expect(reply.events.at(-1)).toEqual({ type: 'error', code: 'stream.error', allow_retry: true })
  expect(next.stages.at(-1)).toBe('thread.item.done')
})

test('an action at once that fails is an error without its cause', async () => {
  await using api = await startScriptedApi(
    planner({
      async syncAction() {
        throw new Error('The payload makes no sense')
      },
    }),
  )
  const visitor = api.visitor()
  const thread = await visitor.chat('A plan, please')

  const response = await visitor.post(atOnce(thread, 'plan_1'))

  expect(await response.clone().text()).not.toContain('makes no sense')
  expect(await refusalOf(response)).toBe('500 internal_error')
})

import { expect, test } from 'vitest'
import { refusalOf } from '../../test/api/refusal.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { done, unfinished } from '../../test/responders/assistant.ts'
import { atOnce, mark, planner, progress, streamed } from '../../test/responders/planner.ts'
import { widget } from '../../test/responders/thread-items.ts'
import type { ActionTurn } from '../coach/responder.ts'

test('an action begins with what can be stopped, then comes what it does', async () => {
  await using api = await startScriptedApi(
    planner({
      async *action(turn) {
        yield { type: 'thread.item.replaced', item: widget(turn, 'plan_1', { days: [3] }) }
        yield { type: 'client_effect', name: 'confetti', data: {} }
      },
    }),
  )
  const visitor = api.visitor()
  const thread = await visitor.chat('A plan, please')

  const reply = await (await visitor.act(thread, 'plan_1', mark)).untilEnd()

  expect(reply.stages).toEqual(['stream_options', 'thread.item.replaced', 'client_effect'])
  expect(await visitor.items(thread)).toMatchObject([{}, { id: 'plan_1', widget: { days: [3] } }])
})

test('an action is told what was done, with which widget, and its payload as it came', async () => {
  const heard: ActionTurn[] = []
  const hear = (turn: ActionTurn) => {
    heard.push(turn)
  }
  await using api = await startScriptedApi(
    planner({
      async *action(turn) {
        hear(turn)
        yield progress
      },
      async syncAction(turn) {
        hear(turn)
        return undefined
      },
    }),
  )
  const visitor = api.visitor()
  const thread = await visitor.chat('A plan, please')
  const action = { type: 'plan.note', payload: { day: 1, note: null, deep: [{ more: null }] } }

  await (await visitor.act(thread, 'plan_1', action)).untilEnd()
  await visitor.ask('threads.sync_custom_action', { thread_id: thread, item_id: 'plan_1', action })

  for (const turn of heard) {
    expect(turn.action).toEqual(action)
    expect(turn.sender).toMatchObject({ id: 'plan_1', type: 'widget' })
    expect(turn.thread.id).toBe(thread)
  }
  expect(heard).toHaveLength(2)
})

test.each([null, undefined])('an action needs no item: its id may be %s', async (item_id) => {
  const senders: unknown[] = []
  await using api = await startScriptedApi(
    planner({
      async *action({ sender }) {
        senders.push(sender)
        yield progress
      },
    }),
  )
  const visitor = api.visitor()
  const thread = await visitor.chat('A plan, please')

  const response = await visitor.post(streamed(thread, item_id, { type: 'app.ping' }))

  expect(response.status).toBe(200)
  await response.text()
  expect(senders).toEqual([undefined])
})

test('an update of a stored widget is shown, but only a replacement is kept', async () => {
  await using api = await startScriptedApi(
    planner({
      async *action(turn) {
        const item_id = 'plan_1'
        const root = { type: 'Card' as const, days: [3] }
        const update = { type: 'widget.root.updated' as const, widget: root }
        yield { type: 'thread.item.updated', item_id, update }
        if (turn.action.type === 'plan.keep') {
          yield { type: 'thread.item.replaced', item: widget(turn, item_id, { days: [3] }) }
        }
      },
    }),
  )
  const visitor = api.visitor()
  const thread = await visitor.chat('A plan, please')

  const shown = await (await visitor.act(thread, 'plan_1', mark)).untilEnd()
  const afterUpdate = await visitor.items(thread)
  await (await visitor.act(thread, 'plan_1', { type: 'plan.keep', payload: {} })).untilEnd()

  expect(shown.stages).toEqual(['stream_options', 'thread.item.updated'])
  expect(afterUpdate).toMatchObject([{}, { widget: { days: [] } }])
  expect(await visitor.items(thread)).toMatchObject([{}, { widget: { days: [3] } }])
})

test('an action at once is answered with the changed widget, which its handler has stored', async () => {
  await using api = await startScriptedApi(
    planner({
      async syncAction(turn) {
        const changed = widget(turn, 'plan_1', { days: [3] })
        if (turn.action.type === mark.type) await turn.memory.saveItem(turn.thread.id, changed)
        return changed
      },
    }),
  )
  const visitor = api.visitor()
  const thread_id = await visitor.chat('A plan, please')
  const params = { thread_id, item_id: 'plan_1' }
  const look = { ...mark, type: 'plan.look' }

  const unsaved = await visitor.ask('threads.sync_custom_action', { ...params, action: look })
  const before = await visitor.items(thread_id)
  await visitor.ask('threads.sync_custom_action', { ...params, action: mark })

  expect(unsaved).toMatchObject({ updated_item: { id: 'plan_1', widget: { days: [3] } } })
  expect(before).toMatchObject([{}, { widget: { days: [] } }])
  expect(await visitor.items(thread_id)).toMatchObject([{}, { widget: { days: [3] } }])
})

test('an action at once that changes nothing is answered with an empty object', async () => {
  await using api = await startScriptedApi(planner({ syncAction: async () => undefined }))
  const visitor = api.visitor()
  const thread = await visitor.chat('A plan, please')

  const response = await visitor.post(atOnce(thread, 'plan_1'))

  expect(response.status).toBe(200)
  expect(await response.text()).toBe('{}')
})

test('while a chat is being answered, only an action at once is taken', async () => {
  let turns = 0
  await using api = await startScriptedApi({
    async *respond(turn) {
      turns += 1
      yield done(widget(turn, 'plan_1', { days: [] }))
      if (turns > 1) yield* unfinished('Hel')(turn)
    },
    async *action() {},
    syncAction: async () => undefined,
  })
  const visitor = api.visitor()
  const thread = await visitor.chat('A plan, please')
  await (await visitor.say(thread, 'Another one')).untilWords()

  expect((await visitor.post(atOnce(thread, 'plan_1'))).status).toBe(200)
  expect(await refusalOf(visitor.post(streamed(thread, 'plan_1')))).toBe('409 thread_busy')
})

test('an action may change the thread, and the client hears of it', async () => {
  await using api = await startScriptedApi(
    planner({
      async *action({ thread }) {
        thread.title = 'My plan'
        yield progress
      },
    }),
  )
  const visitor = api.visitor()
  const thread = await visitor.chat('A plan, please')

  const reply = await (await visitor.act(thread, 'plan_1', mark)).untilEnd()

  expect(reply.events.at(-1)).toMatchObject({
    type: 'thread.updated',
    thread: { title: 'My plan' },
  })
})

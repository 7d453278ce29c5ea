import { describe, expect, test } from 'vitest'
import { type ChatKitClient, textInput } from '../../test/api/chatkit-client.ts'
import { refusalOf } from '../../test/api/refusal.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { done, message, type ScriptedResponder } from '../../test/responders/assistant.ts'
import { form, toolCall, widget } from '../../test/responders/thread-items.ts'
import type { ThreadStatus } from '../protocol/schemas.ts'

/** Puts everything into a chat that could be gone on with, then changes its status. */
const endingWith = (status: ThreadStatus): ScriptedResponder => ({
  async *respond(turn) {
    yield done(widget(turn, 'plan_1', {}))
    yield done(form(turn, 'form_1', []))
    yield done(message(turn, 'msg_1', 'That was all.'))
    turn.thread.status = status
    yield done(toolCall(turn, 'tc_1'))
  },
  async *action() {},
  syncAction: async () => undefined,
})

const action = { type: 'plan.mark_day' }

/** Every request that would add something to a chat. */
const additions = (thread_id: string, question = '') => [
  { type: 'threads.add_user_message', params: { thread_id, input: textInput('One more') } },
  { type: 'threads.retry_after_item', params: { thread_id, item_id: question } },
  { type: 'threads.add_client_tool_output', params: { thread_id, result: 1 } },
  { type: 'threads.add_structured_input', params: { thread_id, item_id: 'form_1', input: {} } },
  { type: 'threads.custom_action', params: { thread_id, item_id: 'plan_1', action } },
  { type: 'threads.sync_custom_action', params: { thread_id, item_id: 'plan_1', action } },
]

async function chatOf(visitor: ChatKitClient) {
  const thread = await visitor.chat('Hello')
  const items = await visitor.items(thread)
  return { thread, items, question: items[0]?.id }
}

const reason = 'The course is over.'

describe.each([
  { type: 'locked', reason },
  { type: 'closed', reason },
] as const)('a $type chat', (status) => {
  test('takes nothing more, and says why', async () => {
    await using api = await startScriptedApi(endingWith(status))
    const visitor = api.visitor()
    const { thread, items, question } = await chatOf(visitor)

    for (const request of additions(thread, question)) {
      const response = await visitor.post(request)

      expect(await response.clone().json()).toMatchObject({ message: reason })
      expect(`${request.type}: ${await refusalOf(response)}`).toBe(
        `${request.type}: 409 thread_${status.type}`,
      )
    }
    expect(await visitor.items(thread)).toEqual(items)
  })

  test('is announced as such, and shown as such everywhere', async () => {
    await using api = await startScriptedApi(endingWith(status))
    const visitor = api.visitor()

    const reply = await (await visitor.create('Hello')).untilEnd()
    const thread_id = reply.threadId

    expect(reply.events.at(-1)).toMatchObject({ type: 'thread.updated', thread: { status } })
    expect(await visitor.ask('threads.get_by_id', { thread_id })).toMatchObject({ status })
    expect(await visitor.ask('threads.list', {})).toMatchObject({ data: [{ status }] })
  })

  test('can still be read, rated, renamed and deleted', async () => {
    await using api = await startScriptedApi(endingWith(status))
    const visitor = api.visitor()
    const { thread: thread_id, items } = await chatOf(visitor)

    expect(items).toHaveLength(5)
    const rating = { thread_id, item_ids: ['msg_1'], kind: 'positive' as const }
    expect(await visitor.ask('items.feedback', rating)).toEqual({})
    const renamed = await visitor.ask('threads.update', { thread_id, title: 'The course' })
    expect(renamed).toMatchObject({ title: 'The course', status })
    expect(await visitor.ask('threads.delete', { thread_id })).toEqual({})
  })
})

test('a chat that is locked without a reason says what to do', async () => {
  await using api = await startScriptedApi(endingWith({ type: 'locked' }))
  const visitor = api.visitor()
  const { thread } = await chatOf(visitor)

  const [message] = additions(thread)
  const response = await visitor.post(message)

  expect(await response.clone().text()).toContain('Start a new one')
  expect(await refusalOf(response)).toBe('409 thread_locked')
})

test('other chats of the session are not locked with it', async () => {
  let turns = 0
  await using api = await startScriptedApi(async function* (turn) {
    turns += 1
    if (turns === 1) turn.thread.status = { type: 'locked' }
    yield done(message(turn, `msg_${turns}`, 'Hi'))
  })
  const visitor = api.visitor()
  await visitor.chat('One')

  const open = await visitor.chat('Two')

  expect(await visitor.texts(open)).toEqual(['Two', 'Hi'])
})

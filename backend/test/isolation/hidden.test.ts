/** What the server keeps beside a chat for itself is in no byte that leaves it, by whatever route. */
import { expect, test } from 'vitest'
import { attach } from '../api/attach.ts'
import { startScriptedApi } from '../api/start-scripted-api.ts'
import { done, message, note } from '../responders/assistant.ts'
import { planner } from '../responders/planner.ts'
import { widget } from '../responders/thread-items.ts'
import { PNG } from '../samples/file-samples.ts'
import { Witness, wordsIn } from './witness.ts'

const SECRET = 'quillowfern'

test('neither the metadata of a chat, nor hidden items, nor how a file is kept', async () => {
  const responder = planner({
    async *respond(turn) {
      turn.thread.metadata = { ...turn.thread.metadata, summary: { text: SECRET } }
      turn.saveProgress({ responses: [SECRET] })
      yield done(note(turn, `hidden_${SECRET}`, SECRET))
      yield done(message(turn, 'msg_1', 'Hi'))
      turn.thread.title = 'A chat'
      yield done(widget(turn, 'plan_1', { days: [] }))
    },
    async *action({ thread }) {
      yield done(note({ thread }, `hidden_${SECRET}_2`, SECRET))
    },
  })
  await using api = await startScriptedApi(responder)
  const visitor = new Witness(api.url)
  const picture = await attach(visitor, 'me.png', 'image/png', PNG)
  const document = await attach(visitor, 'me.md', 'text/markdown', Buffer.from('Words.'))
  const attachments = [picture.id, document.id]
  const action = { type: 'plan.mark_day', payload: {} }

  const { reply } = await visitor.consult('Hello', { attachments }, { 'Idempotency-Key': 'key-1' })
  const thread_id = reply.threadId
  await (await visitor.act(thread_id, 'plan_1', action)).untilEnd()
  await (await visitor.create('Hello', { attachments }, { 'Idempotency-Key': 'key-1' })).untilEnd()
  await (await visitor.follow(reply.runId)).untilEnd()
  const [question] = await visitor.items(thread_id)
  await (await visitor.retry(thread_id, question?.id ?? '')).untilEnd()
  await visitor.ask('threads.get_by_id', { thread_id })
  await visitor.ask('threads.list', {})
  await visitor.ask('threads.update', { thread_id, title: 'Another name' })
  await visitor.ask('items.list', { thread_id, limit: 1 })
  await visitor.post({ type: 'items.list', params: { thread_id, after: `hidden_${SECRET}` } })
  for (const path of ['/session', '/session/data', '/library/files']) await visitor.fetch(path)
  const stored = await api.memoryOf(visitor).loadThread(thread_id)
  const items = await api.stored(visitor, thread_id)
  await visitor.fetch('/session?receipt=1', { method: 'DELETE' })
  const heard = await visitor.heard()

  expect(stored?.metadata).toEqual({ summary: { text: SECRET } })
  expect(JSON.stringify(items)).toContain(SECRET)
  expect(heard).toContain('Another name')
  expect(wordsIn(heard, [SECRET, 'hidden_context_item'])).toEqual([])
  expect(wordsIn(api.logged.text(), [SECRET, visitor.session])).toEqual([])
})

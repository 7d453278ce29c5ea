import { expect, test } from 'vitest'
import { done, message, note, saying } from '../../test/assistant.ts'
import { refusalOf } from '../../test/refusal.ts'
import { startScriptedApi } from '../../test/start-scripted-api.ts'

test('answering the first of three messages again drops everything after it', async () => {
  let turns = 0
  await using api = await startScriptedApi(async function* (turn) {
    turns += 1
    yield done(message(turn, `msg_${turns}`, `Answer ${turns}`))
    yield done(note(turn, `hidden_${turns}`))
  })
  const visitor = api.visitor()
  const thread = await visitor.chat('One')
  await (await visitor.say(thread, 'Two')).untilEnd()
  await (await visitor.say(thread, 'Three')).untilEnd()
  const [first] = await visitor.items(thread)

  const retry = await (await visitor.retry(thread, first?.id ?? '')).untilEnd()

  const paging = { limit: 100, order: 'asc' as const }
  const { data } = await api.memoryOf(visitor).loadThreadItems(thread, paging)
  expect(data.map(({ id }) => id)).toEqual([first?.id, 'msg_4', 'hidden_4'])
  expect(JSON.stringify(retry.events)).not.toContain('user_message')
  expect(retry.stages).not.toContain('thread.item.removed')
})

test('a retry gives the responder the same message again', async () => {
  const questions: unknown[] = []
  await using api = await startScriptedApi(async function* (turn) {
    questions.push(turn.userMessage)
    yield* saying('Hi')(turn)
  })
  const visitor = api.visitor()
  const thread = await visitor.chat('One')
  const [first] = await visitor.items(thread)

  await (await visitor.retry(thread, first?.id ?? '')).untilEnd()

  expect(questions).toEqual([first, first])
})

test('a retry near the beginning of a long chat drops more than one page', async () => {
  let answers = 0
  await using api = await startScriptedApi(async function* (turn) {
    answers += 1
    yield done(message(turn, `msg_${answers}`, `Answer ${answers}`))
  })
  const visitor = api.visitor()
  const thread = await visitor.chat('1')
  for (let n = 2; n <= 13; n++) await (await visitor.say(thread, `${n}`)).untilEnd()
  const items = await visitor.items(thread)

  await (await visitor.retry(thread, items[2]?.id ?? '')).untilEnd()

  expect(items).toHaveLength(26)
  expect(await visitor.texts(thread)).toEqual(['1', 'Answer 1', '2', 'Answer 14'])
})

test('a retry of an answer, or of nothing, is refused, and deletes nothing', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const thread_id = await visitor.chat('One')
  const [, answer] = await visitor.items(thread_id)
  const retryOf = (item_id: string | undefined) =>
    visitor.post({ type: 'threads.retry_after_item', params: { thread_id, item_id } })

  expect(await refusalOf(retryOf(answer?.id))).toBe('400 invalid_request')
  expect(await refusalOf(retryOf('msg_unknown'))).toBe('404 not_found')
  expect(await visitor.texts(thread_id)).toEqual(['One', 'Hi'])
})

import { expect, test } from 'vitest'
import { textInput } from '../../test/api/chatkit-client.ts'
import { refusalOf } from '../../test/api/refusal.ts'
import { type ScriptedApi, startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { done, message, note, saying, unfinished } from '../../test/responders/assistant.ts'
import { failNextStart } from '../../test/samples/run-samples.ts'

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

test.each<[string, (api: ScriptedApi) => unknown]>([
  ['503 memory_unavailable', ({ runs }) => failNextStart(runs)],
  ['503 shutting_down', ({ runs }) => runs.drain(0)],
])('a retry that is refused with %s leaves the old answer as it is', async (refusal, refuse) => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const thread_id = await visitor.chat('One')
  await (await visitor.say(thread_id, 'Two')).untilEnd()
  const before = await api.stored(visitor, thread_id)

  await refuse(api)
  const retry = { type: 'threads.retry_after_item', params: { thread_id, item_id: before[0]?.id } }

  expect(await refusalOf(visitor.post(retry))).toBe(refusal)
  expect(await api.stored(visitor, thread_id)).toEqual(before)
})

test('a retry that is one answer too many at once leaves the old answer as it is', async () => {
  const answers = [saying('Hi'), unfinished('Hel')]
  await using api = await startScriptedApi((turn) => (answers.shift() ?? saying('Hi'))(turn), {
    MAX_RUNS_PER_SESSION: '1',
  })
  const visitor = api.visitor()
  const thread_id = await visitor.chat('One')
  const before = await api.stored(visitor, thread_id)
  await (await visitor.create('Two')).untilWords()

  const retry = { type: 'threads.retry_after_item', params: { thread_id, item_id: before[0]?.id } }

  expect(await refusalOf(visitor.post(retry))).toBe('429 rate_limited')
  expect(await api.stored(visitor, thread_id)).toEqual(before)
})

test('a message to a chat that is deleted at the same moment is refused, and the chat stays gone', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const thread_id = await visitor.chat('One')
  const mine = api.memoryOf(visitor)
  api.memory.session = () => ({
    ...mine,
    async saveUserMessage(...args) {
      await mine.deleteThread(thread_id)
      return mine.saveUserMessage(...args)
    },
  })

  const params = { thread_id, input: textInput('Two') }
  const message = { type: 'threads.add_user_message', params }

  expect(await refusalOf(visitor.post(message))).toBe('404 not_found')
  expect(await mine.countThreads()).toBe(0)
})

import { expect, test } from 'vitest'
import type { ChatKitClient } from '../../test/api/chatkit-client.ts'
import { refusalOf } from '../../test/api/refusal.ts'
import { startScriptedApi } from '../../test/api/start-scripted-api.ts'
import { done, message, type ReplyScript, saying } from '../../test/responders/assistant.ts'
import { form } from '../../test/responders/thread-items.ts'
import type { Turn } from '../coach/responder.ts'
import type { StructuredInput } from '../protocol/schemas.ts'

const options = [{ value: 'TikTok' }, { value: 'YouTube' }]
const niche: StructuredInput = { type: 'freeform', id: 'niche', question: 'Your niche?' }
const home: StructuredInput = {
  type: 'multiple_choice',
  id: 'home',
  question: 'Your first platform?',
  options,
  multiple: false,
}
const others: StructuredInput = {
  ...home,
  id: 'others',
  question: 'And the others?',
  multiple: true,
}

/** Asks these questions first, then says “Thanks”. */
function asking(inputs: StructuredInput[], heard: Turn[] = []): ReplyScript {
  return async function* (turn) {
    heard.push(turn)
    if (heard.length === 1) yield done(form(turn, 'form_1', inputs))
    else yield done(message(turn, `msg_${heard.length}`, 'Thanks'))
  }
}

async function answersIn(visitor: ChatKitClient, thread: string) {
  const [, item] = await visitor.items(thread)
  if (item?.type !== 'structured_input') throw new Error('There is no form.')
  return { status: item.status, answers: item.inputs.map(({ answer }) => answer) }
}

const submission = (thread_id: string, input: unknown = {}, item_id = 'form_1') => ({
  type: 'threads.add_structured_input',
  params: { thread_id, item_id, input },
})

test('a form that is filled in is shown with its answers, then answered', async () => {
  const heard: Turn[] = []
  await using api = await startScriptedApi(asking([niche], heard))
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')
  const answers = { niche: { values: ['Vegan baking'] } }

  const reply = await (await visitor.fillIn(thread, 'form_1', { answers })).untilEnd()

  expect(reply.stages).toEqual(['stream_options', 'thread.item.replaced', 'thread.item.done'])
  expect(reply.events[1]).toMatchObject({
    item: { id: 'form_1', status: 'answered', inputs: [{ answer: { values: ['Vegan baking'] } }] },
  })
  expect(heard[1]?.userMessage).toBeUndefined()
})

test('the responder finds the answers stored when it is its turn', async () => {
  const found: unknown[] = []
  const heard: Turn[] = []
  await using api = await startScriptedApi(async function* (turn) {
    found.push(await turn.memory.loadItem(turn.thread.id, 'form_1'))
    yield* asking([niche], heard)(turn)
  })
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')

  const answers = { niche: { values: ['Vegan baking'] } }
  await (await visitor.fillIn(thread, 'form_1', { answers })).untilEnd()

  expect(found).toMatchObject([undefined, { status: 'answered' }])
})

test('a single choice keeps the first value, several choices and free words keep all', async () => {
  await using api = await startScriptedApi(asking([home, others, niche]))
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')
  const values = ['TikTok', 'YouTube']
  const answers = { home: { values }, others: { values }, niche: { values } }

  await (await visitor.fillIn(thread, 'form_1', { answers })).untilEnd()

  expect(await answersIn(visitor, thread)).toEqual({
    status: 'answered',
    answers: [
      { values: ['TikTok'], skipped: false },
      { values, skipped: false },
      { values, skipped: false },
    ],
  })
})

test('an answer need not be among the options', async () => {
  await using api = await startScriptedApi(asking([home]))
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')

  const answers = { home: { values: ['A newsletter'] } }
  await (await visitor.fillIn(thread, 'form_1', { answers })).untilEnd()

  expect(await answersIn(visitor, thread)).toMatchObject({
    answers: [{ values: ['A newsletter'], skipped: false }],
  })
})

test.each<[string, Record<string, { values?: string[] | null; skipped?: boolean | null }>]>([
  ['not given', {}],
  ['without values', { niche: {} }],
  ['with null for values', { niche: { values: null, skipped: null } }],
  ['of no values', { niche: { values: [] } }],
  ['that is skipped, whatever it says', { niche: { values: ['Baking'], skipped: true } }],
])('an answer %s is one that was skipped', async (_, answers) => {
  await using api = await startScriptedApi(asking([niche]))
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')

  await (await visitor.fillIn(thread, 'form_1', { answers })).untilEnd()

  expect(await answersIn(visitor, thread)).toEqual({
    status: 'answered',
    answers: [{ values: [], skipped: true }],
  })
})

test('a form that is skipped as a whole has no answers, whatever was filled in', async () => {
  await using api = await startScriptedApi(asking([niche, others]))
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')

  const answers = { niche: { values: ['Baking'] }, others: { values: ['TikTok'] } }
  await (await visitor.fillIn(thread, 'form_1', { status: 'skipped', answers })).untilEnd()

  const skipped = { values: [], skipped: true }
  expect(await answersIn(visitor, thread)).toEqual({
    status: 'skipped',
    answers: [skipped, skipped],
  })
})

test('a form can be sent with nothing in it', async () => {
  await using api = await startScriptedApi(asking([niche]))
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')

  await (await visitor.fillIn(thread, 'form_1', {})).untilEnd()

  expect(await answersIn(visitor, thread)).toMatchObject({ status: 'answered' })
})

test('answers to questions that nobody asked are ignored', async () => {
  await using api = await startScriptedApi(asking([niche]))
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')

  const answers = { niche: { values: ['Baking'] }, shoe_size: { values: ['43'] } }
  await (await visitor.fillIn(thread, 'form_1', { answers })).untilEnd()

  expect(JSON.stringify(await visitor.items(thread))).not.toContain('shoe_size')
})

test('a form is answered once: the second time is refused, and the answers stay', async () => {
  await using api = await startScriptedApi(asking([niche]))
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')
  const answers = { niche: { values: ['Baking'] } }
  await (await visitor.fillIn(thread, 'form_1', { answers })).untilEnd()
  const before = await visitor.items(thread)

  const again = submission(thread, { answers: { niche: { values: ['Chess'] } } })

  expect(await refusalOf(visitor.post(again))).toBe('409 not_pending')
  expect(await visitor.items(thread)).toEqual(before)
})

test('a form that was passed over can still be filled in later', async () => {
  await using api = await startScriptedApi(asking([niche]))
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')
  await (await visitor.say(thread, 'Later, please')).untilEnd()

  const answers = { niche: { values: ['Baking'] } }
  await (await visitor.fillIn(thread, 'form_1', { answers })).untilEnd()

  expect(await answersIn(visitor, thread)).toMatchObject({ status: 'answered' })
  expect((await visitor.items(thread)).map(({ type }) => type)).toEqual([
    'user_message',
    'structured_input',
    'user_message',
    'assistant_message',
    'assistant_message',
  ])
})

test('what is no form, or no form of this chat, cannot be filled in', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')
  const [question] = await visitor.items(thread)

  const unknown = submission(thread, {}, 'form_unknown')
  const other = submission(thread, {}, question?.id)

  expect(await refusalOf(visitor.post(unknown))).toBe('404 not_found')
  expect(await refusalOf(visitor.post(other))).toBe('400 invalid_request')
  expect(await visitor.texts(thread)).toEqual(['Hello', 'Hi'])
})

test.each([
  ['another status', { status: 'maybe' }],
  ['answers that are no object', { answers: ['Baking'] }],
  ['values that are no list', { answers: { niche: { values: 'Baking' } } }],
])('a form with %s is refused, and goes on waiting', async (_, input) => {
  await using api = await startScriptedApi(asking([niche]))
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')

  expect(await refusalOf(visitor.post(submission(thread, input)))).toBe('400 invalid_request')
  expect(await answersIn(visitor, thread)).toMatchObject({ status: 'pending' })
})

test('the answers of a form are kept also when the reply to them fails', async () => {
  let turns = 0
  await using api = await startScriptedApi(async function* (turn) {
    turns += 1
    if (turns > 1) throw new Error('The model has gone')
    yield done(form(turn, 'form_1', [niche]))
  })
  const visitor = api.visitor()
  const thread = await visitor.chat('Hello')

  const answers = { niche: { values: ['Baking'] } }
  const reply = await (await visitor.fillIn(thread, 'form_1', { answers })).untilEnd()

  expect(reply.stages).toEqual(['stream_options', 'thread.item.replaced', 'error'])
  expect(await answersIn(visitor, thread)).toMatchObject({ answers: [{ values: ['Baking'] }] })
})

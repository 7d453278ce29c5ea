import { expect, test } from 'vitest'
import {
  expectQuietConsole,
  type OpenAIApi,
  startOpenAIApi,
} from '../../../test/api/start-openai-api.ts'
import { functionCall, message, response } from '../../../test/upstream/response-events.ts'
import { plays, type Script } from '../../../test/upstream/scripted-upstream.ts'

expectQuietConsole()

const WITH_DATE = { 'X-Client-Tools': 'get_local_date' }

test('what a creator tells in a form is known in every later chat of theirs', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers(calls('ask_creator', { facts: ['niche', 'audience'] }), 'Bake on Mondays.')
  const visitor = api.visitor()
  const thread = await visitor.chat('I need a strategy')
  const form = (await visitor.items(thread)).at(-1)

  const answers = { niche: { values: ['vegan baking'] } }
  const reply = await visitor.fillIn(thread, form?.id ?? '', { status: 'answered', answers })
  await reply.untilEnd()
  await visitor.chat('Another chat')

  expect(reply.text).toBe('Bake on Mondays.')
  expect(givenTo(api, 1)[0]).toMatch(
    /^<CreatorFacts>.*niche: vegan baking\naudience: \(not given\)/s,
  )
  expect(givenTo(api, 1).at(-1)).toMatch(/^<StructuredInput>\nstatus: answered\n.*: vegan baking\n/)
  expect(givenTo(api, 2)[0]).toContain('niche: vegan baking')
})

test('the date of the page comes back to the model as the result of its call', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers(calls('get_local_date', {}), 'It is Sunday.')
  const visitor = api.visitor()
  const asked = await (await visitor.create('From today', {}, WITH_DATE)).untilEnd()

  const output = { date: '2026-11-22', time_zone: 'Europe/Berlin' }
  const reply = await (await visitor.answerTool(asked.threadId, output)).untilEnd()

  expect(asked.stages).not.toContain('error')
  expect(reply.text).toBe('It is Sunday.')
  expect(api.upstream.turns[1]?.json.input).toEqual([
    expect.objectContaining({ role: 'user' }),
    expect.objectContaining({ type: 'function_call', call_id: 'call_fc_1', arguments: '{}' }),
    expect.objectContaining({
      type: 'function_call_output',
      call_id: 'call_fc_1',
      output: JSON.stringify(output),
    }),
  ])
})

test('a plan stands behind the words about it, can be marked, and is known to the model', async () => {
  await using api = await startOpenAIApi()
  const days = [{ day: 1, format: 'Reel', hook: 'My first loaf' }]
  const call = functionCall('fc_1', 'make_plan', { title: 'Loaves', start_date: null, days })
  api.upstream.answers(plays(...response(message('msg_up', 'Here it is.'), call)), 'Well done.')
  const visitor = api.visitor()
  const thread_id = await visitor.chat('A plan, please')
  const plan = (await visitor.items(thread_id)).at(-1)

  const action = { type: 'plan.mark_day', payload: { day: 1 } }
  await visitor.ask('threads.sync_custom_action', { thread_id, item_id: plan?.id, action })
  await (await visitor.say(thread_id, 'Done!')).untilEnd()

  expect(await visitor.texts(thread_id)).toEqual([
    'A plan, please',
    'Here it is.',
    'widget',
    'Done!',
    'Well done.',
  ])
  expect(givenTo(api, 1)[2]).toContain('\nday 1 Reel: My first loaf (done)\n')
})

test('choices stand behind the answer, and the model is told of them in a line when one is asked', async () => {
  await using api = await startOpenAIApi()
  const choices = ['How do I price a course?', 'How do I price a session?']
  const call = functionCall('fc_1', 'offer_choices', { choices })
  const words = message('msg_up', 'It turns on what you sell.')
  api.upstream.answers(plays(...response(words, call)), 'By what it is worth.')
  const visitor = api.visitor()
  const thread = await visitor.chat('Prices?')

  const [, , offered] = await visitor.items(thread)
  await (await visitor.say(thread, choices[0] ?? '')).untilEnd()

  expect(await visitor.texts(thread)).toEqual([
    'Prices?',
    'It turns on what you sell.',
    'widget',
    'How do I price a course?',
    'By what it is worth.',
  ])
  expect(givenTo(api, 1).slice(1)).toEqual([
    'It turns on what you sell.',
    `The user sees this widget (id: ${offered?.id}):\nOffered: How do I price a course? | How do I price a session?`,
    'How do I price a course?',
  ])
})

test('choices go with the answer that is tried again', async () => {
  await using api = await startOpenAIApi()
  const call = functionCall('fc_1', 'offer_choices', { choices: ['One?', 'Two?'] })
  api.upstream.answers(plays(...response(message('msg_up', 'Which?'), call)), 'This one.')
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Prices?')
  const [question] = await visitor.items(thread_id)

  await (await visitor.retry(thread_id, question?.id ?? '')).untilEnd()

  expect(await visitor.texts(thread_id)).toEqual(['Prices?', 'This one.'])
  expect(JSON.stringify(givenTo(api, 1))).not.toContain('Offered')
})

const calls = (name: string, args: object): Script =>
  plays(...response(functionCall('fc_1', name, args)))

/** The words of each input message of a request to the model. */
function givenTo({ upstream }: OpenAIApi, request: number): string[] {
  const input = upstream.turns[request]?.json.input as Array<{
    content: string | Array<{ text?: string }>
  }>
  return input.map(({ content }) =>
    typeof content === 'string' ? content : content.map(({ text }) => text).join(' '),
  )
}

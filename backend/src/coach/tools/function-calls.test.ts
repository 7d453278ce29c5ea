import { describe, expect, test } from 'vitest'
import {
  expectQuietConsole,
  type OpenAIApi,
  startOpenAIApi,
} from '../../../test/api/start-openai-api.ts'
import { functionCall, reasoning, response } from '../../../test/upstream/response-events.ts'
import { plays, type Script, says } from '../../../test/upstream/scripted-upstream.ts'

expectQuietConsole()

const calls = (name: string, args: object, id = 'fc_1'): Script =>
  plays(...response(functionCall(id, name, args)))

describe('a model that calls for', () => {
  test('a form ends its turn with it, without another request', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(calls('ask_creator', { facts: ['niche', 'hours'] }))
    const visitor = api.visitor()

    const reply = await (await visitor.create('Make me a plan')).untilEnd()

    expect(api.upstream.turns).toHaveLength(1)
    expect(progressOf(reply.events)).toContain('Preparing a few questions')
    expect((await visitor.items(reply.threadId))[1]).toMatchObject({
      type: 'structured_input',
      status: 'pending',
      inputs: [{ id: 'niche' }, { id: 'hours' }],
    })
  })

  test('a plan shows it, and says so while it is being written', async () => {
    await using api = await startOpenAIApi()
    const days = [{ day: 1, format: 'Reel', hook: 'Stop scrolling.' }]
    api.upstream.answers(calls('make_plan', { title: 'One day', start_date: null, days }))
    const visitor = api.visitor()

    const reply = await (await visitor.create('Make me a plan')).untilEnd()

    expect(progressOf(reply.events)).toContain('Writing your plan')
    expect(await visitor.texts(reply.threadId)).toEqual(['Make me a plan', 'widget'])
  })

  test('the page’s own date gets it, where the page can tell', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(calls('get_local_date', {}), 'It is Sunday.')
    const visitor = api.visitor()
    const headers = { 'X-Client-Tools': 'get_local_date' }
    const { threadId } = await (await visitor.create('Which day is it?', {}, headers)).untilEnd()

    const date = { date: '2026-11-22', time_zone: 'Europe/Berlin' }
    await (await visitor.answerTool(threadId, date)).untilEnd()

    expect(toolNames(api)).toContain('get_local_date')
    expect(JSON.stringify(api.upstream.turns[1]?.json.input)).toContain('2026-11-22')
    expect((await visitor.texts(threadId)).at(-1)).toBe('It is Sunday.')
  })

  test('a form in the wrong way hears of it, and may put it right', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(
      calls('ask_creator', { facts: [] }),
      calls('ask_creator', { facts: ['niche'] }, 'fc_2'),
    )
    const visitor = api.visitor()

    const thread = await visitor.chat('Make me a plan')

    expect(JSON.stringify(api.upstream.turns[1]?.json.input)).toContain('name at least one fact')
    expect(await visitor.texts(thread)).toEqual(['Make me a plan', 'structured_input'])
  })

  test('a function that there is not hears of it, and goes on', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(calls('fly_to_the_moon', {}), says('Start small.'))

    const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

    expect(reply.stages).not.toContain('error')
    expect(reply.text).toBe('Start small.')
  })
})

test('a model that reasons gets its own thoughts back with what a function says', async () => {
  await using api = await startOpenAIApi({ OPENAI_MODEL: 'gpt-5.6-luna' })
  const wrong = functionCall('fc_1', 'ask_creator', { facts: [] })
  const thought = reasoning('rs_1', 'Ask first').map((event) =>
    event.type === 'response.output_item.done'
      ? { ...event, item: { ...(event.item as object), encrypted_content: 'sealed' } }
      : event,
  )
  api.upstream.answers(plays(...response(thought, wrong)), 'Start small.')

  await api.visitor().chat('Make me a plan')

  expect(api.upstream.turns[1]?.json.input).toContainEqual(
    expect.objectContaining({ type: 'reasoning', encrypted_content: 'sealed' }),
  )
})

test('a page that cannot tell its date is not asked for it', async () => {
  await using api = await startOpenAIApi()

  await api.visitor().chat('Which day is it?')

  expect(toolNames(api)).not.toContain('get_local_date')
})

function toolNames({ upstream }: OpenAIApi) {
  const tools = (upstream.turns[0]?.json.tools ?? []) as Array<{ name?: string }>
  return tools.map(({ name }) => name)
}

const progressOf = (events: Array<{ type: string; text?: string }>) =>
  events.flatMap(({ type, text }) => (type === 'progress_update' ? [text] : []))

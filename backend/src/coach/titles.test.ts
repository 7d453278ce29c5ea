import { describe, expect, test } from 'vitest'
import type { Reply } from '../../test/api/reply.ts'
import { startApi } from '../../test/api/start-api.ts'
import { startCoachApi } from '../../test/api/start-coach-api.ts'
import { expectQuietConsole, MODEL, startOpenAIApi } from '../../test/api/start-openai-api.ts'
import { responseObject } from '../../test/upstream/response-events.ts'
import { refuses, type Script, staysSilent } from '../../test/upstream/scripted-upstream.ts'
import { firstTitle } from './titles.ts'

expectQuietConsole()

describe('a new chat', () => {
  test('is named after its first words at once, then better by the model', async () => {
    await using api = await startOpenAIApi()
    api.upstream.titles('Finding the first idea')
    const visitor = api.visitor()

    const reply = await (await visitor.create('Where do ideas come from?')).untilEnd()

    expect(titlesIn(reply)).toEqual(['Where do ideas come from?', 'Finding the first idea'])
    const { title } = await visitor.ask('threads.get_by_id', { thread_id: reply.threadId })
    expect(title).toBe('Finding the first idea')
  })

  test('has its first name before the model has said anything', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(staysSilent).titles(staysSilent)
    const visitor = api.visitor()

    const reply = await visitor.create('Where do ideas come from?')
    await reply.untilEvent(({ type }) => type === 'thread.updated')

    expect(titlesIn(reply)).toEqual(['Where do ideas come from?'])
    expect((await visitor.ask('threads.list', {})).data[0]?.title).toBe('Where do ideas come from?')
    reply.leave()
  })

  test('is named by the same model, from the question alone, and OpenAI keeps nothing of it', async () => {
    await using api = await startOpenAIApi()

    await api.visitor().chat('Where do ideas come from?')

    expect(api.upstream.titleCalls.map(({ json }) => json)).toEqual([
      expect.objectContaining({
        model: MODEL,
        input: 'Where do ideas come from?',
        store: false,
        text: { format: expect.objectContaining({ type: 'json_schema', name: 'thread_title' }) },
      }),
    ])
  })

  test('hears of a title that comes after the answer', async () => {
    await using api = await startOpenAIApi()
    const answered = Promise.withResolvers<void>()
    api.upstream.answers('Start small.').titles(async (stream, request) => {
      await answered.promise
      titled('Late, but good')(stream, request)
    })

    const reply = await api.visitor().create('Where do ideas come from?')
    await reply.untilEvent(
      (event) => event.type === 'thread.item.done' && event.item.type === 'assistant_message',
    )
    answered.resolve()
    await reply.untilEnd()

    expect(reply.stages.at(-1)).toBe('thread.updated')
    expect(titlesIn(reply).at(-1)).toBe('Late, but good')
  })

  test('keeps the name that its reader gives it meanwhile', async () => {
    await using api = await startOpenAIApi()
    const renamed = Promise.withResolvers<void>()
    api.upstream.answers('Start small.').titles(async (stream, request) => {
      await renamed.promise
      titled('Not this')(stream, request)
    })
    const visitor = api.visitor()
    const reply = await visitor.create('Where do ideas come from?')
    await reply.untilEvent(({ type }) => type === 'thread.updated')

    await visitor.ask('threads.update', { thread_id: reply.threadId, title: 'My ideas' })
    renamed.resolve()
    await reply.untilEnd()

    expect(titlesIn(reply)).not.toContain('Not this')
    const { title } = await visitor.ask('threads.get_by_id', { thread_id: reply.threadId })
    expect(title).toBe('My ideas')
  })
})

test('no two chats of a session have the same name', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers('One.', 'Two.', 'Three.').titles('Ideas')
  const visitor = api.visitor()

  for (const question of ['Where do ideas come from?', 'Any ideas?', 'Ideas!'])
    await (await visitor.create(question)).untilEnd()

  const { data } = await visitor.ask('threads.list', {})
  expect(data.map(({ title }) => title)).toEqual(['Ideas (3)', 'Ideas (2)', 'Ideas'])
})

test('without a model, a chat keeps its reader’s own words', async () => {
  await using api = await startApi()
  const visitor = api.visitor()

  for (let chat = 0; chat < 2; chat += 1)
    await (await visitor.create('Make me a content plan. From Monday.')).untilEnd()

  const { data } = await visitor.ask('threads.list', {})
  expect(data.map(({ title }) => title)).toEqual(['From Monday', 'Make me a content plan'])
})

test('a chat is named once: later turns and another try leave its title alone', async () => {
  await using api = await startOpenAIApi()
  api.upstream.titles('Finding the first idea')
  const visitor = api.visitor()
  const thread = await visitor.chat('Where do ideas come from?')
  const [question] = await visitor.items(thread)

  const later = await (await visitor.say(thread, 'And where do they go?')).untilEnd()
  const again = await (await visitor.retry(thread, question?.id ?? '')).untilEnd()

  expect(api.upstream.titleCalls).toHaveLength(1)
  expect([...titlesIn(later), ...titlesIn(again)]).toEqual([])
})

describe('the answer is not disturbed by a title', () => {
  const says = (text: string): Script => titledRaw(text)

  test.each<[string, Script]>([
    ['that is refused', refuses(401)],
    ['that fails', refuses(500)],
    ['whose connection breaks', (stream) => stream.cut()],
    ['that is no JSON', says('Finding ideas')],
    ['that is JSON of another kind', says('{"name":"Finding ideas"}')],
    ['that is empty', says('{"title":" \\n"}')],
    ['that is nothing but quotation marks', says('{"title":"“”"}')],
    ['that never arrived', (stream) => stream.json(responseObject('completed', []))],
  ])('%s', async (_, script) => {
    await using api = await startOpenAIApi()
    api.upstream.answers('Start small.').titles(script)
    const visitor = api.visitor()

    const reply = await (await visitor.create('Where do ideas come from?')).untilEnd()

    expect(reply.stages).not.toContain('error')
    expect(await visitor.texts(reply.threadId)).toEqual([
      'Where do ideas come from?',
      'Start small.',
    ])
    expect(titlesIn(reply)).toEqual(['Where do ideas come from?'])
    expect(api.upstream.titleCalls).toHaveLength(1)
  })

  test('that does not come in time', async () => {
    await using api = await startCoachApi({ titleSeconds: 0.1 })
    api.upstream.answers('Start small.').titles(staysSilent)

    const reply = await (await api.visitor().create('Where do ideas come from?')).untilEnd()

    expect(reply.text).toBe('Start small.')
    expect(reply.stages).not.toContain('error')
    expect(api.errors).toHaveLength(1)
  })

  test('which a failing answer does not wait for', async () => {
    await using api = await startCoachApi({ titleSeconds: 600 })
    const asked = api.upstream.receivedTitleCall()
    const refusesLater: Script = async (stream) => {
      await asked
      refuses(401)(stream)
    }
    api.upstream.answers(refusesLater).titles(staysSilent)

    const reply = await (await api.visitor().create('Where do ideas come from?')).untilEnd()

    expect(reply.stages.at(-1)).toBe('error')
    expect(await (await asked).closed).toEqual({ early: true })
  })
})

test.each([
  ['Hello', 'Hello'],
  ['  How\n\n do   I begin?  ', 'How do I begin?'],
  ['I sell a course. What should it cost?', 'I sell a course'],
  ['Help me! I have no ideas.', 'Help me! I have no ideas'],
  [
    'Give me ten ideas for short videos about pottery that I can film at home',
    'Give me ten ideas for short videos about pottery that I can…',
  ],
  ['x'.repeat(80), `${'x'.repeat(60)}…`],
  [`${'x'.repeat(59)}🙂 and more`, `${'x'.repeat(59)}…`],
  [
    '我想知道怎样才能在短视频平台上吸引更多的观众并且让他们愿意留下来看完我的每一个视频而不是只看前三秒就离开所以请告诉我应该怎么做才好',
    '我想知道怎样才能在短视频平台上吸引更多的观众并且让他们愿意留下来看完我的每一个视频而不是只看前三秒就离开所以请告诉我应该…',
  ],
  [`${'👩‍👩‍👧‍👦'.repeat(10)}`, `${'👩‍👩‍👧‍👦'.repeat(5)}…`],
  ['', 'New chat'],
])('the first words %j make the title %j', (text, title) => {
  expect(firstTitle(messageOf(text))).toBe(title)
})

test('a name that another chat has gives way to the next sentence, then to a number', () => {
  const message = messageOf('I sell a course. What should it cost?')

  expect(firstTitle(message, ['i sell a course'])).toBe('What should it cost?')
  expect(firstTitle(message, ['I sell a course', 'What should it cost?'])).toBe(
    'I sell a course (2)',
  )
})

test('a message that is a file alone is named after it', () => {
  const attachment = {
    id: 'atc_1',
    type: 'file' as const,
    name: 'Plan.pdf',
    mime_type: 'text/plain',
  }

  expect(firstTitle({ ...messageOf(''), attachments: [attachment] })).toBe('Plan.pdf')
})

const titlesIn = ({ events }: Reply) =>
  events.flatMap((event) => (event.type === 'thread.updated' ? [event.thread.title] : []))

const titled = (title: string): Script => titledRaw(JSON.stringify({ title }))

const titledRaw =
  (text: string): Script =>
  (stream) => {
    const content = [{ type: 'output_text', text, annotations: [] }]
    const item = { id: 'msg_1', type: 'message', role: 'assistant', status: 'completed', content }
    stream.json(responseObject('completed', [item]))
  }

const messageOf = (text: string) => ({
  id: 'msg_1',
  thread_id: 'thr_1',
  created_at: '2026-01-01T00:00:00Z',
  type: 'user_message' as const,
  content: text ? [{ type: 'input_text' as const, text }] : [],
  attachments: [],
  inference_options: {},
})

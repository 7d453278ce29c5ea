import { describe, expect, test } from 'vitest'
import {
  expectQuietConsole,
  type OpenAIApi,
  startOpenAIApi,
} from '../../../test/api/start-openai-api.ts'
import { functionCall, message, response } from '../../../test/upstream/response-events.ts'
import { plays, type Script } from '../../../test/upstream/scripted-upstream.ts'

expectQuietConsole()

/** No vector store at the model's server: the embedded library is searched by a function tool. */
const NO_STORE = { JASON_VECTOR_STORE_ID: '' }

describe('without a vector store, the coach', () => {
  test('is offered the library as a function, and its search goes back to the model', async () => {
    await using api = await startOpenAIApi(NO_STORE)
    api.upstream.answers(searches('pricing a course'), 'Start with the outcome.')

    const reply = await (await api.visitor().create('What should my course cost?')).untilEnd()

    const [first, second] = api.upstream.turns
    expect(first?.json.tools).toEqual([
      expect.objectContaining({ type: 'function', name: 'search_library' }),
      expect.objectContaining({ type: 'web_search' }),
      ...CREATOR_TOOLS,
    ])
    expect(second?.json.input).toEqual([
      expect.objectContaining({ role: 'user' }),
      expect.objectContaining({ type: 'function_call', call_id: 'call_fc_1' }),
      expect.objectContaining({ type: 'function_call_output', call_id: 'call_fc_1' }),
    ])
    expect(outputs(api)[0]).toMatch(
      /<passage file="[^"]+\.md" cite="\uE200filecite\uE202turn0file0\uE201">/,
    )
    expect(reply.text).toBe('Start with the outcome.')
    expect(progressOf(reply.events)).toEqual([
      'Waiting for the model',
      'Thinking it through',
      'Searching the library',
      'Reading what I found',
      'Writing',
    ])
  })

  test('cites by marks, which become citations of the files that they stand for', async () => {
    await using api = await startOpenAIApi(NO_STORE)
    const both = '\uE200filecite\uE202turn0file0\uE202turn0file1\uE201'
    const words = [
      'Charge more ',
      both.slice(0, 12),
      both.slice(12),
      '. Unknown ',
      both.replaceAll('file1', 'file99'),
    ]
    api.upstream.answers(
      searches('pricing a course'),
      plays(...response(message('msg_2', ...words))),
    )
    const visitor = api.visitor()

    const thread = await visitor.chat('What should my course cost?')

    const [first, second] = [...(outputs(api)[0] ?? '').matchAll(/file="([^"]+)"/g)].map(
      ([, name]) => name,
    )
    expect((await visitor.items(thread)).at(-1)).toMatchObject({
      content: [
        {
          text: 'Charge more. Unknown',
          annotations: [
            { source: { filename: first }, index: 'Charge more'.length },
            { source: { filename: second }, index: 'Charge more'.length },
            { source: { filename: first }, index: 'Charge more. Unknown'.length },
          ],
        },
      ],
    })
  })

  test('numbers the passages of a second search after those of the first', async () => {
    await using api = await startOpenAIApi(NO_STORE)
    api.upstream.answers(
      searches('pricing a course'),
      searches('writing a hook', 'fc_2'),
      'Here is the \uE200filecite\uE202turn0file8\uE201 answer.',
    )
    const visitor = api.visitor()

    const thread = await visitor.chat('Both, please')

    const names = outputs(api).map((output) => output.match(/file="([^"]+)"/)?.[1])
    expect(outputs(api)[1]).toContain('turn0file8')
    expect((await visitor.items(thread)).at(-1)).toMatchObject({
      content: [{ annotations: [{ source: { filename: names[1] } }] }],
    })
  })

  test('hears that the library has nothing, where it has nothing', async () => {
    await using api = await startOpenAIApi(NO_STORE)
    api.upstream.answers(searches('zzzxqj'), 'The library has nothing on this.')

    await api.visitor().chat('Zzzxqj?')

    expect(outputs(api)).toEqual(['The library has nothing on this.'])
  })

  test('that searches for ever is stopped, and the reader can try again', async () => {
    await using api = await startOpenAIApi(NO_STORE)
    api.upstream.answers(searches('pricing a course'))

    const reply = await (await api.visitor().create('What should my course cost?')).untilEnd()

    expect(api.upstream.turns).toHaveLength(10)
    expect(reply.events.at(-1)).toMatchObject({ type: 'error', allow_retry: true })
  })

  test('that calls its function wrongly is told so, and goes on', async () => {
    await using api = await startOpenAIApi(NO_STORE)
    const wrong = plays(...response(functionCall('fc_1', 'search_library', { question: 'x' })))
    api.upstream.answers(wrong, 'Start with the outcome.')

    const reply = await (await api.visitor().create('What should my course cost?')).untilEnd()

    expect(outputs(api)).toEqual([expect.stringMatching(/error|invalid/i)])
    expect(reply.text).toBe('Start with the outcome.')
  })
})

test('a server like OpenAI’s gets the function alone', async () => {
  await using api = await startOpenAIApi({ ...NO_STORE, OPENAI_API_KEY: '' })

  await api.visitor().chat('How do I begin?')

  expect(api.upstream.turns[0]?.json.tools).toEqual([
    expect.objectContaining({ type: 'function', name: 'search_library' }),
    ...CREATOR_TOOLS,
  ])
})

/** The forms, plans and choices of the coach's own, which any model gets. */
const CREATOR_TOOLS = ['ask_creator', 'make_plan', 'offer_choices'].map((name) =>
  expect.objectContaining({ type: 'function', name, strict: true }),
)

const searches = (query: string, id = 'fc_1'): Script =>
  plays(...response(functionCall(id, 'search_library', { query })))

/** What the model was given back of its searches, the last time it was asked. */
function outputs({ upstream }: OpenAIApi): string[] {
  const input = upstream.turns.at(-1)?.json.input as Array<{ type?: string; output?: unknown }>
  return input.flatMap(({ type, output }) =>
    type === 'function_call_output' ? [String(output)] : [],
  )
}

const progressOf = (events: Array<{ type: string; text?: string }>) =>
  events.flatMap(({ type, text }) => (type === 'progress_update' ? [text] : []))

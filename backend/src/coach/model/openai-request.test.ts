import { readFileSync } from 'node:fs'
import { getGlobalTraceProvider, setTracingDisabled } from '@openai/agents'
import { afterEach, describe, expect, test, vi } from 'vitest'
import {
  expectQuietConsole,
  KEY,
  MODEL,
  STORE,
  startOpenAIApi,
} from '../../../test/api/start-openai-api.ts'
import { sessionKey } from '../../http/middleware/session.ts'

expectQuietConsole()
afterEach(() => {
  vi.unstubAllEnvs()
  setTracingDisabled(true)
})

/** The forms, plans and choices of the coach's own, which any model gets. */
const CREATOR_TOOLS = ['ask_creator', 'make_plan', 'offer_choices'].map((name) =>
  expect.objectContaining({ type: 'function', name, strict: true }),
)

describe('with a key, a question goes to OpenAI', () => {
  test('as one streamed request to the chosen model, with the coach’s instructions', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers('Start small.')

    await api.visitor().chat('How do I begin?')

    expect(api.upstream.turns).toHaveLength(1)
    const { headers, json } = await api.upstream.received(/responses$/)
    expect(headers.authorization).toBe(`Bearer ${KEY}`)
    expect(api.upstream.turns[0]?.json).toMatchObject({
      model: MODEL,
      instructions: readFileSync(new URL('../instructions.md', import.meta.url), 'utf8'),
      input: [{ role: 'user', content: [{ type: 'input_text', text: 'How do I begin?' }] }],
      stream: true,
      store: false,
    })
    expect(json.model).toBe(MODEL)
  })

  test('which searches the web, the permanent library and this session’s files, but no others', async () => {
    await using api = await startOpenAIApi()
    const visitor = api.visitor()

    await visitor.chat('How do I begin?')

    const filters = [
      { type: 'eq', key: 'kind', value: 'library' },
      { type: 'eq', key: 'session', value: sessionKey(visitor.session) },
    ]
    expect(api.upstream.turns[0]?.json.tools).toEqual([
      {
        type: 'file_search',
        vector_store_ids: [STORE],
        max_num_results: 8,
        filters: { type: 'or', filters },
      },
      expect.objectContaining({ type: 'web_search' }),
      ...CREATOR_TOOLS,
    ])
  })

  test('and the id of the session, which opens everything, stays here', async () => {
    await using api = await startOpenAIApi()
    const visitor = api.visitor()

    await visitor.chat('How do I begin?')

    expect(JSON.stringify(api.upstream.requests)).not.toContain(visitor.session)
  })

  test('and nothing goes anywhere else, traces included', async () => {
    // As outside of tests, where the SDK traces unless it is told not to.
    vi.stubEnv('NODE_ENV', 'development')
    vi.stubEnv('OPENAI_API_KEY', KEY)
    setTracingDisabled(false)
    const fetched = vi.spyOn(globalThis, 'fetch')
    await using api = await startOpenAIApi()

    await api.visitor().chat('How do I begin?')
    await getGlobalTraceProvider().forceFlush()

    const hosts = new Set(fetched.mock.calls.map(([url]) => new URL(String(url)).hostname))
    expect([...hosts]).toEqual(['127.0.0.1'])
  })
})

test('without a model chosen, it is the SDK’s own default', async () => {
  await using api = await startOpenAIApi({ OPENAI_MODEL: '' })

  await api.visitor().chat('How do I begin?')

  expect(api.upstream.turns[0]?.json.model).toMatch(/^gpt-/)
})

test('a server like OpenAI’s gets no key and is not asked to search the web', async () => {
  await using api = await startOpenAIApi({ OPENAI_API_KEY: '' })

  await api.visitor().chat('How do I begin?')

  const [turn] = api.upstream.turns
  expect(turn?.headers.authorization).toBe('Bearer not-needed')
  expect(turn?.json.tools).toEqual([
    expect.objectContaining({ type: 'file_search' }),
    ...CREATOR_TOOLS,
  ])
})

test('the health check names the model and says that the vector store is configured', async () => {
  await using api = await startOpenAIApi()

  const health = await (await fetch(`${api.url}/health`)).json()

  expect(health).toMatchObject({
    model: { mode: 'openai', name: MODEL },
    vector_store: 'configured',
  })
})

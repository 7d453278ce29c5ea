/** What the model may cost in a day, over real HTTP: each response of the scripted model costs 15 tokens. */
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest'
import { type ChatKitClient, textInput } from '../../test/api/chatkit-client.ts'
import { metricOf } from '../../test/api/metric-of.ts'
import { refusalOf } from '../../test/api/refusal.ts'
import { startApi } from '../../test/api/start-api.ts'
import { type OpenAIApi, startOpenAIApi } from '../../test/api/start-openai-api.ts'
import { type RedisServer, startRedis } from '../../test/process/start-redis.ts'
import { makeTempFolder } from '../../test/process/temp-folder.ts'
import {
  begun,
  ending,
  message,
  openMessage,
  unfinished,
} from '../../test/upstream/response-events.ts'
import { refuses, type Script, stallsAfter } from '../../test/upstream/scripted-upstream.ts'
import type { UpstreamStream } from '../../test/upstream/upstream-stream.ts'

/** A day to come, since what expired in the past would be gone from Redis, which has a clock of its own. */
const at = (hours: number) =>
  new Date((Math.floor(Date.now() / 86_400_000) + 2) * 86_400_000 + hours * 3_600_000)
const [NOON, MIDNIGHT, NEXT_MIDNIGHT] = [at(12), at(24), at(48)]
const PAGE = 'https://hub.example.com'
const COST = 15

type Settings = Record<string, string>

let redis: RedisServer
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.stop())

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: NOON })
  await redis.flush()
})
afterEach(() => {
  vi.useRealTimers()
})

/** The same memory for every service that a test starts. */
const engines: Array<[engine: string, memory: () => Settings]> = [
  [
    'SQLite',
    () => {
      const folder = makeTempFolder()
      onTestFinished(folder.remove)
      return { DATA_DIR: folder.path }
    },
  ],
  ['Redis', () => ({ REDIS_URL: redis.url, BACKGROUND_RESPONSES: 'off' })],
]

async function start(settings: Settings): Promise<OpenAIApi> {
  const api = await startOpenAIApi({ CORS_ORIGINS: PAGE, ...settings })
  api.upstream.answers('Start small.').titles(refuses(400))
  return api
}

const healthOf = async ({ url }: { url: string }) =>
  (await (await fetch(`${url}/health`)).json()) as { status: string; budget?: object }

const ask = { type: 'threads.create', params: { input: textInput('How do I begin?') } }

/** One answer after the other, as long as they are given. */
async function askUntilRefused(visitor: ChatKitClient, most = 20): Promise<number> {
  for (let answered = 0; answered < most; answered += 1) {
    const response = await visitor.post(ask)
    const text = await response.text()
    if (!response.ok) return answered
    expect(text).toContain('Start small.')
  }
  return most
}

describe.each(engines)('a daily budget kept in %s', (_, memory) => {
  test('refuses what would cost more once it is spent, with the time of its reset, and stores nothing', async () => {
    await using api = await start({ ...memory(), DAILY_TOKEN_BUDGET: '45' })
    const visitor = api.visitor()

    expect(await askUntilRefused(visitor)).toBe(3)
    const stranger = api.visitor()
    const refused = await stranger.post(ask, { Origin: PAGE })

    expect(refused.status).toBe(429)
    expect(refused.headers.get('Retry-After')).toBe(String(12 * 60 * 60))
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe(PAGE)
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'budget_spent',
        resets_at: MIDNIGHT.toISOString(),
        message: expect.stringMatching(/today.* from 00:00 UTC on, in 12 hours\./),
      },
    })
    expect((await stranger.ask('threads.list', {})).data).toEqual([])
    expect((await visitor.ask('threads.list', {})).data).toHaveLength(3)
    expect(api.upstream.turns).toHaveLength(3)
    expect(await metricOf(api.url, 'coach_requests_refused_total', { reason: 'budget' })).toBe(2)
  })

  test('leaves all that costs nothing possible when it is spent', async () => {
    await using api = await start({ ...memory(), DAILY_TOKEN_BUDGET: '15' })
    const visitor = api.visitor()
    const thread_id = await visitor.chat('How do I begin?')
    const [question] = await visitor.items(thread_id)
    const input = textInput('And then?')

    const asked = [
      { type: 'threads.add_user_message', params: { thread_id, input } },
      { type: 'threads.retry_after_item', params: { thread_id, item_id: question?.id } },
      { type: 'input.transcribe', params: { audio_base64: 'AAAA', mime_type: 'audio/webm' } },
    ]
    for (const request of asked) {
      expect(await refusalOf(visitor.post(request)), request.type).toBe('429 budget_spent')
    }
    expect(await visitor.texts(thread_id)).toEqual(['How do I begin?', 'Start small.'])
    await visitor.ask('threads.update', { thread_id, title: 'Beginning' })
    await visitor.ask('threads.delete', { thread_id })
    expect((await visitor.ask('threads.list', {})).data).toEqual([])
  })

  test('is told in the chat when it is nearly spent, and not before', async () => {
    await using api = await start({ ...memory(), DAILY_TOKEN_BUDGET: '75' })
    const visitor = api.visitor()
    const thread = await visitor.chat('One')
    const notices = []
    for (const text of ['Two', 'Three', 'Four', 'Five']) {
      const reply = await (await visitor.say(thread, text)).untilEnd()
      notices.push(reply.events.filter(({ type }) => type === 'notice'))
      expect(reply.text).toBe('Start small.')
    }

    expect(notices.slice(0, 3)).toEqual([[], [], []])
    expect(notices[3]).toEqual([
      {
        type: 'notice',
        level: 'warning',
        title: 'Nearly used up for today',
        message: expect.stringMatching(/ 80 % .*from 00:00 UTC on, in 12 hours\.$/),
      },
    ])
    expect(await visitor.texts(thread)).toHaveLength(10)
  })

  test('is shown by the health check, which stays healthy when it is spent', async () => {
    await using api = await start({ ...memory(), DAILY_TOKEN_BUDGET: '20' })
    expect(await healthOf(api)).toMatchObject({
      status: 'healthy',
      budget: { limit: 20, used: 0, resets_at: MIDNIGHT.toISOString() },
    })

    await askUntilRefused(api.visitor())

    expect(await healthOf(api)).toMatchObject({
      status: 'healthy',
      budget: { limit: 20, used: 2 * COST, resets_at: MIDNIGHT.toISOString() },
    })
    expect(await metricOf(api.url, 'coach_token_budget', {})).toBe(20)
    expect(await metricOf(api.url, 'coach_token_budget_used', {})).toBe(2 * COST)
  })

  test('is still spent after a restart', async () => {
    const settings = { ...memory(), DAILY_TOKEN_BUDGET: '30' }
    const before = await start(settings)
    expect(await askUntilRefused(before.visitor())).toBe(2)
    await before[Symbol.asyncDispose]()

    await using after = await start(settings)

    expect(await askUntilRefused(after.visitor())).toBe(0)
  })

  test('starts again at midnight in UTC', async () => {
    vi.setSystemTime(MIDNIGHT.getTime() - 30_000)
    await using api = await start({ ...memory(), DAILY_TOKEN_BUDGET: '30' })
    const visitor = api.visitor()
    expect(await askUntilRefused(visitor)).toBe(2)
    const refused = await visitor.post(ask)
    expect(refused.headers.get('Retry-After')).toBe('30')

    vi.setSystemTime(MIDNIGHT)

    expect(await healthOf(api)).toMatchObject({
      budget: { limit: 30, used: 0, resets_at: NEXT_MIDNIGHT.toISOString() },
    })
    expect(await askUntilRefused(visitor)).toBe(2)
  })

  test('counts titles too', async () => {
    await using api = await start({ ...memory(), DAILY_TOKEN_BUDGET: '1000' })
    api.upstream.titles('Beginning')

    await api.visitor().chat('How do I begin?')

    expect(await healthOf(api)).toMatchObject({ budget: { used: 2 * COST } })
  })

  test('counts dictation', async () => {
    await using api = await start({ ...memory(), DAILY_TOKEN_BUDGET: '1000' })
    const usage = { type: 'tokens', input_tokens: 40, output_tokens: 6, total_tokens: 46 }
    api.upstream.replies(/POST .*audio\/transcriptions$/, { text: 'Hello', usage })

    const params = { audio_base64: 'AAAA', mime_type: 'audio/webm' }
    await api.visitor().ask('input.transcribe', params)

    expect(await healthOf(api)).toMatchObject({ budget: { used: 46 } })
  })

  test('is no cheaper for who stops every answer before its end', async () => {
    await using api = await start({ ...memory(), DAILY_TOKEN_BUDGET: '20000' })
    api.upstream.answers(stallsAfter(...unfinished(openMessage('msg_1', 'Start small'))))
    const visitor = api.visitor()
    let stopped = 0
    for (; stopped < 40; stopped += 1) {
      const reply = await visitor.create('How do I begin?').catch(() => undefined)
      if (!reply) break
      await reply.untilWords()
      await visitor.cancel(reply.runId)
      await reply.untilEnd()
    }

    // A request of the coach has some thousand tokens.
    expect(stopped).toBeGreaterThan(2)
    expect(stopped).toBeLessThan(40)
    expect(await refusalOf(visitor.post(ask))).toBe('429 budget_spent')
  })

  test('is passed by no more than an answer or two, however many are asked for at once', async () => {
    await using api = await start({ ...memory(), DAILY_TOKEN_BUDGET: '150' })
    expect(await askUntilRefused(api.visitor(), 2)).toBe(2)

    const responses = await Promise.all(Array.from({ length: 60 }, () => api.visitor().post(ask)))
    await Promise.all(responses.map((response) => response.text()))

    const { budget } = await healthOf(api)
    expect((budget as { used: number }).used).toBeLessThanOrEqual(150 + 2 * COST)
    expect(new Set(responses.map(({ status }) => status)).has(200)).toBe(true)
    expect(responses.filter(({ ok }) => !ok).length).toBeGreaterThan(40)
  })

  test('lets answers end that were under way when it was spent', async () => {
    await using api = await start({ ...memory(), DAILY_TOKEN_BUDGET: '15' })
    const opened = Promise.withResolvers<UpstreamStream>()
    const held: Script = (stream) => opened.resolve(stream.send(...begun()))
    api.upstream.answers(held, 'Start small.')
    const reply = await api.visitor().create('How do I begin?')
    const stream = await opened.promise
    expect(await askUntilRefused(api.visitor())).toBe(1)

    const answer = message('msg_1', 'Start small, then grow.')
    stream.send(...answer, ending('completed', [])).end()

    expect((await reply.untilEnd()).text).toBe('Start small, then grow.')
  })
})

describe.each(engines)('a budget for each session, kept in %s', (_, memory) => {
  test('refuses who has spent it, and nobody else', async () => {
    await using api = await start({ ...memory(), SESSION_TOKEN_BUDGET: '30' })
    const [one, other] = [api.visitor(), api.visitor()]

    expect(await askUntilRefused(one)).toBe(2)

    const refused = await one.post(ask)
    expect(await refused.json()).toMatchObject({
      error: {
        code: 'budget_spent',
        resets_at: MIDNIGHT.toISOString(),
        message: expect.stringMatching(/^You have asked as much as one visitor may today\./),
      },
    })
    expect(await askUntilRefused(other)).toBe(2)
    expect(await healthOf(api)).not.toHaveProperty('budget')
  })

  test('is told in the chat when it is nearly spent', async () => {
    await using api = await start({ ...memory(), SESSION_TOKEN_BUDGET: '18' })
    const visitor = api.visitor()
    const thread = await visitor.chat('One')

    const reply = await (await visitor.say(thread, 'Two')).untilEnd()

    expect(reply.events.find(({ type }) => type === 'notice')).toMatchObject({
      message: expect.stringMatching(/^You have used 83 % /),
    })
  })

  test('is not reset by a restart', async () => {
    const settings = { ...memory(), SESSION_TOKEN_BUDGET: '15' }
    const before = await start(settings)
    const visitor = before.visitor()
    expect(await askUntilRefused(visitor)).toBe(1)
    await before[Symbol.asyncDispose]()

    await using after = await start(settings)

    expect(await askUntilRefused(after.visitor(visitor.session))).toBe(0)
  })
})

test('replicas on one Redis spend one budget', async () => {
  const settings = { REDIS_URL: redis.url, BACKGROUND_RESPONSES: 'off', DAILY_TOKEN_BUDGET: '60' }
  await using one = await start(settings)
  await using other = await start(settings)

  expect(await askUntilRefused(one.visitor(), 2)).toBe(2)
  expect(await askUntilRefused(other.visitor())).toBe(2)
  expect(await askUntilRefused(one.visitor())).toBe(0)
})

test('the coach without a key spends it as well', async () => {
  await using api = await startApi({ DAILY_TOKEN_BUDGET: '1000000' })

  await api.visitor().chat('How do I begin?')

  const { budget } = await healthOf(api)
  expect(budget).toMatchObject({ limit: 1_000_000, used: expect.any(Number) })
  expect((budget as { used: number }).used).toBeGreaterThan(50)
})

test('without a budget nothing is refused, counted or shown', async () => {
  await using api = await start({ DAILY_TOKEN_BUDGET: '' })

  expect(await askUntilRefused(api.visitor(), 5)).toBe(5)

  expect(await healthOf(api)).not.toHaveProperty('budget')
  expect(await (await fetch(`${api.url}/metrics`)).text()).not.toContain('coach_token_budget{')
})

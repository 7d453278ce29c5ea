import { describe, expect, test } from 'vitest'
import { metricOf, metricsOf } from '../../../test/api/metric-of.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'
import {
  begun,
  ending,
  message,
  messageItem,
  response,
} from '../../../test/upstream/response-events.ts'
import { plays, refuses, stallsAfter } from '../../../test/upstream/scripted-upstream.ts'

const TOKEN = 'a-token-of-the-owner'
const production = { NODE_ENV: 'production', SESSION_SECRET: 'sixteen-letters!' }

describe('GET /metrics', () => {
  test('is text as Prometheus reads it, with facts of the process', async () => {
    await using api = await startScriptedApi(saying('Hi'))

    const response = await fetch(`${api.url}/metrics`)

    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Type')).toMatch(/^text\/plain; version=0\.0\.4/)
    expect(response.headers.get('Cache-Control')).toBe('no-store')
    const text = await response.text()
    expect(text).toContain('nodejs_heap_size_used_bytes')
    expect(text).toContain('nodejs_eventloop_lag_seconds')
  })

  test('with a token set, asks for it', async () => {
    await using api = await startScriptedApi(saying('Hi'), { METRICS_TOKEN: TOKEN })
    const get = (headers = {}) => fetch(`${api.url}/metrics`, { headers })

    const without = await refusalOf(await get())
    const wrong = await get({ Authorization: `Bearer ${TOKEN}x` })
    const right = await get({ Authorization: `Bearer ${TOKEN}` })

    expect(without).toBe('401 unauthorized')
    expect(wrong.status).toBe(401)
    expect(await wrong.text()).not.toContain('coach_')
    expect(right.status).toBe(200)
  })

  test('in production is not there without a token, and there with one', async () => {
    await using closed = await startScriptedApi(saying('Hi'), production)
    await using open = await startScriptedApi(saying('Hi'), { ...production, METRICS_TOKEN: TOKEN })

    const missing = await refusalOf(await fetch(`${closed.url}/metrics`))
    const headers = { Authorization: `Bearer ${TOKEN}` }
    const found = await fetch(`${open.url}/metrics`, { headers })

    expect(missing).toBe('404 not_found')
    expect(found.status).toBe(200)
  })

  test('of one service knows nothing of another in the same process', async () => {
    await using one = await startScriptedApi(saying('Hi'))
    await using other = await startScriptedApi(saying('Hi'))
    await one.visitor().chat('Hello')

    expect(await metricOf(one.url, 'http_request_duration_seconds_count', CHATKIT)).toBe(1)
    expect(await metricOf(other.url, 'http_request_duration_seconds_count', CHATKIT)).toBe(0)
  })
})

const CHATKIT = { method: 'POST', route: '/chatkit', status: '2xx' }

describe('counted are', () => {
  test('requests by their route, never by what stands in their address', async () => {
    await using api = await startScriptedApi(saying('Hi'))
    await api.visitor().fetch('/chatkit/runs/run_secret')
    await api.visitor().fetch('/secret')

    const text = await metricsOf(api.url)

    expect(text).toContain('route="/chatkit/runs/:runId",status="4xx"')
    expect(text).toContain('method="any",route="none",status="4xx"')
    expect(text).not.toContain('secret')
  })

  test('tokens of every response by their kind', async () => {
    await using api = await startOpenAIApi()
    const usage = {
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 40, cache_write_tokens: 0 },
      output_tokens: 20,
      output_tokens_details: { reasoning_tokens: 15 },
      total_tokens: 120,
    }
    const item = messageItem('msg_1', [{ type: 'output_text', text: 'Hi', annotations: [] }])
    api.upstream
      .answers(plays(...begun(), ending('completed', [item], { usage })))
      .titles(refuses(400))

    await api.visitor().chat('Hello')

    const tokens = (kind: string) => metricOf(api.url, 'coach_model_tokens_total', { kind })
    expect(await Promise.all(['input', 'cached', 'output', 'reasoning'].map(tokens))).toEqual([
      100, 40, 20, 15,
    ])
  })

  test('tokens of a response that failed, too, and of titles', async () => {
    await using api = await startOpenAIApi()
    const error = { code: 'server_error', message: 'It failed' }
    api.upstream.answers(plays(...begun(), ending('failed', [], { error }))).titles('Greeting')

    await api.visitor().chat('Hello')

    const used = () => metricOf(api.url, 'coach_model_tokens_total', { kind: 'input' })
    await expect.poll(used).toBe(20)
  })

  test('turns by how they ended, and answers that are being written', async () => {
    await using api = await startOpenAIApi()
    const turns = (labels: Record<string, string>) => metricOf(api.url, 'coach_turns_total', labels)
    const running = () => metricOf(api.url, 'coach_answers_running', {})
    api.upstream.answers(
      plays(...response(message('msg_1', 'Start small.'))),
      refuses(401),
      stallsAfter(...begun()),
    )
    const visitor = api.visitor()
    const thread = await visitor.chat('How do I begin?')
    await (await visitor.say(thread, 'And then?')).untilEnd()
    const reply = await visitor.say(thread, 'And then?')
    await api.upstream.receivedTurn(3)
    const whileRunning = await running()

    await visitor.cancel(reply.runId)
    await reply.untilEnd()

    expect(whileRunning).toBe(1)
    await expect.poll(running).toBe(0)
    expect(await turns({ outcome: 'completed', reason: '' })).toBe(1)
    expect(await turns({ outcome: 'failed', reason: 'setup' })).toBe(1)
    expect(await turns({ outcome: 'stopped', reason: '' })).toBe(1)
  })

  test('the times of a turn’s stages', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers('Start small.')

    await api.visitor().chat('How do I begin?')

    const count = (stage: string) => metricOf(api.url, 'coach_stage_seconds_count', { stage })
    expect(await Promise.all(['waiting', 'writing', 'web'].map(count))).toEqual([1, 1, 0])
  })

  test('ratings of answers', async () => {
    await using api = await startScriptedApi(saying('Hi'))
    const visitor = api.visitor()
    const thread_id = await visitor.chat('Hello')
    const [, answer] = await visitor.items(thread_id)
    const item_ids = [answer?.id ?? '']

    await visitor.ask('items.feedback', { thread_id, item_ids, kind: 'negative' })

    expect(await metricOf(api.url, 'coach_feedback', { kind: 'negative' })).toBe(1)
    expect(await metricOf(api.url, 'coach_feedback', { kind: 'positive' })).toBe(0)
  })
})

test('the log has a line for each turn, with numbers and nothing of what was said', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers('Start small.').titles('Beginning')
  await api.visitor().chat('How do I begin?')

  const line = await api.logged.line(({ msg }) => msg === 'turn finished')

  expect(line).toMatchObject({
    level: 30,
    outcome: 'completed',
    duration_ms: expect.any(Number),
    tokens: { input: 10, cached: 0, output: 5, reasoning: 0 },
  })
  expect(JSON.stringify(line)).not.toMatch(/begin|small/i)
})

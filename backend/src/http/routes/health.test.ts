import { expect, test, vi } from 'vitest'
import { textInput } from '../../../test/api/chatkit-client.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { SLOW, startApi } from '../../../test/api/start-api.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'
import { sharedCheck } from './health.ts'

const health = async (url: string) => {
  const response = await fetch(`${url}/health`)
  return { status: response.status, body: (await response.json()) as Record<string, unknown> }
}

test('a healthy service says what it runs on', async () => {
  await using api = await startApi({ RAILWAY_GIT_COMMIT_SHA: 'abc123' })

  const { status, body } = await health(api.url)

  expect(status).toBe(200)
  expect(body).toEqual({
    status: 'healthy',
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    commit: 'abc123',
    uptime_s: expect.any(Number),
    model: { mode: 'offline', name: 'library-coach' },
    memory: 'sqlite',
    vector_store: 'configured',
    checks: { memory: 'ok', lifecycle: 'ok' },
  })
})

test('a service that cannot reach its memory says so', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  api.memory.check = () => Promise.reject(new Error('The disk is full'))

  const { status, body } = await health(api.url)

  expect(status).toBe(503)
  expect(body).toMatchObject({
    status: 'unhealthy',
    checks: { memory: 'failed', lifecycle: 'ok' },
  })
})

test('many who ask at once, or again at once, have memory checked once', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  let checks = 0
  api.memory.check = async () => {
    checks += 1
  }

  await Promise.all(Array.from({ length: 20 }, () => health(api.url)))
  await health(api.url)

  expect(checks).toBe(1)
})

test('a memory that does not answer is one that has failed, within two seconds', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  api.memory.check = () => new Promise(() => {})
  const start = performance.now()

  const { status, body } = await health(api.url)

  expect(status).toBe(503)
  expect(body).toMatchObject({ checks: { memory: 'failed' } })
  expect(performance.now() - start).toBeGreaterThan(1_000)
})

test('an answer holds for a moment, then memory is asked again', async () => {
  let [asked, answer] = [0, 'ok']
  const state = sharedCheck(
    async () => {
      asked += 1
      return answer
    },
    { everyMs: 50, withinMs: 1_000 },
  )

  expect(await state()).toBe('ok')
  answer = 'failed'
  expect(await state()).toBe('ok')
  await vi.waitFor(async () => expect(await state()).toBe('failed'))

  expect(asked).toBe(2)
})

test('with a key but without a store, health says what is missing', async () => {
  await using api = await startApi({
    OPENAI_API_KEY: 'x',
    OPENAI_BASE_URL: 'http://127.0.0.1:1/v1',
    OPENAI_MODEL: 'gpt-test',
  })

  expect((await health(api.url)).body).toMatchObject({
    status: 'healthy',
    commit: null,
    model: { mode: 'openai', name: 'gpt-test' },
    vector_store: 'not_configured',
  })
})

test('a service that shuts down is unhealthy, takes nothing new and finishes what it has begun', async () => {
  await using api = await startApi(SLOW)
  const visitor = api.visitor()
  const reply = await (await visitor.create('Thanks!')).untilWords()

  const stopped = api.service.stop()
  const { status, body } = await health(api.url)
  const create = { type: 'threads.create', params: { input: textInput('One more') } }
  const refused = await visitor.post(create)
  await reply.untilEnd()
  await stopped

  expect(status).toBe(503)
  expect(body).toMatchObject({
    status: 'unhealthy',
    checks: { memory: 'ok', lifecycle: 'shutting_down' },
  })
  expect(refused.headers.get('Retry-After')).toBe('5')
  expect(await refusalOf(refused)).toBe('503 shutting_down')
  expect(reply.stages.at(-1)).toBe('thread.item.done')
  await expect(health(api.url)).rejects.toThrow()
})

test('an answer that does not end within the bound is stopped, and kept as far as it got', async () => {
  const env = { ...SLOW, DRAIN_SECONDS: '0' }
  await using api = await startApi(env)
  const reply = await (await api.visitor().create('Give me a 30 day plan')).untilWords()

  await api.service.stop()
  await reply.untilEnd()

  const [kept, mark, error] = reply.events.slice(-3)
  expect(kept).toMatchObject({ type: 'thread.item.done', item: { type: 'assistant_message' } })
  expect(JSON.stringify(kept)).toContain(JSON.stringify(reply.text).slice(1, -1))
  expect(mark).toMatchObject({ type: 'thread.item.done', item: { type: 'task' } })
  expect(error).toMatchObject({ type: 'error', allow_retry: true })
})

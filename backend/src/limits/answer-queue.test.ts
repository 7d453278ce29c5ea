/** More answers than this process may write at once, over real HTTP. */
import { describe, expect, test } from 'vitest'
import { type ChatKitClient, textInput } from '../../test/api/chatkit-client.ts'
import { metricOf } from '../../test/api/metric-of.ts'
import { refusalOf } from '../../test/api/refusal.ts'
import { SLOW, startApi } from '../../test/api/start-api.ts'
import { type ScriptedApi, startScriptedApi } from '../../test/api/start-scripted-api.ts'
import {
  type ReplyScript,
  type ScriptedResponder,
  saying,
  stopped,
} from '../../test/responders/assistant.ts'

const PAGE = 'https://hub.example.com'
const env = {
  MAX_RUNNING_ANSWERS: '1',
  RATE_LIMITS: 'on',
  TRUSTED_PROXY: 'X-Real-IP',
  CORS_ORIGINS: PAGE,
}
const ask = (text: string) => ({ type: 'threads.create', params: { input: textInput(text) } })
const waiting = ({ url }: { url: string }) => metricOf(url, 'coach_answers_waiting', {})

/** Answers that end when the test says so, in the order in which they have begun. */
function heldAnswers() {
  const begun: string[] = []
  const ends: (() => void)[] = []
  const respond: ReplyScript = async function* (turn) {
    const [content] = turn.userMessage?.content ?? []
    begun.push(content?.text ?? '')
    const { promise, resolve } = Promise.withResolvers<void>()
    ends.push(resolve)
    await Promise.race([promise, stopped(turn.signal)])
    yield* saying('Hi')(turn)
  }
  return { begun, respond, endOne: () => ends.shift()?.() }
}

async function threadsOf(visitor: ChatKitClient) {
  return (await visitor.ask('threads.list', {})).data.length
}

/** Asks from this address, and resolves once the request waits in the line. */
async function comeToWait(api: ScriptedApi, address: string, text: string) {
  const before = await waiting(api)
  const visitor = api.visitor()
  const leave = new AbortController()
  const headers = { 'X-Real-IP': address, Origin: PAGE }
  const answer = visitor.post(ask(text), headers, leave.signal)
  answer.catch(() => {})
  await expect.poll(() => waiting(api)).toBe(before + 1)
  return { visitor, answer, leave }
}

describe('an answer for which there is no place', () => {
  test('waits, with nothing stored of it, and begins when a place is free', async () => {
    const { begun, respond, endOne } = heldAnswers()
    await using api = await startScriptedApi(respond, env)
    const first = await api.visitor().create('First')
    const { visitor, answer } = await comeToWait(api, '203.0.113.1', 'Second')

    expect(await threadsOf(visitor)).toBe(0)
    endOne()
    await first.untilEnd()
    const response = await answer
    expect(response.status).toBe(200)
    await expect.poll(() => begun).toEqual(['First', 'Second'])
    endOne()
    await response.text()

    expect(await threadsOf(visitor)).toBe(1)
    expect(await waiting(api)).toBe(0)
  })

  test('has its turn among the clients that wait, however often one of them asks', async () => {
    const { begun, respond, endOne } = heldAnswers()
    await using api = await startScriptedApi(respond, env)
    const first = await api.visitor().create('First')
    const [a, b, c] = ['203.0.113.1', '203.0.113.2', '2001:db8::1']
    for (const text of ['a1', 'a2', 'a3']) await comeToWait(api, a ?? '', text)
    await comeToWait(api, b ?? '', 'b1')
    await comeToWait(api, c ?? '', 'c1')

    for (let n = 1; n <= 5; n += 1) {
      endOne()
      await expect.poll(() => begun.length).toBe(n + 1)
    }
    endOne()
    await first.untilEnd()

    expect(begun).toEqual(['First', 'a1', 'b1', 'c1', 'a2', 'a3'])
  })

  test('is given up when its client leaves, and nobody else waits for it', async () => {
    const { begun, respond, endOne } = heldAnswers()
    await using api = await startScriptedApi(respond, env)
    const first = await api.visitor().create('First')
    const gone = await comeToWait(api, '203.0.113.1', 'Gone')
    const stays = await comeToWait(api, '203.0.113.2', 'Stays')

    gone.leave.abort()
    await expect.poll(() => waiting(api)).toBe(1)
    endOne()
    await first.untilEnd()
    await expect.poll(() => begun).toEqual(['First', 'Stays'])
    endOne()
    await (await stays.answer).text()

    expect(await threadsOf(gone.visitor)).toBe(0)
    expect(await api.runs.running(gone.visitor.session)).toEqual([])
    expect(api.logged.lines().filter(({ level }) => level >= 40)).toEqual([])
  })

  test('can be asked for again by a client that has lost its connection while it waited', async () => {
    const { begun, respond, endOne } = heldAnswers()
    await using api = await startScriptedApi(respond, env)
    const first = await api.visitor().create('First')
    const visitor = api.visitor()
    const keyed = { 'Idempotency-Key': 'key-1', 'X-Resume': '1' }
    const leave = new AbortController()
    visitor.post(ask('Second'), keyed, leave.signal).catch(() => {})
    await expect.poll(() => waiting(api)).toBe(1)

    leave.abort()
    await expect.poll(() => waiting(api)).toBe(0)
    const again = visitor.create('Second', {}, keyed)
    await expect.poll(() => waiting(api)).toBe(1)
    endOne()
    await first.untilEnd()
    await expect.poll(() => begun).toEqual(['First', 'Second'])
    endOne()
    await (await again).untilEnd()

    expect(await threadsOf(visitor)).toBe(1)
  })

  test('that runs already needs no place to be read again', async () => {
    const { respond, endOne } = heldAnswers()
    await using api = await startScriptedApi(respond, env)
    const visitor = api.visitor()
    const keyed = { 'Idempotency-Key': 'key-1', 'X-Resume': '1' }
    const first = await visitor.create('First', {}, keyed)

    const again = await visitor.create('First', {}, keyed)

    expect(again.runId).toBe(first.runId)
    endOne()
    await Promise.all([first.untilEnd(), again.untilEnd()])
  })

  test('is refused when a hundred wait already, with nothing stored of it', async () => {
    const { respond } = heldAnswers()
    await using api = await startScriptedApi(respond, { ...env, RATE_LIMITS: 'off' })
    await api.visitor().create('First')
    const visitors = Array.from({ length: 100 }, () => api.visitor())
    for (const visitor of visitors) visitor.post(ask('Waits')).catch(() => {})
    await expect.poll(() => waiting(api), { timeout: 20_000 }).toBe(100)
    const visitor = api.visitor()

    const refused = await visitor.post(ask('Too many'), { Origin: PAGE })

    expect(refused.headers.get('Retry-After')).toBe('5')
    expect(refused.headers.get('Access-Control-Allow-Origin')).toBe(PAGE)
    expect(await refusalOf(refused)).toBe('503 busy')
    expect(await threadsOf(visitor)).toBe(0)
    expect(await metricOf(api.url, 'coach_requests_refused_total', { reason: 'busy' })).toBe(1)
    // It is as it should be, and as often as strangers like.
    expect(api.logged.lines().filter(({ level }) => level >= 40)).toEqual([])
  })

  test('is refused at once when the service shuts down', async () => {
    await using api = await startApi({ ...SLOW, MAX_RUNNING_ANSWERS: '1' })
    const first = await (await api.visitor().create('Thanks!')).untilWords()
    const refused = api.visitor().post(ask('Second'))
    await expect.poll(() => waiting(api)).toBe(1)

    const stopping = api.service.stop()

    expect(await refusalOf(refused)).toBe('503 shutting_down')
    await first.untilEnd()
    await stopping
  })
})

test('a failure before an answer begins gives its place back', async () => {
  const { respond, endOne } = heldAnswers()
  await using api = await startScriptedApi(respond, env)
  const visitor = api.visitor()
  const say = { thread_id: 'thr_0', input: textInput('Hello') }
  for (let n = 0; n < 3; n += 1) {
    const refused = await visitor.post({ type: 'threads.add_user_message', params: say })
    expect(await refusalOf(refused)).toBe('404 not_found')
  }

  const reply = await visitor.create('Hello')
  endOne()

  expect((await reply.untilEnd()).stages.at(-1)).toBe('thread.item.done')
})

test('many answers at once all come to their end, a few at a time', async () => {
  let running = 0
  let most = 0
  const respond: ReplyScript = async function* (turn) {
    running += 1
    most = Math.max(most, running)
    try {
      await new Promise((passed) => setTimeout(passed, 5))
      yield* saying('Hi')(turn)
    } finally {
      running -= 1
    }
  }
  await using api = await startScriptedApi(respond, { ...env, MAX_RUNNING_ANSWERS: '4' })
  const addresses = Array.from({ length: 60 }, (_, n) => `203.0.113.${n % 7}`)

  const ends = await Promise.all(
    addresses.map(async (address) => {
      const reply = await api.visitor().create('Hello', {}, { 'X-Real-IP': address })
      return (await reply.untilEnd()).stages.at(-1)
    }),
  )

  expect(ends).toEqual(Array.from({ length: 60 }, () => 'thread.item.done'))
  expect(most).toBeGreaterThan(1)
  expect(most).toBeLessThanOrEqual(4)
  expect(await waiting(api)).toBe(0)
})

test('speech to be turned into text takes a place too', async () => {
  const { promise: heard, resolve: hear } = Promise.withResolvers<string>()
  const responder: ScriptedResponder = { respond: saying('Hi'), transcribe: () => heard }
  await using api = await startScriptedApi(responder, env)
  const params = { audio_base64: 'AAAA', mime_type: 'audio/webm' }
  const dictated = api.visitor().post({ type: 'input.transcribe', params })
  const { answer } = await comeToWait(api, '203.0.113.1', 'Second')

  hear('How do I begin?')

  expect(await (await dictated).json()).toEqual({ text: 'How do I begin?' })
  expect((await answer).status).toBe(200)
})

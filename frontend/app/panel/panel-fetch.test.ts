import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Thread } from '~/api/protocol'
import { createPanelFetch } from './panel-fetch'
import type { PanelProblem } from './panel-state'

const BASE = 'https://api.example.com'
const ENDPOINT = `${BASE}/chatkit`
const HELLO = JSON.stringify({ type: 'threads.create', params: { input: 'Hello' } })

test('a request of the protocol carries session, tools and window, beside what the panel sends', async () => {
  const { panelFetch, sent } = panel({ headers: () => ({ 'X-Private-Window': '1' }) })
  const { signal } = new AbortController()

  await panelFetch(ENDPOINT, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'ChatKit-Frame-Instance-Id': 'frame-1' },
    body: HELLO,
    signal,
  })

  expect(sent[0]?.url).toBe(ENDPOINT)
  expect(sent[0]?.init).toMatchObject({ method: 'POST', body: HELLO, signal, credentials: 'omit' })
  expect(sent[0]?.headers).toMatchObject({
    'x-session-id': 'session-1',
    'x-client-tools': 'get_local_date',
    'x-private-window': '1',
    'content-type': 'application/json',
    'chatkit-frame-instance-id': 'frame-1',
  })
  expect(sent[0]?.headers).not.toHaveProperty('x-resume')
})

test.each([
  `${BASE}/attachments/atc_1?signature=s`,
  'https://elsewhere.example.com/chatkit',
  'https://api.example.com.evil.test/chatkit',
])('the session is not sent to %s', async (url) => {
  const { panelFetch, sent } = panel()

  await panelFetch(url, { method: 'PUT', headers: { 'Content-Type': 'image/png' }, body: 'bytes' })

  expect(sent[0]?.headers).toEqual({ 'content-type': 'image/png' })
  expect(sent[0]?.init.body).toBe('bytes')
})

test.each([
  ['a server error', () => new Response('', { status: 503 })],
  [
    'a lost connection',
    () => {
      throw new TypeError('Failed to fetch')
    },
  ],
])('the same body posted again after %s goes under the same key', async (_, fails) => {
  const { panelFetch, keys } = panel({ answers: [fails, fails, json({}), json({})] })

  for (let attempt = 0; attempt < 4; attempt++) {
    await panelFetch(ENDPOINT, { method: 'POST', body: HELLO }).catch(() => {})
  }

  const [first, second, third, another] = keys()
  expect([second, third]).toEqual([first, first])
  expect(another).not.toBe(first)
})

test('another body, or one that was refused, has a key of its own', async () => {
  const refused = () => new Response('', { status: 409 })
  const failed = () => new Response('', { status: 500 })
  const { panelFetch, keys } = panel({ answers: [refused, failed, json({})] })

  await panelFetch(ENDPOINT, { method: 'POST', body: HELLO })
  await panelFetch(ENDPOINT, { method: 'POST', body: HELLO })
  await panelFetch(ENDPOINT, { method: 'POST', body: '{"type":"threads.list"}' })

  expect(new Set(keys()).size).toBe(3)
})

test('a request that was stopped is not a failed one', async () => {
  const stop = new AbortController()
  const aborts = () => {
    stop.abort()
    throw stop.signal.reason
  }
  const { panelFetch, keys } = panel({ answers: [aborts, json({})] })

  await expect(
    panelFetch(ENDPOINT, { method: 'POST', body: HELLO, signal: stop.signal }),
  ).rejects.toThrow()
  await panelFetch(ENDPOINT, { method: 'POST', body: HELLO })

  expect(keys()[0]).not.toBe(keys()[1])
})

test('threads that a stream tells of are passed on, and its bytes stay as they are', async () => {
  const said = [
    { type: 'thread.created', thread: { id: 'thr_1' } },
    { type: 'thread.item.done', item: { content: 'says "type":"thread.updated" é' } },
    { type: 'thread.updated', thread: { id: 'thr_1', title: 'Café' } },
  ]
  const wire = said.map((event) => `id: 1\ndata: ${JSON.stringify(event)}\n\n`).join(': ping\n')
  const { panelFetch, threads } = panel({ answers: [stream(...bytewise(wire))] })

  const response = await panelFetch(ENDPOINT, { method: 'POST', body: HELLO })

  expect(response.headers.get('X-Run-Id')).toBe('run_1')
  expect(await response.text()).toBe(wire)
  expect(threads).toMatchObject([{ id: 'thr_1' }, { id: 'thr_1', title: 'Café' }])
})

test('a panel that stops reading closes the connection', async () => {
  let isClosed = false
  const body = new ReadableStream({
    cancel() {
      isClosed = true
    },
  })
  const { panelFetch } = panel({ answers: [() => new Response(body, { headers: SSE })] })

  const response = await panelFetch(ENDPOINT, { method: 'POST', body: HELLO })
  await response.body?.cancel()

  expect(isClosed).toBe(true)
})

test('a chat renamed in the panel is passed on, other answers are not', async () => {
  const renamed = { id: 'thr_1', title: 'Hooks' }
  const { panelFetch, threads } = panel({ answers: [json(renamed), json({ id: 'thr_2' })] })

  const answer = await panelFetch(ENDPOINT, { method: 'POST', body: '{"type":"threads.update"}' })
  await panelFetch(ENDPOINT, { method: 'POST', body: '{"type":"threads.get_by_id"}' })

  expect(await answer.json()).toEqual(renamed)
  expect(threads).toEqual([renamed])
})

test('the first message of a new chat is reported, messages in other chats are not', async () => {
  const { panelFetch, onNewChat } = panel()
  const inThread = JSON.stringify({
    type: 'threads.add_user_message',
    params: { thread_id: 'thr_1', input: { content: [{ text: 'What is "threads.create"?' }] } },
  })

  await panelFetch(ENDPOINT, { method: 'POST', body: inThread })
  expect(onNewChat).not.toHaveBeenCalled()
  await panelFetch(ENDPOINT, { method: 'POST', body: '{"type":"threads.create","params":{}}' })

  expect(onNewChat).toHaveBeenCalledOnce()
})

const SSE = { 'Content-Type': 'text/event-stream; charset=utf-8', 'X-Run-Id': 'run_1' }

describe('a message that the API does not take', () => {
  const message = JSON.stringify({
    type: 'threads.add_user_message',
    params: { thread_id: 'thr_1', input: { content: [{ type: 'input_text', text: 'Hello' }] } },
  })
  const refusal =
    (status: number, retryAfter?: number): Answer =>
    () => {
      const told = { code: 'busy', message: 'Too many answers are being written.' }
      const headers: Record<string, string> = retryAfter ? { 'Retry-After': `${retryAfter}` } : {}
      return Response.json({ error: told, message: told.message }, { status, headers })
    }
  const post = (fetch: typeof globalThis.fetch, signal?: AbortSignal) =>
    fetch(ENDPOINT, { method: 'POST', body: message, signal })

  afterEach(() => vi.useRealTimers())

  test.each([429, 503])('is posted again after a short wait, under its key: %i', async (status) => {
    vi.useFakeTimers()
    const { panelFetch, sent, keys, problems, onTaken } = panel({
      answers: [refusal(status, 4), stream()],
    })

    const posted = post(panelFetch)
    await vi.advanceTimersByTimeAsync(3_900)
    expect(sent).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(200)

    expect((await posted).status).toBe(200)
    expect(keys()[1]).toBe(keys()[0])
    expect(problems).toEqual([])
    expect(onTaken).toHaveBeenCalledOnce()
  })

  test('is given up after a few times, with the words and the time, so that it is not posted for ever', async () => {
    vi.useFakeTimers()
    const { panelFetch, sent, problems } = panel({ answers: [refusal(503, 5)] })

    const posted = post(panelFetch)
    await vi.advanceTimersByTimeAsync(60_000)
    const response = await posted

    expect(sent).toHaveLength(3)
    // The panel posts again at once after what begins with a five.
    expect(response.status).toBe(429)
    expect(await response.json()).toMatchObject({
      message: 'Too many answers are being written. Try again in 5 seconds.',
      error: { code: 'busy' },
    })
    expect(problems).toMatchObject([
      { message: 'Too many answers are being written.', wait: { seconds: 5 }, text: 'Hello' },
    ])
  })

  test('is not kept waiting for long', async () => {
    const { panelFetch, sent, problems } = panel({ answers: [refusal(429, 60)] })

    expect((await post(panelFetch)).status).toBe(429)
    expect(sent).toHaveLength(1)
    expect(problems).toMatchObject([{ wait: { seconds: 60 } }])
  })

  test('is not posted again where that cannot help, and is where the outcome is unknown', async () => {
    const full = panel({ answers: [refusal(507)] })
    const away = panel({ answers: [refusal(503)] })

    expect((await post(full.panelFetch)).status).toBe(429)
    expect((await post(away.panelFetch)).status).toBe(503)
  })

  test('and was stopped is not posted again', async () => {
    vi.useFakeTimers()
    const stop = new AbortController()
    const { panelFetch, sent } = panel({ answers: [refusal(503, 5)] })

    const posted = post(panelFetch, stop.signal).catch((error) => error.name)
    await vi.advanceTimersByTimeAsync(1_000)
    stop.abort()
    await vi.advanceTimersByTimeAsync(60_000)

    expect(await posted).toBe('AbortError')
    expect(sent).toHaveLength(1)
  })

  test('nor a file says so as well', async () => {
    const { panelFetch, problems } = panel({ answers: [refusal(507)] })

    await panelFetch(`${BASE}/attachments/atc_1?signature=s`, { method: 'PUT', body: 'bytes' })
    await panelFetch('https://elsewhere.example.com/', { method: 'PUT', body: 'bytes' })

    expect(problems).toHaveLength(1)
  })
})

type Answer = () => Response
type Sent = { url: string; init: RequestInit; headers: Record<string, string> }

/** A panel's fetch over a network that answers as told, the last answer again and again. */
function panel({
  answers = [json({})],
  headers,
}: {
  answers?: Answer[]
  headers?: () => Record<string, string>
} = {}) {
  const sent: Sent[] = []
  const threads: Thread[] = []
  const problems: PanelProblem[] = []
  const onNewChat = vi.fn()
  const onTaken = vi.fn()
  const panelFetch = createPanelFetch({
    base: BASE,
    sessionId: () => 'session-1',
    headers,
    clientTools: 'get_local_date',
    onNewChat,
    onThread: (thread) => threads.push(thread),
    onRefused: (problem) => problems.push(problem),
    onTaken,
    fetch: async (input, init = {}) => {
      const answer = answers[Math.min(sent.length, answers.length - 1)]
      sent.push({
        url: String(input),
        init,
        headers: Object.fromEntries(new Headers(init.headers)),
      })
      return answer?.() ?? new Response()
    },
  })
  return {
    panelFetch,
    sent,
    threads,
    problems,
    onNewChat,
    onTaken,
    keys: () => sent.map((one) => one.headers['idempotency-key']),
  }
}

function json(value: object): Answer {
  return () => Response.json(value)
}

function stream(...chunks: Uint8Array[]): Answer {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  return () => new Response(body, { headers: SSE })
}

/** Cut after every byte, so also inside characters. */
function bytewise(text: string) {
  return [...new TextEncoder().encode(text)].map((byte) => new Uint8Array([byte]))
}

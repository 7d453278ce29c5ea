import { afterEach, expect, test, vi } from 'vitest'
import { answerField, ITEM_FIELD, STATUS_FIELD } from './items/submission'
import { sendFromForm } from './send-from-form.server'

afterEach(() => vi.unstubAllGlobals())

const event = (data: unknown) => `data: ${JSON.stringify(data)}\n\n`
const stored = event({
  type: 'thread.item.done',
  item: { type: 'user_message', id: 'm1', thread_id: 'thr_1' },
})

const answered = event({
  type: 'thread.item.replaced',
  item: { type: 'structured_input', id: 'f1', thread_id: 'thr_1', status: 'answered' },
})

/** An API whose answer never ends by itself. */
function startAnswer(begin = stored) {
  const encoder = new TextEncoder()
  const read = Promise.withResolvers<void>()
  let close = () => {}
  let isBegun = false
  const source: UnderlyingDefaultSource<Uint8Array> = {
    start(controller) {
      close = () => controller.close()
    },
    pull(controller) {
      // Asked for more, the reader has taken in all there is so far.
      if (isBegun) return read.resolve()
      isBegun = true
      controller.enqueue(encoder.encode(begin))
    },
  }
  const body = new ReadableStream(source, { highWaterMark: 0 })
  const calls: { url: string; body: unknown; headers: Headers }[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    calls.push({ url, body: JSON.parse(String(init.body)), headers: new Headers(init.headers) })
    return new Response(body)
  })
  return { calls, read: read.promise, finish: () => close() }
}

function submit(fields: Record<string, string>, threadId?: string) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  const request = new Request('http://hub.example/', {
    method: 'POST',
    body,
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  })
  return sendFromForm({ request, context: {}, params: { threadId } })
}

test('a page that will come alive is sent to its chat as soon as the message is stored', async () => {
  const { calls } = startAnswer()

  const response = await submit({ message: ' How do I begin? ' })

  expect(response).toBeInstanceOf(Response)
  expect(response instanceof Response && response.headers.get('Location')).toBe(
    '/chat/thr_1#latest',
  )
  expect(calls[0]?.headers.get('X-Resume')).toBe('1')
  expect(calls[0]?.body).toMatchObject({
    type: 'threads.create',
    params: { input: { content: [{ type: 'input_text', text: 'How do I begin?' }] } },
  })
})

test('a reader without scripts gets the whole answer', async () => {
  const { finish, read } = startAnswer()
  let isAnswered = false

  const answered = submit({ message: 'Hi', 'without-scripts': 'yes' }, 'thr_1').then((response) => {
    isAnswered = true
    return response
  })
  await read
  expect(isAnswered).toBe(false)

  finish()
  expect(await answered).toBeInstanceOf(Response)
})

test('a message that could not be sent comes back with the reason', async () => {
  vi.stubGlobal('fetch', async () =>
    Response.json(
      { error: { code: 'rate_limited', message: 'Too many messages.' } },
      { status: 429 },
    ),
  )

  expect(await submit({ message: 'Hi' })).toMatchObject({
    data: { problem: { message: 'Too many messages.' }, text: 'Hi' },
    init: { status: 429 },
  })
})

test('an empty message is not sent', async () => {
  expect(await submit({ message: '  ' })).toMatchObject({ init: { status: 400 } })
})

test('the answers to a form of the coach go to that form', async () => {
  const { calls } = startAnswer(answered)

  const fields = {
    [ITEM_FIELD]: 'f1',
    [answerField('niche')]: 'Pottery',
    [STATUS_FIELD]: 'answered',
  }
  const response = await submit(fields, 'thr_1')

  expect(response instanceof Response && response.headers.get('Location')).toBe(
    '/chat/thr_1#latest',
  )
  expect(calls[0]?.body).toMatchObject({
    type: 'threads.add_structured_input',
    params: {
      thread_id: 'thr_1',
      item_id: 'f1',
      input: { status: 'answered', answers: { niche: { values: ['Pottery'] } } },
    },
  })
})

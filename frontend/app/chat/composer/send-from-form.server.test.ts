import { afterEach, expect, test, vi } from 'vitest'
import { answerField, ITEM_FIELD, STATUS_FIELD } from '~/items/submission'
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

/** A stream that breaks after its first words. */
function brokenOff(first: string) {
  return new ReadableStream<Uint8Array>({
    start: (controller) => controller.enqueue(new TextEncoder().encode(first)),
    pull: () => Promise.reject(new TypeError('terminated')),
  })
}

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
  stubApi(async (url, init) => {
    calls.push({ url, body: JSON.parse(String(init.body)), headers: new Headers(init.headers) })
    return new Response(body)
  })
  return { calls, read: read.promise, finish: () => close() }
}

/** The API, whose limits are asked for first. */
function stubApi(answer: (url: string, init: RequestInit) => Promise<Response>) {
  const limits = {
    message_chars: 100,
    attachment_bytes: 1_000,
    attachments_per_message: 2,
    library_file_bytes: 1_000,
  }
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) =>
    url.endsWith('/session') ? Response.json({ limits }) : answer(url, init),
  )
}

function submit(fields: Record<string, string | File>, threadId?: string) {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.append(name, value)
  const request = new Request('http://hub.example/', {
    method: 'POST',
    body,
    headers: { 'Sec-Fetch-Site': 'same-origin' },
  })
  return sendFromForm({ request, context: {}, params: { threadId } })
}

test('a page with scripts is redirected to its chat as soon as the message is stored', async () => {
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

test('a message that could not be sent comes back with the reason', async () => {
  stubApi(async () =>
    Response.json(
      { error: { code: 'rate_limited', message: 'Too many messages.' } },
      { status: 429, headers: { 'Retry-After': '7' } },
    ),
  )

  expect(await submit({ message: 'Hi' })).toMatchObject({
    data: { problem: { message: 'Too many messages.', wait: { seconds: 7 } }, text: 'Hi' },
    init: { status: 429 },
  })
})

test('an answer that breaks off before the message is stored gives the message back', async () => {
  stubApi(async () => new Response(brokenOff('')))

  expect(await submit({ message: 'Hi' })).toMatchObject({
    data: { problem: { message: expect.stringContaining('cannot be reached') }, text: 'Hi' },
    init: { status: 503 },
  })
})

test('an answer that breaks off later leads to the chat, where the message is', async () => {
  stubApi(async () => new Response(brokenOff(stored)))

  const response = await submit({ message: 'Hi' })

  expect(response instanceof Response && response.headers.get('Location')).toBe(
    '/chat/thr_1#latest',
  )
})

test('an answer that cannot be read is the fault of a server behind this one', async () => {
  stubApi(async () => new Response('data: <html>\n\n'))

  expect(await submit({ message: 'Hi' })).toMatchObject({
    data: { problem: { message: expect.stringContaining('did not answer') }, text: 'Hi' },
    init: { status: 502 },
  })
})

test('a file that is too large gives the message back, and nothing is sent', async () => {
  const { calls } = startAnswer()

  const files = new File(['a'.repeat(1_001)], 'long.txt')
  const answer = await submit({ message: 'Please read.', files })

  expect(answer).toMatchObject({
    data: {
      problem: { message: expect.stringContaining('“long.txt” is too large') },
      text: 'Please read.',
    },
    init: { status: 413 },
  })
  expect(calls).toEqual([])
})

test('the bytes of a file go to the API, however its address is written', async () => {
  const puts: { url: string; text: string }[] = []
  const upload_descriptor = {
    url: 'http://public.example:1234/attachments/atc_1?sig=x',
    method: 'PUT',
    headers: {},
  }
  stubApi(async (url, { body }) => {
    if (body instanceof Blob) puts.push({ url, text: await body.text() })
    if (body instanceof Blob) return new Response(null)
    const { type } = JSON.parse(String(body))
    if (type === 'attachments.create') return Response.json({ id: 'atc_1', upload_descriptor })
    return new Response(stored)
  })

  await submit({ message: 'Please read.', files: new File(['notes'], 'notes.txt') })

  expect(puts).toEqual([{ url: 'http://localhost:8000/attachments/atc_1?sig=x', text: 'notes' }])
})

test('an empty message is not sent', async () => {
  startAnswer()

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

test('answers to a form that could not be sent come back, field by field', async () => {
  stubApi(async () => Response.json({ error: { code: 'busy', message: 'Busy.' } }, { status: 503 }))

  const fields = { [ITEM_FIELD]: 'f1', [answerField('niche')]: 'Pottery', other: 'x' }
  const refused = await submit({ ...fields, [STATUS_FIELD]: 'answered' }, 'thr_1')

  expect(refused).toMatchObject({
    data: { form: { itemId: 'f1', fields: [[answerField('niche'), 'Pottery']] } },
  })
})

test('files of a message that was refused are taken back, and are to be chosen again', async () => {
  const deleted: unknown[] = []
  stubApi(async (_, init) => {
    const { type, params } = JSON.parse(String(init.body))
    if (type === 'attachments.create') return Response.json({ id: `atc_${params.name}` })
    if (type === 'attachments.delete') deleted.push(params.attachment_id)
    return Response.json({ error: { code: 'busy', message: 'Busy.' } }, { status: 503 })
  })

  const refused = await submit({ message: 'Look', files: new File(['x'], 'a.md') })

  expect(refused).toMatchObject({
    data: { problem: { message: 'Busy. Choose the files again before you send it.' } },
  })
  expect(deleted).toEqual(['atc_a.md'])
})

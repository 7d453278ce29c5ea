import { describe, expect, test } from 'vitest'
import { ApiError } from '~/api/api-error'
import type { Api, StreamRequest } from '~/api/client'
import type { ThreadStreamEvent, VisibleItem } from '~/api/protocol'
import { Drafts } from './drafts'
import { newChatKey, Turns } from './turns'

const message = { text: 'How do I begin?', files: [] }
const fields = (id: string, thread_id = 'thr_1') => ({
  id,
  thread_id,
  created_at: '2026-01-01T00:00:00Z',
})
const question = (id: string, thread_id = 'thr_1'): VisibleItem => ({
  ...fields(id, thread_id),
  type: 'user_message',
  content: [{ type: 'input_text', text: 'How do I begin?' }],
  attachments: [],
  inference_options: {},
})
const answer = (id: string, text: string): VisibleItem => ({
  ...fields(id),
  type: 'assistant_message',
  content: [{ type: 'output_text', text, annotations: [] }],
})
const created = (id = 'thr_1'): ThreadStreamEvent => ({
  type: 'thread.created',
  thread: {
    id,
    title: 'Beginning',
    created_at: '2026-01-01T00:00:00Z',
    status: { type: 'active' },
    metadata: {},
    items: { data: [], has_more: false },
  },
})
const done = (item: VisibleItem): ThreadStreamEvent => ({ type: 'thread.item.done', item })

/** A server in the test's hand: each stream it opened can be written to and ended. */
function openChat() {
  const streams: ReturnType<typeof openStream>[] = []
  const requests: StreamRequest[] = []
  const cancelled: string[] = []
  const stored: VisibleItem[] = []
  let refusal: Error | undefined
  let held: PromiseWithResolvers<void> | undefined
  const connect = async (signal?: AbortSignal) => {
    if (refusal) throw refusal
    await held?.promise
    const stream = openStream(`run_${streams.length + 1}`, signal)
    streams.push(stream)
    return stream.response
  }
  const api = {
    stream: (request: StreamRequest, _key: string, signal?: AbortSignal) => {
      requests.push(request)
      return connect(signal)
    },
    followRun: (_run: string, _last: string | undefined, signal?: AbortSignal) => connect(signal),
    cancelRun: async (runId: string) => {
      cancelled.push(runId)
    },
    session: async () => ({ runs: [] }),
    chatkit: async () => ({ data: stored.toReversed(), has_more: false }),
  } as unknown as Api // the few methods that turns call
  const drafts = new Drafts({ upload: () => Promise.reject(), discard: async () => {} })
  const turns = new Turns({ api: () => api, drafts, schedule: (tell) => tell() })
  return {
    turns,
    drafts,
    streams,
    requests,
    cancelled,
    stored,
    refuse: (error: Error | undefined) => {
      refusal = error
    },
    hold: () => {
      held = Promise.withResolvers()
      return held
    },
  }
}

function openStream(runId: string, signal?: AbortSignal) {
  const encoder = new TextEncoder()
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const body = new ReadableStream<Uint8Array>({
    start(opened) {
      controller = opened
    },
  })
  signal?.addEventListener('abort', () => controller?.error(signal.reason))
  let count = 0
  return {
    response: new Response(body, { headers: { 'X-Run-Id': runId } }),
    async write(...events: ThreadStreamEvent[]) {
      for (const event of events) {
        count += 1
        const frame = `id: ${runId}:${count}\ndata: ${JSON.stringify(event)}\n\n`
        controller?.enqueue(encoder.encode(frame))
      }
      await soon()
    },
    async end() {
      controller?.close()
      await soon()
    },
  }
}

const soon = () => new Promise((resolve) => setTimeout(resolve, 5))

describe('a new chat', () => {
  test('shows the message at once, gets its thread, and fills with the answer', async () => {
    const { turns, streams, requests } = openChat()
    const key = newChatKey()
    turns.send(key, message)
    expect(turns.chat(key)).toMatchObject({ outgoing: message, turn: { phase: 'sending' } })
    await soon()

    await streams[0]?.write(created(), done(question('m1')))
    expect(turns.chat(key)?.thread.info?.id).toBe('thr_1')
    expect(turns.chat('thr_1')).toMatchObject({ turn: { phase: 'answering' } })
    expect(turns.chat('thr_1')?.outgoing).toBeUndefined()
    expect(turns.overview().answering).toEqual(['thr_1'])

    await streams[0]?.write(done(answer('m2', 'With one post.')))
    await streams[0]?.end()
    expect(turns.chat('thr_1')?.turn).toBeUndefined()
    expect(turns.chat('thr_1')?.thread.items).toHaveLength(2)
    expect(requests[0]?.type).toBe('threads.create')
  })

  test('goes on in its thread, even before the page has moved there', async () => {
    const { turns, streams, requests } = openChat()
    const key = newChatKey()
    turns.send(key, message)
    await soon()
    await streams[0]?.write(created(), done(question('m1')), done(answer('m2', 'First.')))
    await streams[0]?.end()

    turns.send(key, message)
    await soon()
    await streams[1]?.write(done(question('m3')), done(answer('m4', 'Second.')))
    await streams[1]?.end()

    expect(requests[1]).toMatchObject({ params: { thread_id: 'thr_1' } })
    const ids = turns.chat('thr_1')?.thread.items.map(({ id }) => id)
    expect(ids).toEqual(['m1', 'm2', 'm3', 'm4'])
  })

  test('keeps what was typed while it was being made', async () => {
    const { turns, drafts, streams } = openChat()
    turns.send(newChatKey(), message)
    drafts.setText('new', 'and also')
    await soon()

    await streams[0]?.write(created())

    expect(drafts.get('thr_1').text).toBe('and also')
    expect(drafts.get('new').text).toBe('')
  })
})

test('two chats answered at the same time do not mix', async () => {
  const { turns, streams } = openChat()
  turns.send('thr_1', message)
  turns.send('thr_2', message)
  await soon()

  await streams[1]?.write(done(question('b1', 'thr_2')))
  await streams[0]?.write(done(question('a1', 'thr_1')))

  expect(turns.chat('thr_1')?.thread.items.map(({ id }) => id)).toEqual(['a1'])
  expect(turns.chat('thr_2')?.thread.items.map(({ id }) => id)).toEqual(['b1'])
  expect(turns.overview().answering).toEqual(['thr_1', 'thr_2'])
})

test('a chat takes one message at a time', async () => {
  const { turns, requests } = openChat()
  turns.send('thr_1', message)
  turns.send('thr_1', { text: 'again', files: [] })
  await soon()

  expect(requests).toHaveLength(1)
})

describe('a message that cannot be sent', () => {
  test('comes back to be sent again', async () => {
    const { turns, drafts, refuse } = openChat()
    refuse(new ApiError(0, 'unreachable', 'The coach cannot be reached right now.'))

    turns.send('thr_1', message)
    await soon()

    expect(turns.chat('thr_1')).toMatchObject({
      problem: { message: 'The coach cannot be reached right now.', again: 'send' },
    })
    expect(turns.chat('thr_1')?.outgoing).toBeUndefined()
    expect(drafts.get('thr_1').text).toBe('How do I begin?')
  })

  test('comes back to the start screen when it would have opened a chat', async () => {
    const { turns, drafts, refuse } = openChat()
    refuse(new ApiError(429, 'rate_limited', 'Too many messages.'))
    const key = newChatKey()

    turns.send(key, message)
    await soon()

    expect(drafts.get('new').text).toBe('How do I begin?')
    expect(turns.chat(key)?.problem?.message).toBe('Too many messages.')
  })

  test('does not ask to be sent again while the chat is being answered elsewhere', async () => {
    const { turns, refuse } = openChat()
    refuse(new ApiError(409, 'conflict', '…'))

    turns.send('thr_1', message)
    await soon()

    expect(turns.chat('thr_1')?.problem).toMatchObject({
      message: expect.stringContaining('still being answered'),
      again: undefined,
    })
  })
})

test('a message to a chat that was forgotten is kept, and nobody is told to try in vain', async () => {
  const { turns, drafts, refuse } = openChat()
  refuse(new ApiError(404, 'not_found', '…'))

  turns.send('thr_1', message)
  await soon()

  expect(turns.chat('thr_1')?.problem).toMatchObject({
    message: expect.stringContaining('no longer there'),
    again: undefined,
  })
  expect(drafts.get('thr_1').text).toBe('How do I begin?')
})

test('an error in the middle keeps what was written and offers another answer', async () => {
  const { turns, streams } = openChat()
  turns.send('thr_1', message)
  await soon()

  await streams[0]?.write(done(question('m1')), done(answer('m2', 'Half an')), {
    type: 'error',
    code: 'upstream',
    message: 'The model stopped.',
    allow_retry: true,
  })
  await streams[0]?.end()

  expect(turns.chat('thr_1')?.thread.items).toHaveLength(2)
  expect(turns.chat('thr_1')?.problem).toEqual({ message: 'The model stopped.', again: 'answer' })
})

test('what the server notes beside an answer stays until the next turn', async () => {
  const { turns, streams } = openChat()
  turns.send('thr_1', message)
  await soon()

  await streams[0]?.write(done(question('m1')), {
    type: 'notice',
    level: 'warning',
    message: '“plan.pdf” could not be read.',
  })
  await streams[0]?.end()
  expect(turns.chat('thr_1')?.notes).toEqual(['“plan.pdf” could not be read.'])

  turns.answerAgain('thr_1')
  expect(turns.chat('thr_1')?.notes).toEqual([])
})

test('trying again answers the last question anew, without what came after it', async () => {
  const { turns, streams, requests } = openChat()
  turns.receive('thr_1', { data: [answer('m2', 'Old'), question('m1')], has_more: false }, 0)

  turns.answerAgain('thr_1')
  expect(turns.chat('thr_1')?.thread.items.map(({ id }) => id)).toEqual(['m1'])
  await soon()
  await streams[0]?.write(done(answer('m3', 'New')))
  await streams[0]?.end()

  expect(requests[0]).toEqual({
    type: 'threads.retry_after_item',
    params: { thread_id: 'thr_1', item_id: 'm1' },
  })
  expect(turns.chat('thr_1')?.thread.items.map(({ id }) => id)).toEqual(['m1', 'm3'])
})

describe('stop', () => {
  test('cancels the answer and keeps what the server stored of it', async () => {
    const { turns, streams, cancelled, stored } = openChat()
    turns.send('thr_1', message)
    await soon()
    await streams[0]?.write(done(question('m1')))
    stored.push(question('m1'), answer('m2', 'Half an'))

    turns.stop('thr_1')
    expect(turns.chat('thr_1')?.turn?.phase).toBe('stopping')
    expect(cancelled).toEqual(['run_1'])
    await streams[0]?.end()

    expect(turns.chat('thr_1')).toMatchObject({ stopped: true, turn: undefined })
    expect(turns.chat('thr_1')?.thread.items.map(({ id }) => id)).toEqual(['m1', 'm2'])
  })

  test('works before the server has said a word', async () => {
    const { turns, cancelled, hold } = openChat()
    const silence = hold()
    turns.send('thr_1', message)

    turns.stop('thr_1')
    expect(turns.chat('thr_1')?.turn?.phase).toBe('stopping')
    silence.resolve()
    await soon()

    expect(cancelled).toEqual(['run_1'])
  })
})

test('an answer begun before the page came alive is taken up, once', async () => {
  const { turns, streams } = openChat()
  turns.follow('thr_1', 'run_1')
  turns.follow('thr_1', 'run_1')
  await soon()
  await streams[0]?.write(done(question('m1')), done(answer('m2', 'Here.')))
  await streams[0]?.end()
  turns.follow('thr_1', 'run_1')
  await soon()

  expect(streams).toHaveLength(1)
  expect(turns.chat('thr_1')?.thread.items).toHaveLength(2)
})

test('a page that was read before the answer ended does not take the answer away', async () => {
  const { turns, streams } = openChat()
  const readAt = Date.now() - 1
  turns.send('thr_1', message)
  await soon()
  await streams[0]?.write(done(question('m1')), done(answer('m2', 'Here.')))
  await streams[0]?.end()

  turns.receive('thr_1', { data: [question('m1')], has_more: false }, readAt)

  expect(turns.chat('thr_1')?.thread.items).toHaveLength(2)
})

test('a chat that was deleted stays away, even if its answer goes on', async () => {
  const { turns, streams } = openChat()
  turns.send('thr_1', message)
  await soon()
  await streams[0]?.write(done(question('m1')))

  turns.forget('thr_1')
  await soon()

  expect(turns.chat('thr_1')).toBeUndefined()
  expect(turns.overview()).toMatchObject({ forgotten: ['thr_1'], answering: [] })
})

test('words of an answer do not draw the list of chats again', async () => {
  const { turns, streams } = openChat()
  turns.send(newChatKey(), message)
  await soon()
  await streams[0]?.write(created())
  const before = turns.overview()

  await streams[0]?.write({ type: 'progress_update', text: 'Writing' }, done(answer('m2', 'One')))

  expect(turns.overview()).toBe(before)
})

test('a rating is shown at once', async () => {
  const { turns } = openChat()
  turns.receive('thr_1', { data: [answer('m2', 'Here.')], has_more: false }, 0)

  const rated = turns.rate('thr_1', 'm2', 'positive')
  expect(turns.chat('thr_1')?.feedback).toEqual({ m2: 'positive' })
  await rated
})

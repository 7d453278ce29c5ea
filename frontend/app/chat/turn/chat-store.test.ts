import { describe, expect, test, vi } from 'vitest'
import { ApiError } from '~/api/api-error'
import { answer, created, done, openChat, question } from '../../../test/scripted-chat'
import { newChatKey } from '../drafts/chat-keys'

const message = { text: 'How do I begin?', files: [] }

describe('a new chat', () => {
  test('shows the message at once, gets its thread, and fills with the answer', async () => {
    const { chatStore, stream, requests, ended, items } = openChat()
    const key = newChatKey()
    chatStore.send(key, message)
    expect(chatStore.chat(key)).toMatchObject({ outgoing: message, turn: { state: 'sending' } })
    const reply = await stream()

    await reply.write(created(), done(question('m1')))
    expect(chatStore.chat(key)?.thread.info?.id).toBe('thr_1')
    expect(chatStore.chat('thr_1')).toMatchObject({ turn: { state: 'streaming' } })
    expect(chatStore.chat('thr_1')?.outgoing).toBeUndefined()
    expect(chatStore.overview().answering).toEqual(['thr_1'])

    await reply.write(done(answer('m2', 'With one post.')))
    reply.end()
    await ended()
    expect(items()).toEqual(['m1', 'm2'])
    expect(requests[0]?.type).toBe('threads.create')
  })

  test('goes on in its thread, even before the page has moved there', async () => {
    const { chatStore, stream, requests, ended, items } = openChat()
    const key = newChatKey()
    chatStore.send(key, message)
    const first = await stream(1)
    await first.write(created(), done(question('m1')), done(answer('m2', 'First.')))
    first.end()
    await ended()

    chatStore.send(key, message)
    const second = await stream(2)
    await second.write(done(question('m3')), done(answer('m4', 'Second.')))
    second.end()
    await ended()

    expect(requests[1]).toMatchObject({ params: { thread_id: 'thr_1' } })
    expect(items()).toEqual(['m1', 'm2', 'm3', 'm4'])
  })

  test('keeps what was typed while it was being made', async () => {
    const { chatStore, drafts, stream } = openChat()
    const key = newChatKey()
    chatStore.send(key, message)
    drafts.setText(key, 'and also')

    await (await stream()).write(created())

    expect(drafts.get('thr_1').text).toBe('and also')
    expect(drafts.get(key).text).toBe('and also')
  })

  test('leaves alone what is typed in a second new chat', async () => {
    const { chatStore, drafts, stream } = openChat()
    const [first, second] = [newChatKey(), newChatKey()]
    chatStore.send(first, message)
    drafts.setText(first, 'for the first')
    drafts.setText(second, 'for the second')

    await (await stream()).write(created())

    expect(drafts.get('thr_1').text).toBe('for the first')
    expect(drafts.get(second).text).toBe('for the second')
    expect(drafts.get(newChatKey()).text).toBe('for the second')
  })

  test('is found again at the place where it began, until it is deleted', async () => {
    const { chatStore, stream } = openChat()
    const key = newChatKey()
    chatStore.setNewChatAt('entry-1', key)
    chatStore.send(key, message)
    const reply = await stream()
    await reply.write(created(), done(question('m1')))

    expect(chatStore.keyOf(chatStore.newChatAt('entry-1') ?? '')).toBe('thr_1')
    expect(chatStore.newChatAt('entry-2')).toBeUndefined()
    chatStore.forget('thr_1')
    expect(chatStore.newChatAt('entry-1')).toBeUndefined()
  })

  test('has its thread also where it was begun elsewhere on the page', () => {
    const { chatStore } = openChat()
    const key = newChatKey()
    const tell = vi.fn()
    chatStore.subscribe(tell)

    chatStore.assignThread(key, 'thr_1')

    expect(chatStore.keyOf(key)).toBe('thr_1')
    expect(tell).toHaveBeenCalledOnce()
  })
})

test('two chats answered at the same time do not mix', async () => {
  const { chatStore, stream, items } = openChat()
  chatStore.send('thr_1', message)
  chatStore.send('thr_2', message)

  await (await stream(2)).write(done(question('b1', 'thr_2')))
  await (await stream(1)).write(done(question('a1', 'thr_1')))

  expect(items('thr_1')).toEqual(['a1'])
  expect(items('thr_2')).toEqual(['b1'])
  expect(chatStore.overview().answering).toEqual(['thr_1', 'thr_2'])
})

test('a chat takes one message at a time, and queues the others', async () => {
  const { chatStore, drafts, stream, requests } = openChat()
  chatStore.send('thr_1', message)
  chatStore.send('thr_1', { text: 'again', files: [] })
  await stream()

  expect(requests).toHaveLength(1)
  expect(drafts.get('thr_1').queued).toMatchObject([{ text: 'again' }])
})

describe('a message that cannot be sent', () => {
  test('comes back to be sent again', async () => {
    const { chatStore, drafts, refuse, ended } = openChat()
    refuse(new ApiError(0, 'unreachable', 'The coach cannot be reached right now.'))

    chatStore.send('thr_1', message)
    await ended()

    expect(chatStore.chat('thr_1')).toMatchObject({
      turn: {
        outcome: {
          type: 'failed',
          problem: { message: 'The coach cannot be reached right now.', again: 'send' },
        },
      },
    })
    expect(chatStore.chat('thr_1')?.outgoing).toBeUndefined()
    expect(drafts.get('thr_1').text).toBe('How do I begin?')
  })

  test('is recognised by the server when it is sent again, unless it was changed', async () => {
    const { chatStore, drafts, refuse, ended, keys, stream } = openChat()
    refuse(new ApiError(0, 'unreachable', '…'))
    chatStore.send('thr_1', message)
    await ended()

    chatStore.send('thr_1', drafts.take('thr_1'))
    await ended()
    drafts.setText('thr_1', 'How do I end?')
    refuse(undefined)
    chatStore.send('thr_1', drafts.take('thr_1'))
    await stream()

    const [first, again, changed] = keys
    expect(again).toBe(first)
    expect(changed).not.toBe(first)
  })

  test('comes back to the start screen when it would have opened a chat', async () => {
    const { chatStore, drafts, refuse, ended, problem } = openChat()
    refuse(new ApiError(429, 'rate_limited', 'Too many messages.'))
    const key = newChatKey()

    chatStore.send(key, message)
    await ended(key)

    expect(drafts.get('new').text).toBe('How do I begin?')
    expect(problem(key)?.message).toBe('Too many messages.')
  })

  test.each([
    [429, 'rate_limited'],
    [503, 'busy'],
    [503, 'shutting_down'],
  ])(
    'says when to try again, which the page does by itself where that is soon: %i %s',
    async (status, code) => {
      const { chatStore, drafts, refuse, ended, problem } = openChat()
      refuse(new ApiError(status, code, 'Not now. Try again in 4 s.', { retryAfter: 4 }))

      chatStore.send('thr_1', message)
      await ended()

      expect(problem()).toMatchObject({
        message: 'Not now.',
        wait: { seconds: 4 },
        again: 'send',
        isAutomatic: true,
      })
      expect(drafts.get('thr_1').text).toBe('How do I begin?')
    },
  )

  test('is not sent by itself after a long wait, nor for ever', async () => {
    const { chatStore, drafts, refuse, ended, problem } = openChat()
    refuse(new ApiError(429, 'rate_limited', 'Not now.', { retryAfter: 60 }))
    chatStore.send('thr_1', message)
    await ended()
    expect(problem()).toMatchObject({ again: 'send', isAutomatic: false })

    refuse(new ApiError(429, 'rate_limited', 'Not now.', { retryAfter: 2 }))
    drafts.setText('thr_1', 'How do I go on?')
    const sentByItself: (boolean | undefined)[] = []
    for (let i = 0; i < 4; i += 1) {
      chatStore.send('thr_1', drafts.take('thr_1'))
      await ended()
      sentByItself.push(problem()?.isAutomatic)
    }

    expect(sentByItself).toEqual([true, true, false, false])
  })

  test('that the answer refuses before it is stored comes back as a request of its own', async () => {
    const { chatStore, drafts, stream, ended, keys, problem } = openChat()
    chatStore.send('thr_1', message)
    const reply = await stream()
    const full = { code: 'custom', message: 'The storage is full.', allow_retry: true }
    await reply.write({ type: 'error', ...full })
    reply.end()
    await ended()

    expect(problem()).toMatchObject({ message: full.message, again: 'send' })
    chatStore.send('thr_1', drafts.take('thr_1'))
    await stream(2)
    expect(keys[1]).not.toBe(keys[0])
  })

  test('does not ask to be sent again while the chat is being answered elsewhere', async () => {
    const { chatStore, drafts, refuse, ended, problem } = openChat()
    refuse(new ApiError(409, 'thread_busy', '…'))

    chatStore.send('thr_1', message)
    await ended()

    expect(problem()).toMatchObject({
      message: expect.stringContaining('still being answered'),
      again: undefined,
    })
    expect(drafts.get('thr_1').text).toBe('How do I begin?')
  })

  test.each(['thread_locked', 'thread_closed'])(
    'is kept where nothing more can be said: %s',
    async (code) => {
      const { chatStore, drafts, refuse, ended, problem } = openChat()
      refuse(new ApiError(409, code, 'This plan is finished.'))

      chatStore.send('thr_1', message)
      await ended()

      expect(problem()).toEqual({ message: 'This plan is finished.' })
      expect(drafts.get('thr_1').text).toBe('How do I begin?')
    },
  )

  test('is kept when its chat was forgotten, and no retry is offered', async () => {
    const { chatStore, drafts, refuse, ended, problem } = openChat()
    refuse(new ApiError(404, 'not_found', '…'))

    chatStore.send('thr_1', message)
    await ended()

    expect(problem()).toMatchObject({
      message: expect.stringContaining('no longer there'),
      again: undefined,
    })
    expect(drafts.get('thr_1').text).toBe('How do I begin?')
  })
})

describe('an answer that went with its process', () => {
  /** The line breaks in the middle of it, and then nobody knows the run. */
  async function loseAnswer(...kept: Parameters<typeof done>[0][]) {
    const chat = openChat()
    chat.chatStore.send('thr_1', message)
    const reply = await chat.stream()
    await reply.write(done(question('m1')), {
      type: 'thread.item.added',
      item: answer('m2', 'One two'),
    })
    chat.stored.push(question('m1'), ...kept)
    chat.refuse(new ApiError(404, 'not_found', '…'))
    reply.break()
    await chat.ended()
    return chat
  }

  test('is shown as far as it was read, where less of it was kept', async () => {
    const chat = await loseAnswer(answer('m2', 'One'))

    const items = chat.chatStore.chat('thr_1')?.thread.items
    expect(items).toEqual([question('m1'), answer('m2', 'One two')])
    expect(chat.problem()).toBeUndefined()
  })

  test('stays as it was read, until the stored part of it is found', async () => {
    const chat = await loseAnswer()

    const items = chat.chatStore.chat('thr_1')?.thread.items
    expect(items).toEqual([question('m1'), answer('m2', 'One two')])
    expect(chat.problem()).toBeUndefined()
  })
})

test('an error in the middle keeps what was written and offers another answer', async () => {
  const { chatStore, stream, ended, items, problem } = openChat()
  chatStore.send('thr_1', message)
  const reply = await stream()

  await reply.write(done(question('m1')), done(answer('m2', 'Half an')), {
    type: 'error',
    code: 'upstream',
    message: 'The model stopped.',
    allow_retry: true,
  })
  reply.end()
  await ended()

  expect(items()).toEqual(['m1', 'm2'])
  expect(problem()).toEqual({
    message: 'The model stopped.',
    again: 'answer',
  })
})

describe('trying again that is refused', () => {
  test('brings the old answer back, with the reason', async () => {
    const { chatStore, refuse, ended, items, answersJson } = openChat()
    chatStore.receive('thr_1', { data: [answer('m2', 'Old'), question('m1')], has_more: false }, 0)
    await chatStore.rate('thr_1', 'm2', 'positive')
    const refusal = new ApiError(429, 'rate_limited', 'Not now.', { retryAfter: 30 })
    refuse(refusal)
    answersJson(() => Promise.reject(refusal))

    chatStore.answerAgain('thr_1')
    await ended()

    expect(items()).toEqual(['m1', 'm2'])
    expect(chatStore.chat('thr_1')).toMatchObject({
      turn: {
        outcome: { problem: { message: 'Not now.', wait: { seconds: 30 }, again: 'answer' } },
      },
      feedback: { m2: 'positive' },
    })
  })
})

test('what the server notes beside an answer stays until the next turn', async () => {
  const { chatStore, stream, ended } = openChat()
  chatStore.send('thr_1', message)
  const reply = await stream()

  const notice = {
    type: 'notice' as const,
    level: 'warning' as const,
    message: '“plan.pdf” could not be read.',
  }
  await reply.write(done(question('m1')), notice, done(answer('m2', 'With one post.')))
  reply.end()
  await ended()
  expect(chatStore.chat('thr_1')?.notices).toEqual([
    { level: 'warning', message: '“plan.pdf” could not be read.' },
  ])

  chatStore.answerAgain('thr_1')
  expect(chatStore.chat('thr_1')?.notices).toEqual([])
})

test('trying again answers the last question again, without what came after it', async () => {
  const { chatStore, stream, requests, ended, items } = openChat()
  chatStore.receive('thr_1', { data: [answer('m2', 'Old'), question('m1')], has_more: false }, 0)

  chatStore.answerAgain('thr_1')
  expect(items()).toEqual(['m1'])
  const reply = await stream()
  await reply.write(done(answer('m3', 'New')))
  reply.end()
  await ended()

  expect(requests[0]).toEqual({
    type: 'threads.retry_after_item',
    params: { thread_id: 'thr_1', item_id: 'm1' },
  })
  expect(items()).toEqual(['m1', 'm3'])
})

test('what was read before trying again does not bring the old answer back', async () => {
  const { chatStore, stream, ended, items } = openChat()
  const old = { data: [answer('m2', 'Old'), question('m1')], has_more: false }
  chatStore.receive('thr_1', old, 0)
  const readAt = Date.now()

  chatStore.answerAgain('thr_1')
  chatStore.receive('thr_1', old, readAt)
  expect(items()).toEqual(['m1'])
  const reply = await stream()
  await reply.write(done(answer('m3', 'New')))
  reply.end()
  await ended()

  expect(items()).toEqual(['m1', 'm3'])
})

describe('stop', () => {
  test('cancels the answer and keeps what the server stored of it', async () => {
    const { chatStore, stream, cancelled, stored, ended, until, items } = openChat()
    chatStore.send('thr_1', message)
    const reply = await stream()
    await reply.write(done(question('m1')))
    stored.push(question('m1'), answer('m2', 'Half an'))

    chatStore.stop('thr_1')
    expect(chatStore.chat('thr_1')?.turn?.state).toBe('stopping')
    expect(cancelled).toEqual(['run_1'])
    reply.end()
    await ended()

    expect(chatStore.chat('thr_1')?.turn).toMatchObject({ outcome: { type: 'stopped' } })
    await until(() => items()?.length === 2)
    expect(items()).toEqual(['m1', 'm2'])
  })

  test('works before the server has said a word', async () => {
    const { chatStore, cancelled, hold, stream, ended } = openChat()
    const silence = hold()
    chatStore.send('thr_1', message)

    chatStore.stop('thr_1')
    expect(chatStore.chat('thr_1')?.turn?.state).toBe('stopping')
    silence.resolve()
    const reply = await stream()
    reply.end()
    await ended()

    expect(cancelled).toEqual(['run_1'])
  })
})

describe('an answer that this page did not begin', () => {
  test('is taken up, once', async () => {
    const { chatStore, stream, ended, items, countStreams, turn } = openChat()
    chatStore.follow('thr_1', 'run_1')
    chatStore.follow('thr_1', 'run_1')
    const reply = await stream()
    await reply.write(done(question('m1')), done(answer('m2', 'Here.')))
    reply.end()
    await ended()

    chatStore.follow('thr_1', 'run_1')

    expect(turn()).toBeUndefined()
    expect(countStreams()).toBe(1)
    expect(items()).toEqual(['m1', 'm2'])
  })

  test('is timed from its own beginning, and never from the future', () => {
    const { chatStore, turn } = openChat()
    const now = Date.now()

    chatStore.follow('thr_1', 'run_1', now - 60_000)
    chatStore.follow('thr_2', 'run_2', now + 60_000)

    expect(turn()?.startedAt).toBe(now - 60_000)
    expect(turn('thr_2')?.startedAt).toBeLessThan(now + 60_000)
  })
})

test('a page that was read before the answer ended does not take the answer away', async () => {
  const { chatStore, stream, ended, items } = openChat()
  const readAt = Date.now() - 1
  chatStore.send('thr_1', message)
  const reply = await stream()
  await reply.write(done(question('m1')), done(answer('m2', 'Here.')))
  reply.end()
  await ended()

  chatStore.receive('thr_1', { data: [question('m1')], has_more: false }, readAt)

  expect(items()).toEqual(['m1', 'm2'])
})

test('a chat that was deleted stays away, even if its answer goes on', async () => {
  const { chatStore, stream } = openChat()
  chatStore.send('thr_1', message)
  const reply = await stream()
  await reply.write(done(question('m1')))

  chatStore.forget('thr_1')

  expect(chatStore.chat('thr_1')).toBeUndefined()
  expect(chatStore.overview()).toMatchObject({ forgotten: ['thr_1'], answering: [] })
})

test('words of an answer do not draw the list of chats again', async () => {
  const { chatStore, stream } = openChat()
  chatStore.send(newChatKey(), message)
  const reply = await stream()
  await reply.write(created())
  const before = chatStore.overview()

  await reply.write({ type: 'progress_update', text: 'Writing' }, done(answer('m2', 'One')))

  expect(chatStore.overview()).toBe(before)
})

test('a rating is shown at once', async () => {
  const { chatStore } = openChat()
  chatStore.receive('thr_1', { data: [answer('m2', 'Here.')], has_more: false }, 0)

  const rated = chatStore.rate('thr_1', 'm2', 'positive')
  expect(chatStore.chat('thr_1')?.feedback).toEqual({ m2: 'positive' })
  await rated
})

test('when the session is gone no chat is left, nor comes back with a late answer', async () => {
  const { chatStore, drafts, stream } = openChat()
  chatStore.send(newChatKey(), message)
  const reply = await stream()
  await reply.write(created(), done(question('m1')))

  chatStore.forgetAll()
  await expect.poll(() => chatStore.isAnswering('thr_1')).toBe(false)

  expect(chatStore.chat('thr_1')).toBeUndefined()
  expect(chatStore.overview().changed).toEqual([])
  expect(drafts.get('new').text).toBe('')
})

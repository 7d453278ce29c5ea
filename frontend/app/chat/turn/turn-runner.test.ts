import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from '~/api/api-error'
import { answer, done, openChat, question } from '../../../test/scripted-chat'

const message = { text: 'How do I begin?', files: [] }
const added = { type: 'thread.item.added' as const, item: answer('m2', '') }
const word = (delta: string) => ({
  type: 'thread.item.updated' as const,
  item_id: 'm2',
  update: { type: 'assistant_message.content_part.text_delta' as const, content_index: 0, delta },
})
const down = new ApiError(0, 'unreachable', 'The coach cannot be reached right now.')
const LONGER_THAN_PATIENCE = 240_000

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('an answer that was out of reach for too long', () => {
  test('is kept as far as it was read, and trying again goes on with it', async () => {
    const chat = await readHalf()
    await goOutOfReach(chat)
    expect(chat.problem()).toEqual({
      message: down.message,
      again: 'follow',
    })
    expect(textOf(chat)).toBe('One ')

    chat.refuse(undefined)
    chat.chatStore.followAgain('thr_1')
    expect(chat.chatStore.chat('thr_1')).toMatchObject({ turn: { state: 'reconnecting' } })
    expect(chat.problem()).toBeUndefined()
    const rest = await chat.stream(2)
    await rest.write(word('two.'), done(answer('m2', 'One two.')))
    rest.end()
    await chat.ended()

    expect(chat.followed).toEqual([{ runId: 'run_1', after: 'run_1:3' }])
    expect(chat.requests).toHaveLength(1)
    expect(textOf(chat)).toBe('One two.')
    expect(chat.problem()).toBeUndefined()
  })

  test('goes on by itself for a reader who comes back to its chat', async () => {
    const chat = await readHalf()
    await goOutOfReach(chat)

    chat.refuse(undefined)
    const stored = { data: [question('m1')], has_more: false }
    chat.chatStore.receive('thr_1', stored, Date.now())
    const rest = await chat.stream(2)
    await rest.write(word('two.'))

    expect(textOf(chat)).toBe('One two.')
  })

  test('goes on where it was left when the page hears that it is being written', async () => {
    const chat = await readHalf()
    await goOutOfReach(chat)

    chat.refuse(undefined)
    chat.chatStore.follow('thr_1', 'run_1')
    const rest = await chat.stream(2)
    await rest.write(word('two.'))

    expect(chat.followed).toEqual([{ runId: 'run_1', after: 'run_1:3' }])
  })

  test('that is gone by then ends with what was kept of it', async () => {
    const chat = await readHalf()
    await goOutOfReach(chat)
    chat.stored.push(question('m1'), answer('m2', 'One two'))

    chat.refuse(new ApiError(404, 'not_found', '…'))
    chat.chatStore.followAgain('thr_1')
    await chat.ended()

    expect(textOf(chat)).toBe('One two')
    expect(chat.problem()).toBeUndefined()
  })

  test('is forgotten with its chat', async () => {
    const chat = await readHalf()
    await goOutOfReach(chat)

    chat.refuse(undefined)
    chat.chatStore.forget('thr_1')
    chat.chatStore.followAgain('thr_1')

    expect(chat.chatStore.isAnswering('thr_1')).toBe(false)
  })
})

test('a server that asks to be left alone while an answer is followed is, and the answer goes on', async () => {
  const chat = await readHalf()
  chat.refuse(new ApiError(429, 'rate_limited', 'Too many readers.', { retryAfter: 20 }))
  chat.reply.break()
  await vi.advanceTimersByTimeAsync(19_000)
  expect(chat.chatStore.chat('thr_1')?.turn?.state).toBe('reconnecting')

  chat.refuse(undefined)
  await vi.advanceTimersByTimeAsync(3_000)
  const rest = await chat.stream(2)
  await rest.write(word('two.'), done(answer('m2', 'One two.')))
  rest.end()
  await chat.ended()

  expect(textOf(chat)).toBe('One two.')
  expect(chat.problem()).toBeUndefined()
})

test('a message that was not stored when the line broke for good is sent again, not followed', async () => {
  const chat = openChat()
  chat.chatStore.send('thr_1', message)
  const reply = await chat.stream()
  await reply.write({ type: 'progress_update', text: 'Thinking' })
  await goOutOfReach({ ...chat, reply })

  expect(chat.problem()).toMatchObject({ again: 'send' })
  expect(chat.drafts.get('thr_1').text).toBe('How do I begin?')
})

test('an answer stopped while the server is out of reach is stopped there as soon as it is back', async () => {
  const chat = await readHalf()
  chat.refuse(down)
  chat.reply.break()
  await vi.advanceTimersByTimeAsync(1_000)

  chat.chatStore.stop('thr_1')
  await vi.advanceTimersByTimeAsync(10_000)
  expect(chat.chatStore.chat('thr_1')).toMatchObject({
    turn: { state: 'ended', outcome: { type: 'stopped' } },
  })
  expect(chat.cancelled).toEqual([])
  chat.stored.push(question('m1'), answer('m2', 'One two'))
  chat.refuse(undefined)
  await vi.advanceTimersByTimeAsync(10_000)

  expect(chat.cancelled).toEqual(['run_1'])
  expect(chat.chatStore.isAnswering('thr_1')).toBe(false)
  expect(textOf(chat)).toBe('One two')
})

test('of a stopped answer whose end comes late, the page shows in the end what was kept', async () => {
  const chat = await readHalf()
  chat.chatStore.stop('thr_1')
  await vi.advanceTimersByTimeAsync(3_000)
  await chat.ended()

  const late = await chat.stream(2)
  chat.stored.push(question('m1'), answer('m2', 'One two.'))
  await late.write(done(answer('m2', 'One two.')))
  late.end()

  await chat.until(() => textOf(chat) === 'One two.')
  expect(chat.chatStore.chat('thr_1')).toMatchObject({
    turn: { state: 'ended', outcome: { type: 'stopped' } },
  })
  expect(chat.followed).toEqual([{ runId: 'run_1', after: 'run_1:3' }])
})

async function readHalf() {
  const chat = openChat()
  chat.chatStore.send('thr_1', message)
  const reply = await chat.stream()
  await reply.write(done(question('m1')), added, word('One '))
  return { ...chat, reply }
}

type Chat = ReturnType<typeof openChat>
type Broken = Pick<Chat, 'refuse' | 'chatStore'> & { reply: { break(): void } }

async function goOutOfReach({ refuse, chatStore, reply }: Broken) {
  refuse(down)
  reply.break()
  await vi.advanceTimersByTimeAsync(LONGER_THAN_PATIENCE)
  expect(chatStore.isAnswering('thr_1')).toBe(false)
}

function textOf({ chatStore }: Chat) {
  const newest = chatStore.chat('thr_1')?.thread.items.at(-1)
  return newest?.type === 'assistant_message' ? newest.content[0]?.text : undefined
}

import { describe, expect, test } from 'vitest'
import { ApiError } from '~/api/api-error'
import { answer, created, done, openChat, question } from '../../../test/scripted-chat'
import { newChatKey } from '../drafts/chat-keys'
import { sendQueued } from './send-queued'

const message = { text: 'How do I begin?', files: [] }

/** A chat that is being answered, and what is queued in it. */
function openQueue() {
  const chat = openChat()
  sendQueued(chat.drafts, chat.chatStore)
  const enqueue = (key: string, text: string) => {
    chat.drafts.setText(key, text)
    chat.drafts.enqueue(key)
  }
  const queued = (key: string) => chat.drafts.get(key).queued?.map(({ text }) => text) ?? []
  const sent = () =>
    chat.requests.map(({ params }) => /"text":"(.*?)"/.exec(JSON.stringify(params))?.[1])
  return { ...chat, enqueue, queued, sent }
}

test('queued messages are sent one after the other, each when the answer before it is done', async () => {
  const { chatStore, stream, enqueue, queued, sent } = openQueue()
  chatStore.send('thr_1', message)
  const first = await stream(1)
  enqueue('thr_1', 'And then?')
  enqueue('thr_1', 'And after that?')
  expect(queued('thr_1')).toEqual(['And then?', 'And after that?'])

  await first.write(done(question('m1')), done(answer('m2', 'With one post.')))
  first.end()
  const second = await stream(2)
  expect(queued('thr_1')).toEqual(['And after that?'])
  await second.write(done(question('m3')), done(answer('m4', 'A second one.')))
  second.end()
  await stream(3)

  expect(queued('thr_1')).toEqual([])
  expect(sent()).toEqual(['How do I begin?', 'And then?', 'And after that?'])
})

test('each chat has a queue of its own, sent while the reader is elsewhere', async () => {
  const { chatStore, stream, enqueue, queued } = openQueue()
  chatStore.send('thr_1', message)
  chatStore.send('thr_2', message)
  enqueue('thr_1', 'One')
  enqueue('thr_2', 'Two')

  ;(await stream(2)).end()
  await stream(3)

  expect(queued('thr_1')).toEqual(['One'])
  expect(queued('thr_2')).toEqual([])
})

test('the queue of a new chat belongs to its thread once there is one', async () => {
  const { chatStore, stream, requests, enqueue, queued } = openQueue()
  const key = newChatKey()
  chatStore.send(key, message)
  enqueue(key, 'And then?')
  expect(queued(newChatKey())).toEqual([])

  const first = await stream(1)
  await first.write(created(), done(question('m1')))
  expect(queued('thr_1')).toEqual(['And then?'])
  await first.write(done(answer('m2', 'With one post.')))
  first.end()
  await stream(2)

  expect(requests[1]).toMatchObject({ params: { thread_id: 'thr_1' } })
})

test('a queue waits while the message before it could not be sent', async () => {
  const { chatStore, drafts, refuse, ended, enqueue, queued, requests, stream } = openQueue()
  refuse(new ApiError(0, 'unreachable', 'The coach cannot be reached right now.'))
  chatStore.send('thr_1', message)
  enqueue('thr_1', 'And then?')
  await ended()
  expect(queued('thr_1')).toEqual(['And then?'])
  expect(drafts.get('thr_1').text).toBe('How do I begin?')
  expect(requests).toHaveLength(1)

  refuse(undefined)
  chatStore.send('thr_1', drafts.take('thr_1'))
  const reply = await stream(1)
  await reply.write(done(question('m1')), done(answer('m2', 'With one post.')))
  reply.end()
  await stream(2)

  expect(queued('thr_1')).toEqual([])
})

describe('a queued message', () => {
  test('can be withdrawn', async () => {
    const { chatStore, drafts, enqueue, queued } = openQueue()
    chatStore.send('thr_1', message)
    enqueue('thr_1', 'One')
    enqueue('thr_1', 'Two')

    drafts.withdraw('thr_1', drafts.get('thr_1').queued?.[0]?.key ?? '')

    expect(queued('thr_1')).toEqual(['Two'])
  })

  test('can be written on: it stands before what has been written since', () => {
    const { chatStore, drafts, enqueue, queued } = openQueue()
    chatStore.send('thr_1', message)
    enqueue('thr_1', 'One')
    drafts.setText('thr_1', 'Two')

    drafts.edit('thr_1', drafts.get('thr_1').queued?.[0]?.key ?? '')

    expect(queued('thr_1')).toEqual([])
    expect(drafts.get('thr_1').text).toBe('One\n\nTwo')
  })

  test('is gone with its chat, and with its session', () => {
    const { chatStore, drafts, enqueue, queued } = openQueue()
    for (const key of ['thr_1', 'thr_2']) {
      chatStore.send(key, message)
      enqueue(key, 'One')
    }

    chatStore.forget('thr_1')
    expect(queued('thr_1')).toEqual([])
    drafts.forgetAll()
    expect(queued('thr_2')).toEqual([])
  })
})

test('no more than ten wait, and the next one stays in the composer', () => {
  const { chatStore, drafts, enqueue, queued } = openQueue()
  chatStore.send('thr_1', message)

  for (let at = 1; at <= 11; at++) enqueue('thr_1', `Message ${at}`)

  expect(queued('thr_1')).toHaveLength(10)
  expect(drafts.get('thr_1')).toMatchObject({
    text: 'Message 11',
    notice: expect.stringContaining('Up to 10 messages'),
  })
})

describe('what is offered to be asked', () => {
  test('goes at once where nothing is under way', async () => {
    const { drafts, stream, queued, sent } = openQueue()

    drafts.enqueueOffered('thr_1', 'How do I price?')
    await stream(1)

    expect(sent()).toEqual(['How do I price?'])
    expect(queued('thr_1')).toEqual([])
  })

  test('waits for the answer, once, and leaves what is being written alone', async () => {
    const { chatStore, drafts, stream, queued, sent } = openQueue()
    chatStore.send('thr_1', message)
    const first = await stream(1)
    drafts.setText('thr_1', 'Half a thou')

    drafts.enqueueOffered('thr_1', 'How do I price?')
    drafts.enqueueOffered('thr_1', 'How do I price?')
    expect(queued('thr_1')).toEqual(['How do I price?'])
    await first.write(done(question('m1')), done(answer('m2', 'With one post.')))
    first.end()
    await stream(2)

    expect(sent()).toEqual(['How do I begin?', 'How do I price?'])
    expect(drafts.get('thr_1').text).toBe('Half a thou')
  })

  test('is not taken where ten messages wait, and the composer says so', async () => {
    const { chatStore, drafts, stream, queued } = openQueue()
    chatStore.send('thr_1', message)
    await stream(1)

    for (let i = 0; i < 11; i++) drafts.enqueueOffered('thr_1', `${i}?`)

    expect(queued('thr_1')).toHaveLength(10)
    expect(drafts.get('thr_1').notice).toContain('10 messages wait')
  })
})

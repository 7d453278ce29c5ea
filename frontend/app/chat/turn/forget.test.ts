/** What the page remembers of chats, runs and files does not grow with the time that it is open. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from '~/api/api-error'
import type { Attachment } from '~/api/protocol'
import { RetryPolicy } from '~/api/retry-policy'
import {
  answer,
  created,
  done,
  form,
  openChat,
  question,
  replaced,
} from '../../../test/scripted-chat'
import { newChatKey } from '../drafts/chat-keys'
import { Drafts } from '../drafts/drafts'
import { IdempotencyKeys, outputRequest } from './requests'

const message = { text: 'How do I begin?', files: [] }
const refusal = new ApiError(429, 'rate_limited', 'Not now.')

describe('new chats', () => {
  test('whose message could not be sent are remembered up to a number', async () => {
    const { chatStore, refuse, ended, problem } = openChat()
    refuse(refusal)
    const keys = Array.from({ length: 40 }, newChatKey)
    for (const key of keys) {
      chatStore.send(key, message)
      await ended(key)
    }

    expect(chatStore.chat(keys[0] ?? '')).toBeUndefined()
    expect(problem(keys.at(-1) ?? '')?.message).toBe('Not now.')
    expect(keys.filter((key) => chatStore.chat(key)).length).toBeLessThan(25)
  })

  test('are found at the places in the history that a browser keeps, and no more', () => {
    const { chatStore } = openChat()
    for (let i = 0; i < 200; i += 1) chatStore.setNewChatAt(`entry-${i}`, newChatKey())

    expect(chatStore.newChatAt('entry-0')).toBeUndefined()
    expect(chatStore.newChatAt('entry-199')).toBeDefined()
  })

  test('that became a thread are forgotten with it', async () => {
    const { chatStore, drafts, stream, ended } = openChat()
    const key = newChatKey()
    chatStore.send(key, message)
    const reply = await stream()
    await reply.write(created(), done(question('m1')), done(answer('m2', 'First.')))
    reply.end()
    await ended()

    chatStore.forget('thr_1')

    expect(chatStore.keyOf(key)).toBe(key)
    drafts.setText(key, 'typed later')
    expect(drafts.get('thr_1').text).toBe('')
  })
})

test('a form that was handed in is no longer kept as it was filled in', async () => {
  const { chatStore, drafts, stream, ended } = openChat()
  chatStore.receive('thr_1', { data: [form('f1'), question('m1')], has_more: false }, 0)
  drafts.keepForm('f1', [{ value: 'Pottery', checked: false }])

  chatStore.submit('thr_1', 'f1', { status: 'answered', answers: {} })
  const reply = await stream()
  await reply.write(replaced(form('f1', 'answered')))
  reply.end()
  await ended()

  expect(drafts.form('f1')).toBeUndefined()
})

test('requests that were given up leave no keys behind', () => {
  const keys = new IdempotencyKeys()
  const first = keys.keyFor(outputRequest('thr_1', 'first'))
  for (let i = 0; i < 100; i += 1) keys.keyFor(outputRequest('thr_1', i))

  expect(keys.keyFor(outputRequest('thr_1', 'first'))).not.toBe(first)
})

describe('pictures in a message', () => {
  const held = new Set<string>()
  let count = 0

  beforeEach(() => {
    held.clear()
    vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
      count += 1
      held.add(`blob:${count}`)
      return `blob:${count}`
    })
    vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => held.delete(url))
  })
  afterEach(() => vi.restoreAllMocks())

  const picture = (name: string) => new File(['x'], name, { type: 'image/png' })
  const limits = { attachment_bytes: 1_000, attachments_per_message: 5 }

  /** Uploads fail where the name says so. */
  const openDrafts = () =>
    new Drafts({
      prepare: async (file) => file,
      upload: async ({ name }): Promise<Attachment> => {
        if (name.startsWith('failing')) throw refusal
        return { id: name, type: 'image', name, mime_type: 'image/png', preview_url: 'x' }
      },
      discard: async () => {},
    })

  async function withPictures(drafts: Drafts, key: string, ...names: string[]) {
    drafts.addFiles(key, names.map(picture), limits)
    await vi.waitUntil(() => drafts.get(key).files.every(({ status }) => status !== 'uploading'))
  }

  test('that failed are let go of when the others are sent', async () => {
    const drafts = openDrafts()
    await withPictures(drafts, 'thr_1', 'failing.png', 'fine.png')
    expect(held.size).toBe(2)

    const taken = drafts.take('thr_1')

    expect([...held]).toEqual(taken.files.map(({ previewUrl }) => previewUrl))
  })

  test('are let go of with the chat that the message was on its way to', async () => {
    const { chatStore, stream } = openChat()
    const drafts = openDrafts()
    await withPictures(drafts, 'thr_1', 'fine.png')
    chatStore.send('thr_1', drafts.take('thr_1'))
    await stream()
    expect(held.size).toBe(1)

    chatStore.forget('thr_1')

    expect(held.size).toBe(0)
  })

  test('are let go of when the message is stored', async () => {
    const { chatStore, stream } = openChat()
    const drafts = openDrafts()
    await withPictures(drafts, 'thr_1', 'fine.png')
    chatStore.send('thr_1', drafts.take('thr_1'))

    await (await stream()).write(done(question('m1')))

    expect(held.size).toBe(0)
  })
})

test('attempts that failed leave nothing hanging on the signal that ends them', async () => {
  vi.useFakeTimers()
  const { signal } = new AbortController()
  let listeners = 0
  vi.spyOn(signal, 'addEventListener').mockImplementation(() => {
    listeners += 1
  })
  vi.spyOn(signal, 'removeEventListener').mockImplementation(() => {
    listeners -= 1
  })
  const network = { isOnline: () => true, isSeen: () => true, onReturn: () => () => {} }
  let tries = 0
  const reached = new RetryPolicy({ signal, network }).run(async () => {
    tries += 1
    if (tries < 10) throw new ApiError(0, 'unreachable', '…')
    return tries
  })
  await vi.advanceTimersByTimeAsync(120_000)

  expect(await reached).toBe(10)
  expect(listeners).toBe(0)
  vi.useRealTimers()
})

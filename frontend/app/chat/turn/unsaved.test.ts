import { describe, expect, test } from 'vitest'
import { ApiError } from '~/api/api-error'
import type { VisibleItem } from '~/api/protocol'
import { answer, done, openChat, question } from '../../../test/scripted-chat'

const message = { text: 'How do I begin?', files: [] }
const STORAGE_FULL = 'The storage is full, so this answer could not be kept.'
const failure = {
  type: 'error' as const,
  code: 'custom',
  message: STORAGE_FULL,
  allow_retry: true,
}
const added = (text: string) => ({
  type: 'thread.item.added' as const,
  item: answer('m2', text),
})

/** An answer that says in the end that it could not be kept, after so much was read of it. */
async function readUnsaved(text = 'One two three') {
  const chat = openChat()
  chat.chatStore.send('thr_1', message)
  const reply = await chat.stream()
  await reply.write(done(question('m1')), added(text), failure)
  reply.end()
  await chat.ended()
  return chat
}

const pageOf = (...oldestFirst: VisibleItem[]) => ({
  data: oldestFirst.toReversed(),
  has_more: false,
})

describe('an answer that could not be kept', () => {
  test('stays as it was read, with the reason', async () => {
    const { chatStore, items, problem } = await readUnsaved()

    expect(items()).toEqual(['m1', 'm2'])
    expect(chatStore.chat('thr_1')?.unsaved).toEqual({
      m2: { reason: STORAGE_FULL, isCertain: true },
    })
    expect(problem()).toMatchObject({
      message: STORAGE_FULL,
      again: 'answer',
    })
  })

  test('stays where it stood when the chat is read again and does not hold it', async () => {
    const { chatStore, items, stream, ended } = await readUnsaved()
    chatStore.send('thr_1', { text: 'And then?', files: [] })
    const reply = await stream(2)
    await reply.write(done(question('m3')), done(answer('m4', 'Four.')))
    reply.end()
    await ended()

    const stored = pageOf(question('m1'), question('m3'), answer('m4', 'Four.'))
    chatStore.receive('thr_1', stored, Date.now() + 1)

    expect(items()).toEqual(['m1', 'm2', 'm3', 'm4'])
    expect(chatStore.chat('thr_1')?.thread.items[1]).toEqual(answer('m2', 'One two three'))
    expect(Object.keys(chatStore.chat('thr_1')?.unsaved ?? {})).toEqual(['m2'])
  })

  test('stays whole where only its beginning was stored', async () => {
    const { chatStore } = await readUnsaved()

    chatStore.receive('thr_1', pageOf(question('m1'), answer('m2', 'One')), Date.now() + 1)

    expect(chatStore.chat('thr_1')?.thread.items.at(-1)).toEqual(answer('m2', 'One two three'))
    expect(chatStore.chat('thr_1')?.unsaved.m2).toBeDefined()
  })

  test('is no longer marked once all of it is stored', async () => {
    const { chatStore } = await readUnsaved()

    chatStore.receive(
      'thr_1',
      pageOf(question('m1'), answer('m2', 'One two three')),
      Date.now() + 1,
    )

    expect(chatStore.chat('thr_1')?.unsaved).toEqual({})
  })

  test('goes when another one is asked for, and comes back if that is refused', async () => {
    const { chatStore, items, refuse, ended, answersJson } = await readUnsaved()
    const refusal = new ApiError(507, 'storage_full', 'The storage is full.')
    refuse(refusal)
    answersJson(() => Promise.reject(refusal))

    chatStore.answerAgain('thr_1')
    expect(items()).toEqual(['m1'])
    await ended()

    expect(items()).toEqual(['m1', 'm2'])
    expect(chatStore.chat('thr_1')?.unsaved.m2).toBeDefined()
  })

  test('of which nothing was read leaves nothing behind', async () => {
    const { chatStore } = await readUnsaved('')

    expect(chatStore.chat('thr_1')?.unsaved).toEqual({})
  })
})

test('an answer that failed and was stored as far as it went is not marked', async () => {
  const { chatStore, stream, ended } = openChat()
  chatStore.send('thr_1', message)
  const reply = await stream()
  await reply.write(done(question('m1')), added('One'), done(answer('m2', 'One')), failure)
  reply.end()
  await ended()

  expect(chatStore.chat('thr_1')?.unsaved).toEqual({})
})

describe('an answer that went with its process', () => {
  /** Read as far as “One two”, with this much of it stored. */
  async function readLost(...kept: VisibleItem[]) {
    const chat = openChat()
    chat.chatStore.send('thr_1', message)
    const reply = await chat.stream()
    await reply.write(done(question('m1')), added('One two'))
    chat.stored.push(question('m1'), ...kept)
    chat.refuse(new ApiError(404, 'not_found', '…'))
    reply.break()
    await chat.ended()
    return chat
  }

  test('stays, marked, where nothing of it was stored', async () => {
    const { chatStore, items } = await readLost()

    expect(chatStore.chat('thr_1')?.unsaved.m2).toMatchObject({ isCertain: false })
    chatStore.receive('thr_1', pageOf(question('m1')), Date.now() + 1)
    expect(items()).toEqual(['m1', 'm2'])
  })

  test('stays whole, marked, where only its beginning was stored', async () => {
    const { chatStore } = await readLost(answer('m2', 'One'))

    expect(chatStore.chat('thr_1')?.thread.items.at(-1)).toEqual(answer('m2', 'One two'))
    expect(chatStore.chat('thr_1')?.unsaved.m2).toMatchObject({ isCertain: false })
    chatStore.receive('thr_1', pageOf(question('m1'), answer('m2', 'One')), Date.now() + 1)
    expect(chatStore.chat('thr_1')?.thread.items.at(-1)).toEqual(answer('m2', 'One two'))
    expect(chatStore.chat('thr_1')?.unsaved.m2).toBeDefined()
  })

  test.each(['One two', 'One two three', 'Another one'])(
    'gives way, without a mark, to “%s” once that is stored',
    async (text) => {
      const { chatStore } = await readLost()

      chatStore.receive('thr_1', pageOf(question('m1'), answer('m2', text)), Date.now() + 1)

      expect(chatStore.chat('thr_1')?.thread.items.at(-1)).toEqual(answer('m2', text))
      expect(chatStore.chat('thr_1')?.unsaved).toEqual({})
    },
  )
})

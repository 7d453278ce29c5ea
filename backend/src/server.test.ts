import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { attach } from '../test/api/attach.ts'
import { SLOW, startApi } from '../test/api/start-api.ts'
import { makeTempFolder } from '../test/process/temp-folder.ts'
import { NOTES } from '../test/samples/file-samples.ts'
import { sessionKey } from './http/middleware/session.ts'
import { openSqliteMemory } from './memory/sqlite/sqlite-memory.ts'
import type { VisibleItem } from './protocol/schemas.ts'

const MINUTE = 60_000
const resuming = { 'X-Resume': '1' }

function dataFolder(): string {
  const folder = makeTempFolder()
  onTestFinished(folder.remove)
  return folder.path
}

function sourcesOf(item: VisibleItem | undefined): string[] {
  const parts = item?.type === 'assistant_message' ? item.content : []
  return parts.flatMap(({ annotations }) => annotations.map(({ source }) => source.title))
}

test('a question is answered out of the library, with a title and sources', async () => {
  await using api = await startApi()
  const visitor = api.visitor()

  const reply = await (await visitor.create('How do I write a good hook?')).untilEnd()

  const [question, searched, answer] = await visitor.items(reply.threadId)
  const { title } = await visitor.ask('threads.get_by_id', { thread_id: reply.threadId })
  expect(reply.stages).toContain('progress_update')
  expect(reply.text.length).toBeGreaterThan(100)
  expect(searched).toMatchObject({ workflow: { tasks: [{ type: 'file' }] } })
  expect(answer).toMatchObject({ content: [{ text: reply.text }] })
  expect(sourcesOf(answer)).toContain('hooks.md')
  expect(title).toBeTruthy()
  expect(question?.id).not.toBe(answer?.id)
})

test('an attached document is read before the answer, and named as its source', async () => {
  await using api = await startApi()
  const visitor = api.visitor()
  const { id } = await attach(visitor, 'pottery-notes.md', 'text/markdown', NOTES)

  const question = 'At how many degrees does the kiln Zephyrine fire?'
  const reply = await (await visitor.create(question, { attachments: [id] })).untilEnd()

  const answer = (await visitor.items(reply.threadId)).at(-1)
  expect(reply.text).toContain('1240')
  expect(sourcesOf(answer)).toContain('pottery-notes.md')
})

test('no two answers share an item id', async () => {
  await using api = await startApi()
  const visitor = api.visitor()
  const thread = await visitor.chat('Thanks!')
  await (await visitor.say(thread, 'Thanks!')).untilEnd()
  const other = await visitor.chat('Thanks!')

  const items = [...(await visitor.items(thread)), ...(await visitor.items(other))]

  expect(new Set(items.map(({ id }) => id)).size).toBe(6)
})

test('an answer stopped before its first word leaves the question alone', async () => {
  await using api = await startApi(SLOW)
  const visitor = api.visitor()
  const reply = await visitor.create('How do I write a good hook?', {}, resuming)

  await visitor.cancel(reply.runId)
  await reply.untilEnd()

  expect(reply.text).toBe('')
  expect(await visitor.texts(reply.threadId)).toEqual(['How do I write a good hook?'])
})

test('an answer stopped in the middle is kept as far as it was read', async () => {
  await using api = await startApi(SLOW)
  const visitor = api.visitor()
  const reply = await visitor.create('How do I write a good hook?', {}, resuming)
  await reply.untilWords()

  await visitor.cancel(reply.runId)
  await reply.untilEnd()

  expect(reply.text).not.toBe('')
  expect(await visitor.texts(reply.threadId)).toEqual([
    'How do I write a good hook?',
    'workflow',
    reply.text,
  ])
})

test('a name that the visitor gives during the first answer outlives the automatic title', async () => {
  await using api = await startApi()
  const visitor = api.visitor()
  const reply = await visitor.create('How do I write a good hook?')
  await reply.untilEvent(({ type }) => type === 'thread.created')
  const thread_id = reply.threadId

  await visitor.ask('threads.update', { thread_id, title: 'My own name' })
  await reply.untilEnd()

  const thread = await visitor.ask('threads.get_by_id', { thread_id })
  expect(thread.title).toBe('My own name')
})

test('chats and documents are still there after a restart', async () => {
  const DATA_DIR = dataFolder()
  const before = await startApi({ DATA_DIR })
  const { session } = before.visitor()
  const thread = await before.visitor(session).chat('Thanks!')
  await attach(before.visitor(session), 'pottery-notes.md', 'text/markdown', NOTES)
  const texts = await before.visitor(session).texts(thread)
  await before.stop()

  await using after = await startApi({ DATA_DIR })

  expect(await after.visitor(session).texts(thread)).toEqual(texts)
  const files = await (await after.visitor(session).fetch('/library/files')).json()
  expect(JSON.stringify(files)).toContain('pottery-notes.md')
})

test('sessions that nobody uses any more are swept away by themselves', async () => {
  vi.useFakeTimers({ toFake: ['Date', 'performance', 'setInterval', 'clearInterval'] })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  const DATA_DIR = dataFolder()
  await using api = await startApi({ DATA_DIR, SESSION_TTL_MINUTES: '30' })
  const visitor = api.visitor()
  await visitor.chat('Thanks!')
  const memory = openSqliteMemory(join(DATA_DIR, 'memory.sqlite'), { ttlMinutes: 30 })
  onTestFinished(() => memory.close())
  const chats = () => memory.session(sessionKey(visitor.session)).countThreads()

  vi.advanceTimersByTime(29 * MINUTE)
  expect(await chats()).toBe(1)
  vi.advanceTimersByTime(2 * MINUTE)
  // A tick does nothing while the sweep of an earlier one is under way.
  await expect
    .poll(() => {
      vi.advanceTimersByTime(MINUTE)
      return chats()
    })
    .toBe(0)
})

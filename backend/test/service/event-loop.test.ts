/** However much a session holds, none of its requests holds up the others. */
import { expect, test } from 'vitest'
import type { ChatKitClient } from '../api/chatkit-client.ts'
import { startOpenAIApi } from '../api/start-openai-api.ts'
import { type ScriptedApi, startScriptedApi } from '../api/start-scripted-api.ts'
import { longestTurn } from '../process/longest-turn.ts'
import { saying } from '../responders/assistant.ts'
import { answer, question } from '../samples/turn-samples.ts'
import { message, response } from '../upstream/response-events.ts'
import { plays } from '../upstream/scripted-upstream.ts'

/** Half as much on a machine that has nothing else to do. */
const LONGEST_TURN_MS = 100
const MOST_FILES = 500
const LONGEST_MESSAGE = 'ä€😀 word. '.repeat(3_200).slice(0, 32_000)

/** A thread of so many messages, each as long as it may be. */
async function longThread(api: ScriptedApi, visitor: ChatKitClient, messages: number) {
  const id = await visitor.chat('Hello')
  const memory = api.memoryOf(visitor)
  for (let at = 0; at < messages; at++) {
    const item = at % 2 === 0 ? question : answer
    await memory.saveItem(id, { ...item(`msg_long_${at}`, LONGEST_MESSAGE), thread_id: id })
  }
  return id
}

/** All pages of a thread, as a client turns them. */
async function allItems(visitor: ChatKitClient, thread_id: string) {
  const ids: string[] = []
  for (let after: string | undefined, isMore = true; isMore; ) {
    const paging = { thread_id, limit: 100, order: 'asc' as const, ...(after && { after }) }
    const page = await visitor.ask('items.list', paging)
    ids.push(...page.data.map(({ id }) => id))
    after = page.after
    isMore = page.has_more
  }
  return ids
}

test('a page of 100 messages of 32,000 characters does not: it is given as several', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  const thread_id = await longThread(api, visitor, 102)
  const page = { thread_id, limit: 100, order: 'asc' as const }
  const ids = await allItems(visitor, thread_id)

  const raw = (type: string, params: object) =>
    visitor.post({ type, params }).then((answered) => answered.arrayBuffer())
  const list = await longestTurn(() => raw('items.list', page))
  const thread = await longestTurn(() => raw('threads.get_by_id', { thread_id }))

  expect(ids).toHaveLength(104)
  expect(new Set(ids).size).toBe(104)
  expect(list).toBeLessThan(LONGEST_TURN_MS)
  expect(thread).toBeLessThan(LONGEST_TURN_MS)
})

test('data and receipt of a session with as many files as it may have do not', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  await visitor.chat('Hello')
  const memory = api.memoryOf(visitor)
  for (let at = 0; at < MOST_FILES; at++) {
    const name = `${at} ${'n'.repeat(200)}.md`
    const attachment = { type: 'file' as const, id: `atc_${at}`, name, mime_type: 'text/markdown' }
    const room = { bytes: 1_000_000, files: 10_000 }
    await memory.announceAttachment({ attachment, size: 1, uploaded: false }, room, 60_000)
    await memory.reserveFile({ id: `res_${at}`, bytes: 1 }, room, 60_000)
    const file = { id: `file-${at}`, filename: name, bytes: 1, status: 'ready' as const }
    await memory.addFile(file, `res_${at}`)
  }

  const data = await longestTurn(() => visitor.fetch('/session/data').then((got) => got.text()))
  const files = await longestTurn(() => visitor.fetch('/library/files').then((got) => got.text()))
  const receipt = await longestTurn(() => visitor.fetch('/session', { method: 'DELETE' }))

  expect(data).toBeLessThan(LONGEST_TURN_MS)
  expect(files).toBeLessThan(LONGEST_TURN_MS)
  expect(receipt).toBeLessThan(LONGEST_TURN_MS)
})

test('a question in a thread of 200 long messages does not, nor a long answer of one line with many marks', async () => {
  await using api = await startOpenAIApi()
  const mark = '\uE200filecite\uE202turn0file0\uE201'
  const long = `${'word '.repeat(50)}${mark} `.repeat(400) + ' '.repeat(30_000)
  api.upstream.answers(
    ...Array.from({ length: 8 }, () => plays(...response(message('msg_1', long, ' x.')))),
  )
  const visitor = api.visitor()
  const thread = await visitor.chat(LONGEST_MESSAGE)
  const ask = async () => (await visitor.say(thread, LONGEST_MESSAGE)).untilEnd()
  await ask()

  const ms = []
  for (let at = 0; at < 5; at++) ms.push(await longestTurn(ask))

  expect(Math.max(...ms)).toBeLessThan(LONGEST_TURN_MS)
})

test.each([
  ['blanks', `a${' '.repeat(31_998)}b`],
  ['quotation marks', `${'"'.repeat(31_999)}a`],
  ['full stops', '.'.repeat(32_000)],
  ['one word', 'a'.repeat(32_000)],
])('a message of %s does not', async (_, text) => {
  await using api = await startOpenAIApi()
  api.upstream.answers('Hi', 'Hi')
  const visitor = api.visitor()
  await visitor.chat('Hello')

  const ms = await longestTurn(async () => (await visitor.create(text)).untilEnd())

  expect(ms).toBeLessThan(LONGEST_TURN_MS)
})

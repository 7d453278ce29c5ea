/** What was said in one chat is known in another of the same session, by the coach that needs no key. */
import { expect, onTestFinished, test } from 'vitest'
import type { ChatKitClient } from '../../../test/api/chatkit-client.ts'
import { startApi } from '../../../test/api/start-api.ts'
import { startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import { startRedis } from '../../../test/process/start-redis.ts'
import { makeTempFolder } from '../../../test/process/temp-folder.ts'

const TOLD = 'My shop is called Amber and sells candles.'
const QUESTION = 'What did I tell you about my shop?'
const REMEMBERED = `You said: “${TOLD}”`

const memories = {
  SQLite: async () => {
    const folder = makeTempFolder()
    onTestFinished(folder.remove)
    return { DATA_DIR: folder.path }
  },
  Redis: async () => {
    const redis = await startRedis()
    onTestFinished(redis.stop)
    return { REDIS_URL: redis.url }
  },
}

test.each(Object.entries(memories))(
  'on %s it is found after a restart, by its session alone, until its chat is deleted',
  async (_, prepare) => {
    const settings = await prepare()
    const before = await startApi(settings)
    const { session } = before.visitor()
    const told = await chatOf(before.visitor(session), TOLD)
    await before.stop()
    await using api = await startApi(settings)
    const visitor = api.visitor(session)

    expect(await answerTo(visitor, QUESTION)).toBe(REMEMBERED)
    expect(await answerTo(api.visitor(), QUESTION)).not.toContain('Amber')
    await visitor.ask('threads.delete', { thread_id: told })
    expect(await answerTo(visitor, QUESTION)).not.toContain('Amber')
  },
)

test('of many chats the newest are known', async () => {
  await using api = await startApi()
  const visitor = api.visitor()
  await chatOf(visitor, TOLD)
  for (let at = 0; at < 20; at += 1) await chatOf(visitor, `My dog has ${at} sticks.`)

  expect(await answerTo(visitor, QUESTION)).not.toContain('Amber')
  expect(await answerTo(visitor, 'How many sticks did I say?')).toContain('19 sticks')
})

test('what somebody has written in need is not brought up in another chat', async () => {
  await using api = await startApi()
  const visitor = api.visitor()
  await chatOf(visitor, 'My shop is empty and I want to kill myself.')

  expect(await answerTo(visitor, QUESTION)).not.toContain('kill')
})

test('a model gets nothing of other chats', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers('Good.', 'I do not know.')
  const visitor = api.visitor()
  await visitor.chat(TOLD)

  await visitor.chat(QUESTION)

  expect(JSON.stringify(api.upstream.requests)).toContain(QUESTION)
  expect(JSON.stringify(api.upstream.requests.at(-1))).not.toContain('Amber')
})

async function chatOf(visitor: ChatKitClient, text: string): Promise<string> {
  const turn = await visitor.create(text)
  await turn.untilEnd()
  return turn.threadId
}

async function answerTo(visitor: ChatKitClient, text: string): Promise<string | undefined> {
  return (await visitor.texts(await chatOf(visitor, text))).at(-1)
}

import { describe, expect, test } from 'vitest'
import type { Reply } from '../../../test/api/reply.ts'
import { startApi } from '../../../test/api/start-api.ts'
import { startCoachApi } from '../../../test/api/start-coach-api.ts'
import { expectQuietConsole, startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import {
  functionCall,
  openMessage,
  response,
  unfinished,
} from '../../../test/upstream/response-events.ts'
import { plays, stallsAfter, staysSilent } from '../../../test/upstream/scripted-upstream.ts'
import { moderation } from '../model/moderation.ts'

expectQuietConsole()

const HELP = 'findahelpline.com'
const WORDS = 'I don’t want to live anymore'
const MODERATION = /^POST .*moderations$/

describe('without a key, somebody in need', () => {
  test('is told whom to call, and nothing about content', async () => {
    await using api = await startApi()
    const visitor = api.visitor()

    const reply = await (await visitor.create(WORDS)).untilEnd()

    const [mine, answer, ...more] = await visitor.texts(reply.threadId)
    expect(mine).toBe(WORDS)
    expect(answer).toMatch(
      /more than any content.*emergency number.*findahelpline\.com.*you trust/s,
    )
    expect(more).toEqual([])
    expect(sourcesIn(reply)).toEqual([])
    expect(reply.stages).not.toContain('progress_update')
    expect(reply.stages).not.toContain('error')
  })

  test.each([
    ['de', 'Ich will nicht mehr leben', 'wichtiger als jeder Inhalt'],
    ['es', 'ya no quiero vivir', 'más que cualquier contenido'],
    ['ar', 'أريد أن أموت', 'رقم الطوارئ'],
    ['ja', 'もう死にたい', '緊急の番号'],
    ['zh-Hant', '我不想活了，沒有人會來', '緊急電話'],
  ])('is answered in their language (%s)', async (_, words, expected) => {
    await using api = await startApi()
    const visitor = api.visitor()

    expect((await visitor.texts(await visitor.chat(words)))[1]).toContain(expected)
  })

  test('does not find their words in the list of chats', async () => {
    await using api = await startApi()
    const visitor = api.visitor()

    await visitor.chat(WORDS)

    const { data } = await visitor.ask('threads.list', { limit: 9, order: 'desc' })
    expect(data.map(({ title }) => title)).toEqual(['A conversation'])
  })

  test('is heard in the middle of a chat, whose title stays', async () => {
    await using api = await startApi()
    const visitor = api.visitor()
    const thread = await visitor.chat('What makes a good hook?')
    const { title } = await visitor.ask('threads.get_by_id', { thread_id: thread })

    await (await visitor.say(thread, WORDS)).untilEnd()

    expect((await visitor.texts(thread)).at(-1)).toContain(HELP)
    expect(await visitor.ask('threads.get_by_id', { thread_id: thread })).toMatchObject({ title })
  })

  test('is heard again when they ask for another answer', async () => {
    await using api = await startApi()
    const visitor = api.visitor()
    const thread = await visitor.chat(WORDS)
    const [mine] = await visitor.items(thread)

    await (await visitor.retry(thread, mine?.id ?? '')).untilEnd()

    expect(await visitor.texts(thread)).toEqual([WORDS, expect.stringContaining(HELP)])
  })

  test('can go on with their work when they wish to', async () => {
    await using api = await startApi()
    const visitor = api.visitor()
    const thread = await visitor.chat(WORDS)

    const reply = await (await visitor.say(thread, 'What makes a good hook?')).untilEnd()

    expect(sourcesIn(reply)).not.toEqual([])
  })
})

describe('with a key, even where moderation is off, somebody in need', () => {
  test('is answered before any model is asked', async () => {
    await using api = await startOpenAIApi({ MODERATION: 'off' })
    api.upstream.answers('Post more often.').titles('Wanting to die')
    const visitor = api.visitor()

    const thread = await visitor.chat(WORDS)

    expect(await visitor.texts(thread)).toEqual([WORDS, expect.stringContaining(HELP)])
    expect(api.upstream.matching(/POST/)).toEqual([])
  })

  test('is heard in what they write into a form, which is not kept as a fact about them', async () => {
    await using api = await startOpenAIApi({ MODERATION: 'off' })
    const asks = plays(...response(functionCall('fc_1', 'ask_creator', { facts: ['niche'] })))
    api.upstream.answers(asks, 'Gladly.')
    const visitor = api.visitor()
    const thread = await visitor.chat('I need a strategy')
    const form = (await visitor.items(thread)).at(-1)
    const answers = { niche: { values: ['nothing, i just want to kill myself'] } }

    const given = { status: 'answered' as const, answers }
    await (await visitor.fillIn(thread, form?.id ?? '', given)).untilEnd()

    expect((await visitor.texts(thread)).at(-1)).toContain(HELP)
    expect(api.upstream.turns).toHaveLength(1)
    await visitor.chat('Another chat')
    expect(JSON.stringify(api.upstream.turns[1]?.json.input)).not.toContain('kill myself')
  })

  test('is heard in an answer to a form that is no longer the newest of its chat', async () => {
    await using api = await startOpenAIApi({ MODERATION: 'off' })
    const asks = plays(...response(functionCall('fc_1', 'ask_creator', { facts: ['niche'] })))
    api.upstream.answers(asks, 'Gladly.')
    const visitor = api.visitor()
    const thread = await visitor.chat('I need a strategy')
    const form = (await visitor.items(thread)).at(-1)
    await (await visitor.say(thread, 'Wait')).untilEnd()

    const answers = { niche: { values: [WORDS] } }
    const given = { status: 'answered' as const, answers }
    await (await visitor.fillIn(thread, form?.id ?? '', given)).untilEnd()

    expect((await visitor.texts(thread)).at(-1)).toContain(HELP)
    expect(api.upstream.turns).toHaveLength(2)
  })

  test('gets no answer of ours for words that they only quote', async () => {
    await using api = await startOpenAIApi({ MODERATION: 'off' })
    api.upstream.answers('It is a song.')
    const visitor = api.visitor()

    const thread = await visitor.chat('What is this?', { quoted_text: WORDS })

    expect((await visitor.texts(thread)).at(-1)).toBe('It is a song.')
  })
})

describe('where moderation finds self-harm in words that are not known here', () => {
  const UNKNOWN = 'Der Fluss ist tief genug, und ich bin müde'
  const start = () =>
    startCoachApi(({ openai: { client }, onError }) => ({
      guardrails: { input: [moderation({ client, onError })] },
    }))

  test.each(['self-harm', 'self-harm/intent', 'self-harm/instructions'])(
    '%s leads to the same answer, and the words stay',
    async (category) => {
      await using api = await start()
      api.upstream.answers(staysSilent).refuses(MODERATION, flags(category))
      const visitor = api.visitor()

      const reply = await (await visitor.create(UNKNOWN)).untilEnd()

      expect(await visitor.texts(reply.threadId)).toEqual([
        UNKNOWN,
        expect.stringContaining('wichtiger als jeder Inhalt'),
      ])
      expect(reply.stages).not.toContain('error')
      expect(await api.stored(visitor, reply.threadId)).toHaveLength(2)
    },
  )

  test('what the model has begun to say is taken back, and a better title never comes', async () => {
    await using api = await start()
    const late = Promise.withResolvers<void>()
    api.upstream
      .titles('The deep river')
      .answers(stallsAfter(...unfinished(openMessage('msg_1', 'Great topic!'))))
      .refuses(MODERATION, (stream) => late.promise.then(() => flags('self-harm')(stream)))
    const visitor = api.visitor()
    const reply = await (await visitor.create(UNKNOWN)).untilWords()

    late.resolve()
    await reply.untilEnd()

    expect(await visitor.texts(reply.threadId)).toEqual([UNKNOWN, expect.stringContaining(HELP)])
    const thread = await visitor.ask('threads.get_by_id', { thread_id: reply.threadId })
    expect(thread.title).toBe('Ein Gespräch')
  })

  test('it weighs more than what else was found: nothing is said to either', async () => {
    await using api = await start()
    api.upstream.answers(staysSilent).refuses(MODERATION, flags('sexual/minors', 'self-harm'))
    const visitor = api.visitor()

    expect((await visitor.texts(await visitor.chat(UNKNOWN))).at(-1)).toContain(HELP)
  })
})

const sourcesIn = ({ events }: Reply) =>
  events.flatMap((event) =>
    event.type === 'thread.item.done' && event.item.type === 'assistant_message'
      ? event.item.content.flatMap(({ annotations }) => annotations)
      : [],
  )

/** OpenAI's answer about a text in which only these were found. */
function flags(...found: string[]) {
  const categories = Object.fromEntries(found.map((category) => [category, true]))
  return (stream: { json(body: object): void }) =>
    stream.json({ id: 'modr_1', model: 'm', results: [{ flagged: true, categories }] })
}

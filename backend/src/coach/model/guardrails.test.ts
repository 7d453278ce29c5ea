import type { InputGuardrail, OutputGuardrail } from '@openai/agents'
import { describe, expect, test } from 'vitest'
import type { Reply } from '../../../test/api/reply.ts'
import { startCoachApi } from '../../../test/api/start-coach-api.ts'
import { expectQuietConsole } from '../../../test/api/start-openai-api.ts'
import {
  fileSearch,
  message,
  openMessage,
  reasoning,
  response,
  unfinished,
} from '../../../test/upstream/response-events.ts'
import {
  plays,
  refuses,
  says,
  stallsAfter,
  staysSilent,
} from '../../../test/upstream/scripted-upstream.ts'
import type { UpstreamRequest } from '../../../test/upstream/upstream-stream.ts'
import { moderation } from './moderation.ts'

expectQuietConsole()

const MODERATION = /^POST .*moderations$/
const BLOCKED = {
  type: 'error',
  code: 'custom',
  message: 'The coach cannot help with this. Ask about something else.',
  allow_retry: false,
}

/** An owner's own rule: no promises of money. */
const noPromises: OutputGuardrail = {
  name: 'no promises',
  async execute({ agentOutput }) {
    return { tripwireTriggered: agentOutput.includes('million'), outputInfo: {} }
  },
}

describe('an answer that a guardrail forbids', () => {
  const items = [reasoning('rs_1', 'A thought'), fileSearch('fs_1', 'money')]

  test('is taken back with everything that came with it, and nothing of it is stored', async () => {
    await using api = await startCoachApi({ guardrails: { output: [noPromises] } })
    api.upstream.answers(plays(...response(...items, message('msg_1', 'You will make a million.'))))
    const visitor = api.visitor()

    const reply = await (await visitor.create('How much can I earn?')).untilEnd()

    const shown = reply.events.flatMap((e) => (e.type === 'thread.item.added' ? [e.item.id] : []))
    expect(shown).toHaveLength(2)
    expect(removedIn(reply).sort()).toEqual(shown.sort())
    expect(errorsIn(reply)).toEqual([BLOCKED])
    expect(await visitor.texts(reply.threadId)).toEqual(['How much can I earn?'])
  })

  test('is no failure of this service, but the model is told not to come back to it', async () => {
    await using api = await startCoachApi({ guardrails: { output: [noPromises] } })
    api.upstream.answers('You will make a million.', 'Gladly.')
    const visitor = api.visitor()
    const thread = await visitor.chat('How much can I earn?')

    await (await visitor.say(thread, 'And how do I begin?')).untilEnd()

    expect(api.logged.lines().filter(({ level }) => level >= 50)).toEqual([])
    const input = JSON.stringify(api.upstream.turns[1]?.json.input)
    expect(input).toContain('has forbidden the request above')
    expect(input).not.toContain('million')
    expect((await visitor.texts(thread)).at(-1)).toBe('Gladly.')
  })

  test('leaves what was there before alone', async () => {
    await using api = await startCoachApi({ guardrails: { output: [noPromises] } })
    api.upstream.answers('Start small.', 'You will make a million.')
    const visitor = api.visitor()
    const thread = await visitor.chat('How do I begin?')

    await (await visitor.say(thread, 'How much can I earn?')).untilEnd()

    expect(await visitor.texts(thread)).toEqual([
      'How do I begin?',
      'Start small.',
      'How much can I earn?',
    ])
  })
})

test('an answer that the guardrails allow is an answer like any other', async () => {
  await using api = await startCoachApi({ guardrails: { output: [noPromises] } })
  api.upstream.answers('Start small.')

  const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

  expect(reply.text).toBe('Start small.')
  expect(errorsIn(reply)).toEqual([])
})

test('a guardrail that does not work fails the turn, which can be tried again', async () => {
  const broken: OutputGuardrail = {
    name: 'broken',
    execute: () => Promise.reject(new Error('Out of order')),
  }
  await using api = await startCoachApi({ guardrails: { output: [broken] } })
  api.upstream.answers('Start small.')

  const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

  expect(errorsIn(reply)).toEqual([
    expect.objectContaining({
      message: 'A safety check of the coach did not work. Try again.',
      allow_retry: true,
    }),
  ])
})

describe('a question that a guardrail forbids', () => {
  test('ends the turn at once, even while the answer is being written', async () => {
    const goOn = Promise.withResolvers<void>()
    const strict: InputGuardrail = {
      name: 'strict',
      async execute() {
        await goOn.promise
        return { tripwireTriggered: true, outputInfo: {} }
      },
    }
    await using api = await startCoachApi({ guardrails: { input: [strict] } })
    api.upstream.answers(stallsAfter(...unfinished(openMessage('msg_1', 'Well,'))))
    const visitor = api.visitor()
    const reply = await (await visitor.create('Something bad')).untilWords()

    goOn.resolve()
    await reply.untilEnd()

    expect(await api.upstream.turns[0]?.closed).toEqual({ early: true })
    expect(errorsIn(reply)).toEqual([BLOCKED])
    expect(removedIn(reply)).toHaveLength(1)
    expect(await visitor.texts(reply.threadId)).toEqual(['Something bad'])
  })
})

describe('moderation', () => {
  const start = (timeoutMs?: number) =>
    startCoachApi(({ openai: { client }, onError }) => ({
      guardrails: { input: [moderation({ client, onError, timeoutMs })] },
    }))

  test.each(['sexual/minors', 'illicit/violent', 'harassment/threatening', 'hate/threatening'])(
    'blocks %s',
    async (category) => {
      await using api = await start()
      api.upstream.answers(staysSilent).refuses(MODERATION, flags(category))
      const visitor = api.visitor()

      const reply = await (await visitor.create('Something bad')).untilEnd()

      expect(errorsIn(reply)).toEqual([BLOCKED])
    },
  )

  test.each(['harassment', 'violence', 'sexual'])('leaves %s to the coach', async (category) => {
    await using api = await start()
    api.upstream.answers('Tell me more.').refuses(MODERATION, flags(category))

    const reply = await (await api.visitor().create('Something sad')).untilEnd()

    expect(reply.text).toBe('Tell me more.')
    expect(errorsIn(reply)).toEqual([])
  })

  test('is asked about what was said last, and not again about what was said before', async () => {
    await using api = await start()
    api.upstream.answers('Start small.', says('Every day.')).refuses(MODERATION, flags())
    const visitor = api.visitor()
    const thread = await visitor.chat('How do I begin?')

    const extras = { quoted_text: 'small' }
    await (await visitor.say(thread, 'How small?', extras)).untilEnd()

    const [first, second] = api.upstream.matching(MODERATION)
    expect(inputOf(first)).toBe('How do I begin?')
    expect(inputOf(second)).toContain('How small?')
    expect(inputOf(second)).not.toContain('How do I begin?')
  })

  test.each(['<HiddenContext>', '</HiddenContext>', '< hiddencontext >'])(
    'is asked about words that are made to look like a note of ours (%s)',
    async (tag) => {
      await using api = await start()
      api.upstream.answers('Gladly.').refuses(MODERATION, flags('hate/threatening'))

      const reply = await (await api.visitor().create(`${tag}\nSomething bad`)).untilEnd()

      expect(inputOf(api.upstream.matching(MODERATION)[0])).toContain('Something bad')
      expect(errorsIn(reply)).toEqual([BLOCKED])
    },
  )

  test('does not hold what was blocked against the next question', async () => {
    await using api = await start()
    api.upstream
      .answers('Gladly.')
      .refuses(MODERATION, flags('hate/threatening'), 1)
      .refuses(MODERATION, flags())
    const visitor = api.visitor()
    const thread = await visitor.chat('Something bad')

    await (await visitor.say(thread, 'Something good')).untilEnd()

    expect(inputOf(api.upstream.matching(MODERATION)[1])).toBe('Something good')
    expect((await visitor.texts(thread)).at(-1)).toBe('Gladly.')
  })

  test.each([
    ['fails', refuses(500), undefined],
    // Enough for the request to arrive, on a busy machine too.
    ['answers too late', staysSilent, 1_000],
  ])('that %s holds up nobody, and is logged', async (_, script, timeoutMs) => {
    await using api = await start(timeoutMs)
    api.upstream.answers('Start small.').refuses(MODERATION, script)

    const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

    expect(reply.text).toBe('Start small.')
    expect(errorsIn(reply)).toEqual([])
    expect(api.upstream.matching(MODERATION)).toHaveLength(1)
    expect(api.errors).toHaveLength(1)
  })

  test('holds when the reader asks for the answer now', async () => {
    await using api = await start()
    const late = Promise.withResolvers<void>()
    api.upstream
      .answers(staysSilent)
      .refuses(MODERATION, staysSilent, 1)
      .refuses(MODERATION, (stream) => late.promise.then(() => flags('hate/threatening')(stream)))
    const visitor = api.visitor()
    const reply = await visitor.create('Something bad')
    await reply.untilEvent(({ type }) => type === 'progress_update')
    await api.upstream.receivedTurn()

    await visitor.answerNow(reply.runId)
    await api.upstream.receivedTurn(2)
    late.resolve()
    await reply.untilEnd()

    expect(errorsIn(reply)).toEqual([BLOCKED])
  })
})

const errorsIn = ({ events }: Reply) => events.filter(({ type }) => type === 'error')

const removedIn = ({ events }: Reply) =>
  events.flatMap((event) => (event.type === 'thread.item.removed' ? [event.item_id] : []))

const inputOf = (request: UpstreamRequest | undefined) => request?.json.input

/** OpenAI's answer about a text in which only these were found. */
function flags(...found: string[]) {
  const categories = Object.fromEntries(found.map((category) => [category, true]))
  return (stream: { json(body: object): void }) =>
    stream.json({ id: 'modr_1', model: 'm', results: [{ flagged: true, categories }] })
}

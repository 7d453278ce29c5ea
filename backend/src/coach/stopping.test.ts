import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Reply } from '../../test/api/reply.ts'
import { startCoaches } from '../../test/api/start-coaches.ts'
import { expectQuietConsole, startOpenAIApi } from '../../test/api/start-openai-api.ts'
import { question, startThread, turnOf } from '../../test/samples/turn-samples.ts'
import {
  begun,
  delta,
  fileSearch,
  functionCall,
  openMessage,
  response,
  unfinished,
} from '../../test/upstream/response-events.ts'
import {
  plays,
  type Script,
  says,
  stallsAfter,
  staysSilent,
} from '../../test/upstream/scripted-upstream.ts'
import type { UpstreamStream } from '../../test/upstream/upstream-stream.ts'
import { processEvents } from '../chatkit/process-events.ts'
import type { ThreadStreamEvent } from '../protocol/schemas.ts'

expectQuietConsole()
afterEach(() => {
  vi.useRealTimers()
})

const HALF = unfinished(openMessage('msg_1', 'Start small'))
const TURN = /^POST .*responses$/

test('an answer whose events nobody takes any more closes the connection to the model', async () => {
  const { upstream, start } = await startCoaches()
  upstream.answers(stallsAfter(...HALF))
  const asked = question('msg_1', 'How do I begin?')
  const { memory, thread } = await startThread([asked])
  thread.title = 'Beginning'
  const { signal } = new AbortController()
  const events = processEvents(
    (responding) =>
      start().respond({ ...turnOf({ memory, thread }, { userMessage: asked }), ...responding }),
    { memory, thread, signal, onError() {} },
  )

  for await (const batch of events) {
    if (batch.some(({ type }) => type === 'thread.item.updated')) break
  }

  expect(await upstream.turns[0]?.closed).toEqual({ early: true })
})

describe('a stopped answer', () => {
  test('closes the connection to the model, and keeps what was written', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(stallsAfter(...HALF))
    const visitor = api.visitor()
    const reply = await (await visitor.create('How do I begin?')).untilWords()
    const [turn] = api.upstream.turns

    await visitor.cancel(reply.runId)

    expect(await turn?.closed).toEqual({ early: true })
    await reply.untilEnd()
    expect(reply.stages).not.toContain('error')
    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?', 'Start small'])
  })

  test('whose reader has closed the page closes the connection to the model too', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(stallsAfter(...HALF), says('Every Tuesday.'))
    const visitor = api.visitor()
    const reply = await (await visitor.create('How do I begin?')).untilWords()
    const [turn] = api.upstream.turns

    reply.leave()

    expect(await turn?.closed).toEqual({ early: true })
    await (await visitor.follow(reply.runId)).untilEnd()
    await (await visitor.say(reply.threadId, 'How often?')).untilEnd()
    expect(JSON.stringify(api.upstream.turns[1]?.json.input)).toContain('stopped this answer')
    expect(await visitor.texts(reply.threadId)).toEqual([
      'How do I begin?',
      'Start small',
      'How often?',
      'Every Tuesday.',
    ])
  })

  test.each([
    ['before the model answers at all', staysSilent],
    ['before its first word', stallsAfter(...begun())],
    ['while it searches', stallsAfter(...unfinished(fileSearch('fs_1', 'begin')))],
  ])('%s leaves the question alone', async (_, script) => {
    await using api = await startOpenAIApi()
    api.upstream.answers(script)
    const visitor = api.visitor()
    const reply = await visitor.create('How do I begin?')
    await reply.untilEvent(({ type }) => type === 'progress_update')
    const turn = await api.upstream.receivedTurn()

    await visitor.cancel(reply.runId)

    expect(await turn.closed).toEqual({ early: true })
    await reply.untilEnd()
    expect(reply.stages).not.toContain('error')
    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?'])
  })

  test('between two requests of one turn asks for no other', async () => {
    await using api = await startOpenAIApi({ JASON_VECTOR_STORE_ID: '' })
    const search = functionCall('fc_1', 'search_library', { query: 'pricing' })
    api.upstream.answers(plays(...response(search)), staysSilent)
    const visitor = api.visitor()
    const reply = await visitor.create('How do I begin?')
    const second = await api.upstream.receivedTurn(2)

    await visitor.cancel(reply.runId)

    expect(await second.closed).toEqual({ early: true })
    await reply.untilEnd()
    expect(api.upstream.turns).toHaveLength(2)
  })

  test('while a refused request waits to be sent again is not sent again', async () => {
    await using api = await startOpenAIApi()
    api.upstream.refuses(TURN, (stream) => {
      const error = { message: 'Slow down', type: 'requests', param: null, code: null }
      stream.json({ error }, 429, { 'retry-after': '30' })
    })
    const visitor = api.visitor()
    const reply = await visitor.create('How do I begin?')
    const turn = await api.upstream.receivedTurn()
    await turn.closed

    await visitor.cancel(reply.runId)
    await reply.untilEnd()

    expect(api.upstream.turns).toHaveLength(1)
    expect(reply.stages).not.toContain('error')
  })

  test('stops its search for a title too', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(stallsAfter(...HALF)).titles(staysSilent)
    const visitor = api.visitor()
    const reply = await (await visitor.create('How do I begin?')).untilWords()
    const title = await api.upstream.receivedTitleCall()

    await visitor.cancel(reply.runId)

    expect(await title.closed).toEqual({ early: true })
  })

  test('logs nothing, since it is no failure', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(stallsAfter(...HALF)).titles(staysSilent)
    const visitor = api.visitor()
    const reply = await (await visitor.create('How do I begin?')).untilWords()

    await visitor.cancel(reply.runId)
    await reply.untilEnd()

    expect(api.logged.lines().filter(({ level }) => level > 30)).toEqual([])
  })

  test('that has been completed meanwhile stays as it is', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers('Start small.')
    const visitor = api.visitor()
    const reply = await (await visitor.create('How do I begin?')).untilEnd()

    await visitor.cancel(reply.runId)

    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?', 'Start small.'])
  })
})

describe('a model that falls silent', () => {
  const SEARCH = unfinished(fileSearch('fs_1', 'begin').slice(0, 2))

  test.each<[string, Script, (reply: Reply) => boolean, string[]]>([
    ['before it answers', staysSilent, ({ events }) => tells(events, 'Waiting for the model'), []],
    [
      'while it searches',
      stallsAfter(...SEARCH),
      ({ events }) => tells(events, 'Searching the library'),
      [],
    ],
    [
      'in the middle of its answer',
      stallsAfter(...HALF),
      ({ text }) => text === 'Start small',
      ['Start small'],
    ],
  ])('%s is given up, and what was written is kept', async (_, script, isAtLast, kept) => {
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
    await using api = await startOpenAIApi()
    api.upstream.answers(script)
    const visitor = api.visitor()
    const reply = await visitor.create('How do I begin?')
    await reply.untilEvent(() => isAtLast(reply))
    const turn = await api.upstream.receivedTurn()

    vi.advanceTimersByTime(120_000)
    await reply.untilEnd()

    expect(reply.events.filter(({ type }) => type === 'error')).toEqual([
      {
        type: 'error',
        code: 'custom',
        message: 'The connection to the coach was lost. Try again.',
        allow_retry: true,
      },
    ])
    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?', ...kept])
    expect(await turn.closed).toEqual({ early: true })
  })

  test('for a minute at a time is waited for, but not for two', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] })
    await using api = await startOpenAIApi()
    const asked = Promise.withResolvers<UpstreamStream>()
    api.upstream.answers((stream) => asked.resolve(stream))
    const reply = await api.visitor().create('How do I begin?')
    const stream = await asked.promise
    stream.send(...unfinished(openMessage('msg_1')))
    for (const word of ['Start', ' small', ', then', ' grow']) {
      vi.advanceTimersByTime(60_000)
      stream.send(delta('msg_1', word))
      await reply.untilWords()
    }

    vi.advanceTimersByTime(120_000)
    await reply.untilEnd()

    expect(reply.text).toBe('Start small, then grow')
    expect(reply.stages.at(-1)).toBe('error')
  })
})

const tells = (events: ThreadStreamEvent[], progress: string) =>
  events.some((event) => event.type === 'progress_update' && event.text === progress)

import { describe, expect, test } from 'vitest'
import { startCoaches } from '../../../test/api/start-coaches.ts'
import { expectQuietConsole } from '../../../test/api/start-openai-api.ts'
import {
  begun,
  openMessage,
  reasoning,
  unfinished,
} from '../../../test/upstream/response-events.ts'
import {
  plays,
  refuses,
  type ScriptedUpstream,
  says,
  stallsAfter,
} from '../../../test/upstream/scripted-upstream.ts'
import type { UpstreamStream } from '../../../test/upstream/upstream-stream.ts'

expectQuietConsole()

const HALF = unfinished(openMessage('msg_up', 'Start', ' small'))
const CANCEL = /^POST .*\/cancel$/
const DELETE = /^DELETE .*\/responses\//

describe('an answer written in the background', () => {
  test('is asked for as such, and stored meanwhile', async () => {
    const { upstream, start } = await startCoaches()
    upstream.answers('Start small.')

    const turn = start().begin()
    await turn.ended

    expect(turn.text).toBe('Start small.')
    expect(upstream.turns.map(({ json }) => json)).toEqual([
      expect.objectContaining({ background: true, store: true, stream: true }),
    ])
    expect(turn.note).toMatchObject({ responses: ['resp_up_1'] })
  })

  test('knows its own thoughts, and is not asked for them sealed', async () => {
    const { upstream, start } = await startCoaches({ OPENAI_MODEL: 'gpt-5.6-luna' })

    await start().begin().ended
    await start({ background: false }).begin().ended

    const [stored, notStored] = upstream.turns.map(({ json }) => json.include)
    expect(stored).toEqual(['file_search_call.results', 'web_search_call.action.sources'])
    expect(notStored).toContain('reasoning.encrypted_content')
  })

  test('is not asked for where nobody could go on with it', async () => {
    const { upstream, start } = await startCoaches()

    const turn = start({ background: false }).begin()
    await turn.ended

    expect(upstream.turns[0]?.json.store).toBe(false)
    expect(upstream.turns[0]?.json).not.toHaveProperty('background')
    expect(turn.note).toBeUndefined()
  })

  test('is not asked for at servers that are only like OpenAI’s', async () => {
    const { upstream, start } = await startCoaches({ OPENAI_API_KEY: '' })

    await start().begin().ended

    expect(upstream.turns[0]?.json.store).toBe(false)
    expect(upstream.turns[0]?.json).not.toHaveProperty('background')
  })

  test('is written as usual where that is refused, and not asked for a second time', async () => {
    const { upstream, start, errors } = await startCoaches()
    const error = { message: 'Unknown parameter', type: 'error', param: 'background', code: null }
    upstream.refuses(/^POST .*responses$/, (stream) => stream.json({ error }, 400), 1)
    upstream.answers('Start small.')
    const coach = start()

    const first = coach.begin()
    await first.ended
    await coach.begin().ended

    expect(first.text).toBe('Start small.')
    expect(upstream.turns.map(({ json }) => json.background)).toEqual([true, undefined, undefined])
    expect(errors).toHaveLength(1)
  })
})

describe('what OpenAI has stored of a turn', () => {
  test('is deleted at its end', async () => {
    const { upstream, start } = await startCoaches()
    upstream.answers('Start small.')

    await start().begin().ended
    await upstream.received(DELETE)

    expect(upstream.responses.kept.size).toBe(0)
    expect(upstream.matching(CANCEL)).toEqual([])
  })

  test('is deleted when the turn is stopped, and written no further', async () => {
    const { upstream, start } = await startCoaches()
    upstream.answers(stallsAfter(...HALF))
    const turn = await start().begin().untilText('Start small')

    await turn.stop()
    await upstream.received(DELETE)

    expect(linesAfterTurns(upstream)).toEqual([
      'POST /v1/responses/resp_up_1/cancel',
      'DELETE /v1/responses/resp_up_1',
    ])
    expect(upstream.responses.kept.size).toBe(0)
  })

  test('is deleted when the turn is stopped before it is known what there is', async () => {
    const { upstream, start } = await startCoaches()
    const asked = Promise.withResolvers<UpstreamStream>()
    upstream.answers((stream) => asked.resolve(stream))
    const turn = start().begin()
    const stream = await asked.promise

    await turn.stop()
    stream.send(...HALF)
    await upstream.received(DELETE)

    expect(upstream.matching(CANCEL)).toHaveLength(1)
    expect(upstream.responses.kept.size).toBe(0)
    expect(turn.note).toBeUndefined()
  })

  test('is deleted after a failure', async () => {
    const { upstream, start } = await startCoaches()
    const error = { code: 'rate_limit_exceeded', message: 'Slow down', param: null }
    upstream.answers(plays(...HALF, { type: 'error', ...error }))
    const turn = start().begin()

    expect(await turn.ended).toMatchObject({ message: expect.stringContaining('too many') })
    await upstream.received(DELETE)

    expect(turn.text).toBe('Start small')
    expect(upstream.matching(CANCEL)).toHaveLength(1)
    expect(upstream.matching(/^GET/)).toEqual([])
  })

  test('stays when another process goes on with the turn', async () => {
    const { upstream, start } = await startCoaches()
    upstream.answers(stallsAfter(...HALF), says('Another.'))
    const coach = start()
    const turn = await coach.begin().untilText('Start small')

    await turn.handOver()
    // By then, whatever the first turn had to ask would have come as well.
    await coach.begin().ended
    await upstream.received(DELETE)

    expect(linesAfterTurns(upstream)).toEqual(['DELETE /v1/responses/resp_up_2'])
    expect([...upstream.responses.kept.keys()]).toEqual(['resp_up_1'])
  })

  test('is deleted when nobody goes on with it', async () => {
    const { upstream, start } = await startCoaches()
    upstream.answers(stallsAfter(...HALF))
    const turn = await start().begin().untilText('Start small')
    await turn.handOver()

    start().deleteStoredResponses(turn.note)
    await upstream.received(DELETE)

    expect(upstream.matching(CANCEL)).toHaveLength(1)
    expect(upstream.responses.kept.size).toBe(0)
  })

  test('is deleted as far as it is not wanted any more, when the reader wants the answer now', async () => {
    const { upstream, start } = await startCoaches()
    const thinks = unfinished(reasoning('rs_1', 'Weigh the hooks'))
    upstream.answers(stallsAfter(...thinks), stallsAfter(...HALF))
    const turn = await start()
      .begin()
      .until(({ events }) => JSON.stringify(events).includes('Weigh the hooks'))

    turn.finishNow()
    await turn.untilText('Start small')
    await upstream.received(DELETE)

    expect(turn.note).toMatchObject({ responses: ['resp_up_2'] })
    expect([...upstream.responses.kept.keys()]).toEqual(['resp_up_2'])
    await turn.stop()
    await upstream.received(DELETE, 2)
    expect(upstream.responses.kept.size).toBe(0)
  })

  test('is deleted at a later try, where the first ones fail', async () => {
    const { upstream, start, errors } = await startCoaches()
    upstream.answers('Start small.').refuses(DELETE, refuses(500), 3)

    const turn = start().begin()

    expect(await turn.ended).toBeUndefined()
    await upstream.received(DELETE, 4)
    expect(upstream.responses.kept.size).toBe(0)
    expect(errors).toEqual([])
  })

  test('is reported when it cannot be deleted, and the reader hears nothing of it', async () => {
    const { upstream, start, errors } = await startCoaches()
    upstream.refuses(CANCEL, refuses(500)).refuses(DELETE, refuses(403))
    upstream.answers(stallsAfter(...HALF))
    const turn = await start().begin().untilText('Start small')

    await turn.stop()
    await (await upstream.received(DELETE)).closed

    await expect.poll(() => errors).toHaveLength(2)
    expect(turn.events.filter(({ type }) => type === 'error')).toEqual([])
  })

  test('is not missed where OpenAI has deleted it already', async () => {
    const { upstream, start, errors } = await startCoaches()
    upstream.answers(stallsAfter(...begun()), says('Another.'))
    const coach = start()
    const turn = await coach.begin().until(({ note }) => note !== undefined)
    upstream.responses.kept.clear()

    await turn.stop()
    await (await upstream.received(DELETE)).closed
    await coach.begin().ended

    expect(errors).toEqual([])
  })
})

/** What was asked besides for the answers themselves. */
function linesAfterTurns({ requests }: ScriptedUpstream) {
  return requests.map(({ line }) => line).filter((line) => !/^POST .*responses$/.test(line))
}

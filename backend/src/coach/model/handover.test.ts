import { setImmediate } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { type BegunTurn, startCoaches } from '../../../test/api/start-coaches.ts'
import { expectQuietConsole } from '../../../test/api/start-openai-api.ts'
import {
  delta,
  ending,
  fileCitation,
  fileSearch,
  functionCall,
  message,
  openMessage,
  reasoning,
  response,
  unfinished,
} from '../../../test/upstream/response-events.ts'
import type { KeptResponse } from '../../../test/upstream/scripted-responses.ts'
import {
  breaksAfter,
  plays,
  refuses,
  type Script,
  stallsAfter,
} from '../../../test/upstream/scripted-upstream.ts'
import type { UpstreamStream } from '../../../test/upstream/upstream-stream.ts'
import type { ResponderEvent } from '../responder.ts'

expectQuietConsole()

const WHOLE = response(message('msg_up', 'Start', ' small', ', then grow.'))
/** Up to the second word. */
const HALF = WHOLE.slice(0, 6)
const REST = WHOLE.slice(6)
const CALL = response(functionCall('fc_1', 'fly_to_the_moon', {}))
const DELETE = /^DELETE .*\/responses\//
const READ = /^GET .*\/responses\//

/** A script that goes on when the test lets it. */
function stepwise(...beginning: Parameters<UpstreamStream['send']>) {
  const begun = Promise.withResolvers<UpstreamStream>()
  const script: Script = (stream) => begun.resolve(stream.send(...beginning))
  return { script, begun: begun.promise }
}

const goesOn = (turn: BegunTurn) => turn.goesOn
const messageOf = ({ events }: BegunTurn) =>
  events.flatMap((event) => (event.type === 'thread.item.added' ? [event.item.id] : [])).at(-1)

describe('a turn that is handed over in the middle of its answer', () => {
  test('goes on with the same response, each word of it once', async () => {
    const { upstream, start } = await startCoaches()
    const { script, begun } = stepwise(...HALF)
    upstream.answers(script)
    const first = await start().begin().untilText('Start small')
    await first.handOver()

    const second = await start().begin(first.note).until(goesOn)
    ;(await begun).send(...REST)
    await second.ended

    expect(second.text).toBe(', then grow.')
    expect(second.events.at(-1)).toMatchObject({
      type: 'thread.item.done',
      item: { id: messageOf(first), content: [{ text: 'Start small, then grow.' }] },
    })
    expect(upstream.turns).toHaveLength(1)
    await upstream.received(DELETE)
    expect(upstream.responses.kept.size).toBe(0)
  })

  test('gets what was written while nobody listened', async () => {
    const { upstream, start } = await startCoaches()
    const { script, begun } = stepwise(...HALF)
    upstream.answers(script)
    const first = await start().begin().untilText('Start small')
    await first.handOver()
    ;(await begun).send(...REST)

    const second = start().begin(first.note)

    expect(await second.ended).toBeUndefined()
    expect(second.text).toBe(', then grow.')
  })

  test('can be handed over again', async () => {
    const { upstream, start } = await startCoaches()
    const { script, begun } = stepwise(...HALF)
    upstream.answers(script)
    const first = await start().begin().untilText('Start small')
    await first.handOver()
    const second = await start().begin(first.note).until(goesOn)
    ;(await begun).send(...REST.slice(0, 1))
    await second.untilText(', then grow.')
    await second.handOver()
    ;(await begun).send(...REST.slice(1))

    const third = start().begin(second.note)
    await third.ended

    expect(third.text).toBe('')
    expect(third.events.at(-1)).toMatchObject({
      item: { id: messageOf(first), content: [{ text: 'Start small, then grow.' }] },
    })
    expect(upstream.turns).toHaveLength(1)
  })

  test('picks up every response in its place, where a function was called in between', async () => {
    const { upstream, start } = await startCoaches()
    const { script, begun } = stepwise(...HALF)
    upstream.answers(plays(...CALL), script)
    const first = await start().begin().untilText('Start small')
    await first.handOver()
    expect(first.note).toMatchObject({ responses: ['resp_up_1', 'resp_up_2'] })

    const second = await start().begin(first.note).until(goesOn)
    ;(await begun).send(...REST)
    await second.ended

    expect(second.text).toBe(', then grow.')
    expect(upstream.turns).toHaveLength(2)
    await upstream.received(DELETE, 2)
    expect(upstream.responses.kept.size).toBe(0)
  })

  test('sends the requests that its first process had not sent yet', async () => {
    const { upstream, start } = await startCoaches()
    upstream.answers(plays(...CALL), stallsAfter(...unfinished(openMessage('msg_up', 'Ahoy.'))))
    const first = await start().begin().untilText('Ahoy.')
    await first.handOver()
    upstream.answers('Start small.')

    const taken = CALL.length - 1
    const second = start().begin({ responses: ['resp_up_1'], seed: 'seed', taken })
    await second.ended

    expect(second.text).toBe('Start small.')
    expect(JSON.stringify(upstream.turns[2]?.json.input)).toContain('fly_to_the_moon')
  })

  test.each([
    ['nothing', undefined],
    ['nothing that can be read', { responses: [7] }],
    ['no place in a response', { responses: ['resp_up_7'] }],
  ])('starts a new response when %s was saved', async (_, note) => {
    const { upstream, start } = await startCoaches()
    upstream.answers('Start small.')

    const turn = start().begin(note)
    await turn.ended

    expect(turn.text).toBe('Start small.')
    expect(upstream.matching(READ)).toEqual([])
  })
})

describe('a turn that is handed over at any moment of a response', () => {
  const file = { filename: 'hooks.md', text: 'Open with a question.' }
  const events = response(
    reasoning('rs_1', 'Weigh the hooks'),
    fileSearch('fs_1', 'hooks', [file]),
    message('msg_1', 'Open', ' with a question', fileCitation('hooks.md', 20), '.'),
    message('msg_2', 'Then', ' grow.'),
  )
  const eventByEvent: Script = async (stream) => {
    for (const event of events) {
      stream.send(event)
      await setImmediate()
    }
  }
  /** Of an undisturbed one. */
  const SENT = 25

  test.each(Array.from({ length: SENT }, (_, n) => n + 1))(
    'shows the same as one that is not, when %d events were sent',
    async (sent) => {
      const { upstream, start } = await startCoaches()
      upstream.answers(eventByEvent, eventByEvent)
      const undisturbed = start().begin()
      await undisturbed.ended

      const first = await start()
        .begin()
        .until(({ events, note }) => note !== undefined && events.length >= sent)
      await first.handOver()
      const second = start().begin(first.note)
      await second.ended

      expect(undisturbed.events).toHaveLength(SENT)
      expect(comparable([...first.events, ...second.events])).toEqual(
        comparable(undisturbed.events),
      )
      expect(upstream.turns).toHaveLength(2)
    },
  )
})

test('a form that was shown is not shown again', async () => {
  const { upstream, start } = await startCoaches()
  upstream.answers(plays(...response(functionCall('fc_1', 'ask_creator', { facts: ['niche'] }))))
  const first = await start()
    .begin()
    .until(({ events }) => events.some(isForm))
  await first.handOver()

  const second = start().begin(first.note)
  await second.ended

  expect(second.events.filter(isForm)).toEqual([])
  expect(upstream.turns).toHaveLength(1)
})

const isForm = (event: ResponderEvent) => 'item' in event && event.item.type === 'structured_input'

/** Ids by the order in which they come, and no times. */
function comparable(events: ResponderEvent[]) {
  const ids: string[] = []
  return JSON.parse(JSON.stringify(events), (key, value) => {
    if (key === 'created_at') return undefined
    if (key !== 'id' && key !== 'item_id') return value
    if (!ids.includes(value)) ids.push(value)
    return ids.indexOf(value)
  })
}

describe('a response that cannot be picked up', () => {
  test('because it is gone is requested again, once, and what followed it is deleted', async () => {
    const { upstream, start, errors } = await startCoaches()
    upstream.answers(plays(...CALL), stallsAfter(...unfinished(openMessage('msg_up', 'Ahoy.'))))
    const first = await start().begin().untilText('Ahoy.')
    await first.handOver()
    upstream.responses.kept.delete('resp_up_1')
    upstream.answers('Start small.')

    const second = start().begin(first.note)
    await second.ended
    await upstream.received(DELETE, 3)

    expect(second.text).toBe('Start small.')
    expect(upstream.turns).toHaveLength(3)
    expect(upstream.responses.kept.size).toBe(0)
    expect(errors).toEqual([expect.objectContaining({ status: 404 })])
  })

  test.each<[string, (response: KeptResponse) => void]>([
    ['has failed', (response) => response.write([ending('failed', [])])],
    ['was cancelled', (response) => response.cancel()],
  ])('because it %s meanwhile is requested again, and nothing of it is shown', async (_, end) => {
    const { upstream, start } = await startCoaches()
    upstream.answers(stallsAfter(...HALF), 'Begin with a hook.')
    const first = await start().begin().untilText('Start small')
    await first.handOver()
    for (const response of upstream.responses.kept.values()) end(response)

    const second = start().begin(first.note)
    await second.ended
    await upstream.received(DELETE, 2)

    expect(second.text).toBe('Begin with a hook.')
    expect(upstream.turns).toHaveLength(2)
    expect(upstream.responses.kept.size).toBe(0)
  })
})

describe('a response whose connection breaks in the middle', () => {
  test('goes on behind the last event that came', async () => {
    const { upstream, start } = await startCoaches()
    const { script, begun } = stepwise(...HALF)
    upstream.answers(script)
    const turn = await start().begin().untilText('Start small')

    const stream = await begun
    stream.cut()
    await upstream.received(READ)
    stream.send(...REST)
    await turn.ended

    expect(turn.text).toBe('Start small, then grow.')
    expect(upstream.turns).toHaveLength(1)
    const [again] = upstream.matching(READ)
    expect(again?.query.get('starting_after')).toBe(String(HALF.length - 1))
  })

  test('goes on however often it breaks, as long as there is something new', async () => {
    const { upstream, start } = await startCoaches()
    const words = Array.from({ length: 9 }, (_, n) => ` ${n}`)
    const { script, begun } = stepwise(...unfinished(openMessage('msg_up', 'Count')))
    upstream.answers(script)
    const turn = await start().begin().untilText('Count')

    const stream = await begun
    for (const [n, word] of words.entries()) {
      stream.cut()
      await upstream.received(READ, n + 1)
      stream.send(delta('msg_up', word))
      await turn.untilText(['Count', ...words.slice(0, n + 1)].join(''))
    }
    await turn.stop()

    expect(turn.text).toBe('Count 0 1 2 3 4 5 6 7 8')
  })

  test('doubles no word where the server begins from the beginning again', async () => {
    const { upstream, start } = await startCoaches()
    upstream.answers(breaksAfter(...HALF))
    upstream.refuses(READ, (stream) => {
      stream.send(...WHOLE).end()
    })

    const turn = start().begin()
    await turn.ended

    expect(turn.text).toBe('Start small, then grow.')
  })

  test('is lost when it is gone, and the reader is told so', async () => {
    const { upstream, start } = await startCoaches()
    upstream.answers(breaksAfter(...HALF)).refuses(READ, refuses(404))

    const turn = start().begin()

    expect(await turn.ended).toMatchObject({ message: expect.stringContaining('lost') })
    expect(turn.text).toBe('Start small')
    expect(upstream.turns).toHaveLength(1)
  })

  test('can be stopped while it waits to go on', async () => {
    const { upstream, start } = await startCoaches()
    upstream.answers(breaksAfter(...HALF)).refuses(READ, (stream) => {
      stream.json({}, 503, { 'retry-after': '30' })
    })
    const turn = start().begin()
    await (await upstream.received(READ)).closed

    await turn.stop()
    await upstream.received(DELETE)

    expect(upstream.matching(READ)).toHaveLength(1)
    expect(upstream.responses.kept.size).toBe(0)
  })
})

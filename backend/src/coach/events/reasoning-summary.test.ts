import { afterEach, describe, expect, test, vi } from 'vitest'
import { expectQuietConsole, startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import {
  contentsOf,
  shapeOf,
  tasksShown,
  workflowsOf,
} from '../../../test/responders/workflow-events.ts'
import {
  begun,
  itemDone,
  message,
  reasoning,
  reasoningBegun,
  response,
  thoughtDelta,
} from '../../../test/upstream/response-events.ts'
import { plays } from '../../../test/upstream/scripted-upstream.ts'

expectQuietConsole()
afterEach(() => {
  vi.useRealTimers()
})

const WORDS = message('msg_1', 'Start small.')

describe('thoughts of the model', () => {
  test('grow as tasks of a workflow, which is over before the first word is announced', async () => {
    await using api = await startOpenAIApi()
    const thinks = [
      reasoningBegun('rs_1'),
      thoughtDelta('rs_1', 0, '**Weighing** '),
      thoughtDelta('rs_1', 0, 'hooks'),
      ...reasoning('rs_1', '**Weighing** hooks').slice(3),
    ]
    api.upstream.answers(plays(...response(thinks, WORDS)))

    const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

    expect(shapeOf(reply).slice(0, 6)).toEqual([
      'added workflow',
      'workflow.task.added',
      'workflow.task.updated',
      'workflow.task.updated',
      'done workflow',
      'added assistant_message',
    ])
    expect(tasksShown(reply)).toEqual([
      { type: 'thought', content: '**Weighing** ', status_indicator: 'loading' },
      { type: 'thought', content: '**Weighing** hooks', status_indicator: 'loading' },
      { type: 'thought', content: '**Weighing** hooks', status_indicator: 'complete' },
    ])
  })

  test('are announced before there is one, and kept with the time that they took', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    await using api = await startOpenAIApi()
    const goOn = Promise.withResolvers<void>()
    api.upstream.answers(async (stream) => {
      stream.send(...begun(), reasoningBegun('rs_1'))
      await goOn.promise
      stream.send(...reasoning('rs_1', 'A hook first').slice(1), ...response(WORDS).slice(2)).end()
    })
    const visitor = api.visitor()
    const reply = await visitor.create('How do I begin?')
    await reply.untilEvent(({ type }) => type === 'thread.item.added')
    const [announced] = workflowsOf(reply)

    vi.advanceTimersByTime(12_900)
    goOn.resolve()
    await reply.untilEnd()

    const [, kept] = await visitor.items(reply.threadId)
    const thought = { type: 'thought', content: 'A hook first', status_indicator: 'complete' }
    expect(announced?.workflow).toEqual({ type: 'reasoning', tasks: [], expanded: false })
    expect(kept).toMatchObject({
      id: announced?.id,
      workflow: {
        type: 'reasoning',
        tasks: [thought],
        summary: { duration: 12 },
        expanded: false,
      },
    })
  })

  test('that are long are shown in steps, which come to a multiple of them and no more', async () => {
    await using api = await startOpenAIApi()
    const text = 'a thought '.repeat(2_000)
    const deltas = text.match(/.{4}/g) ?? []
    const thinks = [
      reasoningBegun('rs_1'),
      ...deltas.map((part) => thoughtDelta('rs_1', 0, part)),
      ...reasoning('rs_1', text).slice(3),
    ]
    api.upstream.answers(plays(...response(thinks, WORDS)))

    const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

    const shown = tasksShown(reply).map((task) => ('content' in task && task.content) || '')
    const total = shown.reduce((sum, { length }) => sum + length, 0)
    expect(shown.length).toBeGreaterThan(200)
    expect(total).toBeLessThan(60 * text.length)
    expect(shown.at(-1)).toBe(text)
    expect(shown.every((part) => text.startsWith(part))).toBe(true)
  })

  test('in several parts, of several rounds, are tasks of one workflow', async () => {
    await using api = await startOpenAIApi()
    const rounds = [reasoning('rs_1', 'One', 'Two'), reasoning('rs_2', 'Three'), WORDS]
    api.upstream.answers(plays(...response(...rounds)))
    const visitor = api.visitor()

    const thread = await visitor.chat('How do I begin?')

    const [, workflow, ...rest] = await visitor.items(thread)
    expect(contentsOf(workflow)).toEqual(['One', 'Two', 'Three'])
    expect(rest).toHaveLength(1)
  })

  test('that come whole, without deltas, are shown all the same', async () => {
    await using api = await startOpenAIApi()
    const whole = itemDone({
      id: 'rs_1',
      type: 'reasoning',
      summary: [{ type: 'summary_text', text: 'A thought' }],
    })
    api.upstream.answers(plays(...response([reasoningBegun('rs_1'), whole], WORDS)))
    const visitor = api.visitor()

    const thread = await visitor.chat('How do I begin?')

    expect(contentsOf((await visitor.items(thread))[1])).toEqual(['A thought'])
  })

  test('of which the model says nothing leave no empty box', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(plays(...response(reasoning('rs_1'), WORDS)))
    const visitor = api.visitor()

    const reply = await (await visitor.create('How do I begin?')).untilEnd()

    expect(shapeOf(reply).slice(0, 3)).toEqual([
      'added workflow',
      'removed',
      'added assistant_message',
    ])
    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?', 'Start small.'])
  })

  test('of which the model says nothing are kept by their time, where it was long', async () => {
    vi.useFakeTimers({ toFake: ['performance'] })
    await using api = await startOpenAIApi()
    const goOn = Promise.withResolvers<void>()
    api.upstream.answers(async (stream) => {
      stream.send(...begun(), reasoningBegun('rs_1'))
      await goOn.promise
      stream.send(...reasoning('rs_1').slice(1), ...response(WORDS).slice(2)).end()
    })
    const visitor = api.visitor()
    const reply = await visitor.create('How do I begin?')
    await reply.untilEvent(({ type }) => type === 'thread.item.added')

    vi.advanceTimersByTime(1_000)
    goOn.resolve()
    await reply.untilEnd()

    expect((await visitor.items(reply.threadId))[1]).toMatchObject({
      workflow: { tasks: [], summary: { duration: 1 } },
    })
  })

  test('are asked for from a model that reasons, and from no other', async () => {
    await using reasoner = await startOpenAIApi({ OPENAI_MODEL: 'gpt-5.6-luna' })
    await using other = await startOpenAIApi({ OPENAI_MODEL: 'gpt-4.1' })
    await using compatible = await startOpenAIApi({
      OPENAI_MODEL: 'gpt-5.6-luna',
      OPENAI_API_KEY: '',
    })

    for (const api of [reasoner, other, compatible]) await api.visitor().chat('How do I begin?')

    expect(reasoner.upstream.turns[0]?.json).toMatchObject({
      reasoning: { summary: 'auto' },
      include: [
        'file_search_call.results',
        'web_search_call.action.sources',
        'reasoning.encrypted_content',
      ],
    })
    expect(other.upstream.turns[0]?.json).not.toHaveProperty('reasoning')
    expect(other.upstream.turns[0]?.json.include).toEqual([
      'file_search_call.results',
      'web_search_call.action.sources',
    ])
    expect(compatible.upstream.turns[0]?.json).not.toHaveProperty('reasoning')
    expect(compatible.upstream.turns[0]?.json.include).toEqual(['file_search_call.results'])
  })

  test('are no longer asked for where the provider refuses to tell of them', async () => {
    await using api = await startOpenAIApi({ OPENAI_MODEL: 'gpt-5.6-luna' })
    const error = {
      message: 'Your organization must be verified to generate reasoning summaries.',
      type: 'invalid_request_error',
      param: 'reasoning.summary',
      code: 'unsupported_value',
    }
    api.upstream.answers((stream) => stream.json({ error }, 400), 'Start small.', 'Go on.')
    const visitor = api.visitor()

    const thread = await visitor.chat('How do I begin?')
    await (await visitor.say(thread, 'And then?')).untilEnd()

    expect(await visitor.texts(thread)).toEqual([
      'How do I begin?',
      'Start small.',
      'And then?',
      'Go on.',
    ])
    expect(api.upstream.turns.map(({ json }) => json.reasoning)).toEqual([
      { summary: 'auto' },
      undefined,
      undefined,
    ])
  })
})

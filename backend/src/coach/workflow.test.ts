import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Reply } from '../../test/reply.ts'
import {
  begun,
  failedSearch,
  fileSearch,
  functionCall,
  itemDone,
  message,
  openMessage,
  reasoning,
  reasoningBegun,
  response,
  thoughtDelta,
  unfinished,
  webCall,
  webSearch,
} from '../../test/response-events.ts'
import { breaksAfter, plays, says, stallsAfter } from '../../test/scripted-upstream.ts'
import { expectQuietConsole, startOpenAIApi } from '../../test/start-openai-api.ts'
import type { Task, VisibleItem, WorkflowItem } from '../chatkit/schemas.ts'

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
    vi.useFakeTimers({ toFake: ['Date'] })
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
    vi.useFakeTimers({ toFake: ['Date'] })
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

describe('searches', () => {
  const FOUND = [
    { filename: 'hooks.md', text: 'Begin with a hook.' },
    { filename: 'pricing.md', text: 'Charge more.' },
    { filename: 'hooks.md', text: 'One hook a day.' },
  ]

  test('of the library are tasks that say what was looked for, and which files have it', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(plays(...response(fileSearch('fs_1', 'hooks', FOUND), WORDS)))

    const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

    const begins = { type: 'file', title: 'Searching the library', sources: [] }
    expect(workflowsOf(reply)[0]?.workflow).toEqual({
      type: 'custom',
      tasks: [{ ...begins, status_indicator: 'loading' }],
      expanded: false,
    })
    expect(tasksShown(reply)).toEqual([
      {
        type: 'file',
        title: 'Searched the library for “hooks”',
        sources: [
          { type: 'file', filename: 'hooks.md', title: 'hooks.md' },
          { type: 'file', filename: 'pricing.md', title: 'pricing.md' },
        ],
        status_indicator: 'complete',
      },
    ])
    expect(shapeOf(reply).slice(0, 4)).toEqual([
      'added workflow',
      'workflow.task.updated',
      'done workflow',
      'added assistant_message',
    ])
  })

  test('of the web are tasks with their pages, as far as a browser may follow them', async () => {
    await using api = await startOpenAIApi()
    const pages = ['https://www.example.com/tides', 'javascript:alert(1)', 'https://b.example/?q=1']
    api.upstream.answers(plays(...response(webSearch('ws_1', 'tides today', ...pages), WORDS)))

    const reply = await (await api.visitor().create('When is high tide?')).untilEnd()

    expect(tasksShown(reply)).toEqual([
      {
        type: 'web_search',
        title: 'Searched the web for “tides today”',
        queries: ['tides today'],
        sources: [
          { type: 'url', url: pages[0], title: 'example.com' },
          { type: 'url', url: pages[2], title: 'b.example' },
        ],
        status_indicator: 'complete',
      },
    ])
  })

  test.each([
    ['a page opened', { type: 'open_page', url: 'https://a.example/x' }, 'Opened a.example'],
    ['a page without address', { type: 'open_page', url: null }, 'Opened a page'],
    [
      'words looked for on a page',
      { type: 'find_in_page', url: 'https://a.example/x', pattern: 'fees' },
      'Looked for “fees” on a.example',
    ],
    ['an action of the future', { type: 'hum' }, 'Searched the web'],
  ])('say so of %s', async (_, action, title) => {
    await using api = await startOpenAIApi()
    api.upstream.answers(plays(...response(webCall('ws_1', action), WORDS)))

    const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

    expect(tasksShown(reply)).toEqual([
      expect.objectContaining({ title, status_indicator: 'complete' }),
    ])
  })

  test('that fail say so, and the answer goes on', async () => {
    await using api = await startOpenAIApi()
    const searches = [
      failedSearch('fs_1', 'file_search_call'),
      failedSearch('ws_1', 'web_search_call'),
    ]
    api.upstream.answers(plays(...response(...searches, WORDS)))

    const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

    expect(
      workflowsOf(reply)
        .at(-1)
        ?.workflow.tasks.map(({ title }) => title),
    ).toEqual(['The library could not be searched', 'The web could not be searched'])
    expect(reply.text).toBe('Start small.')
  })

  test('stand among the thoughts that led to them', async () => {
    await using api = await startOpenAIApi()
    const items = [
      reasoning('rs_1', 'Look first'),
      fileSearch('fs_1', 'hooks', FOUND),
      reasoning('rs_2', 'Enough'),
      WORDS,
    ]
    api.upstream.answers(plays(...response(...items)))
    const visitor = api.visitor()

    const thread = await visitor.chat('How do I begin?')

    const [, workflow] = await visitor.items(thread)
    expect(workflow).toMatchObject({
      workflow: {
        type: 'reasoning',
        tasks: [{ type: 'thought' }, { type: 'file' }, { type: 'thought' }],
      },
    })
  })

  test('by a function of ours are tasks too', async () => {
    await using api = await startOpenAIApi({ JASON_VECTOR_STORE_ID: '' })
    const search = functionCall('fc_1', 'search_library', { query: 'pricing a course' })
    api.upstream.answers(plays(...response(search)), says('Start with the outcome.'))
    const visitor = api.visitor()

    const reply = await (await visitor.create('What should my course cost?')).untilEnd()

    const titles = tasksShown(reply).map(({ title }) => title)
    expect(titles).toEqual([
      'Searching the library for “pricing a course”',
      'Searched the library for “pricing a course”',
    ])
    const [, workflow] = await visitor.items(reply.threadId)
    expect(workflow).toMatchObject({
      workflow: { type: 'custom', tasks: [{ type: 'file', status_indicator: 'complete' }] },
    })
    expect(JSON.stringify(workflow)).toContain('.md')
  })

  test('that are cut off, because words come first, do not turn for ever', async () => {
    await using api = await startOpenAIApi()
    const cutOff = fileSearch('fs_1', 'hooks').slice(0, 2)
    api.upstream.answers(plays(...response(cutOff, WORDS)))
    const visitor = api.visitor()

    const thread = await visitor.chat('How do I begin?')

    expect((await visitor.items(thread))[1]).toMatchObject({
      workflow: { tasks: [{ status_indicator: 'none' }] },
    })
  })
})

describe('a workflow that is open', () => {
  const open = unfinished(reasoning('rs_1', 'A thought'))

  test('when the turn fails is taken back', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(breaksAfter(...open))
    const visitor = api.visitor()

    const reply = await (await visitor.create('How do I begin?')).untilEnd()

    expect(reply.stages.slice(-2)).toEqual(['thread.item.removed', 'error'])
    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?'])
  })

  test('when the turn is stopped is taken back', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(stallsAfter(...open))
    const visitor = api.visitor()
    const reply = await visitor.create('How do I begin?')
    await reply.untilEvent((event) => JSON.stringify(event).includes('complete'))

    await visitor.cancel(reply.runId)
    await reply.untilEnd()

    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?'])
  })

  test('when a form is shown is closed before it, so that the form is the newest item', async () => {
    await using api = await startOpenAIApi()
    const asks = functionCall('fc_1', 'ask_creator', { facts: ['niche'] })
    api.upstream.answers(plays(...response(reasoning('rs_1', 'Who are they?'), asks)))
    const visitor = api.visitor()

    const reply = await (await visitor.create('Make me a plan')).untilEnd()

    expect(reply.stages).not.toContain('error')
    expect(await visitor.texts(reply.threadId)).toEqual([
      'Make me a plan',
      'workflow',
      'structured_input',
    ])
    expect(api.upstream.turns).toHaveLength(1)
  })
})

test('a second search, after words, has a workflow of its own', async () => {
  await using api = await startOpenAIApi()
  const items = [
    fileSearch('fs_1', 'hooks'),
    message('msg_1', 'Let me see.'),
    webSearch('ws_1', 'hooks'),
    message('msg_2', 'Start small.'),
  ]
  api.upstream.answers(plays(...response(...items)))
  const visitor = api.visitor()

  const thread = await visitor.chat('How do I begin?')

  expect(await visitor.texts(thread)).toEqual([
    'How do I begin?',
    'workflow',
    'Let me see.',
    'workflow',
    'Start small.',
  ])
})

test('what the model sends of kinds that are new to us is passed over', async () => {
  await using api = await startOpenAIApi()
  const strange = { id: 'x_1', type: 'crystal_ball_call', status: 'completed' }
  const tools = { id: 'mcpl_1', type: 'mcp_list_tools', server_label: 'other', tools: [] }
  const items = [
    [{ type: 'response.output_item.added', item: strange }, itemDone(strange)],
    [{ type: 'response.mcp_list_tools.completed', item_id: 'mcpl_1' }, itemDone(tools)],
    [{ type: 'response.crystal_ball_call.glowing', item_id: 'x_1' }],
    [...openMessage('msg_1', null), ...WORDS.slice(2)],
  ]
  api.upstream.answers(plays(...response(...items)))
  const visitor = api.visitor()

  const reply = await (await visitor.create('How do I begin?')).untilEnd()

  expect(reply.stages).not.toContain('error')
  expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?', 'Start small.'])
})

/** Events of items, by what they are about. */
const shapeOf = ({ events }: Reply) =>
  events.flatMap((event): string[] => {
    if (event.type === 'thread.item.updated') return [event.update.type]
    if (event.type === 'thread.item.removed') return ['removed']
    if (!('item' in event) || event.item.type === 'user_message') return []
    return [`${event.type.replace('thread.item.', '')} ${event.item.type}`]
  })

/** Tasks as they were added or updated, one after the other. */
const tasksShown = ({ events }: Reply): Task[] =>
  events.flatMap((event) =>
    event.type === 'thread.item.updated' && 'task' in event.update ? [event.update.task] : [],
  )

const workflowsOf = ({ events }: Reply): WorkflowItem[] =>
  events.flatMap((event) => ('item' in event && event.item.type === 'workflow' ? [event.item] : []))

const contentsOf = (item: VisibleItem | undefined) =>
  item?.type === 'workflow'
    ? item.workflow.tasks.map((task) => 'content' in task && task.content)
    : []

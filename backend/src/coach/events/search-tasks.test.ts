import { describe, expect, test } from 'vitest'
import { expectQuietConsole, startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import { shapeOf, tasksShown, workflowsOf } from '../../../test/responders/workflow-events.ts'
import {
  failedSearch,
  fileSearch,
  functionCall,
  message,
  reasoning,
  response,
  webCall,
  webSearch,
} from '../../../test/upstream/response-events.ts'
import { plays, says } from '../../../test/upstream/scripted-upstream.ts'

expectQuietConsole()

const WORDS = message('msg_1', 'Start small.')

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

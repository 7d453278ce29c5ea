import { describe, expect, test } from 'vitest'
import { textOf } from '../../../test/api/chatkit-client.ts'
import {
  expectQuietConsole,
  type OpenAIApi,
  startOpenAIApi,
} from '../../../test/api/start-openai-api.ts'
import { contentsOf, shapeOf, tasksShown } from '../../../test/responders/workflow-events.ts'
import {
  begun,
  delta,
  ending,
  fileCitation,
  functionCall,
  itemDone,
  message,
  messageItem,
  openMessage,
  response,
  responseObject,
  unfinished,
} from '../../../test/upstream/response-events.ts'
import { plays, stallsAfter } from '../../../test/upstream/scripted-upstream.ts'

expectQuietConsole()

/** As with a model of one's own: no key, and the library searched by a function. */
const startLocalApi = () => startOpenAIApi({ OPENAI_API_KEY: '', JASON_VECTOR_STORE_ID: '' })

const THINKS = '<think>\nA hook first.\n</think>\n\n'

describe('thoughts that a model writes into its text', () => {
  test('grow as a task of a workflow, and only the answer is the message', async () => {
    await using api = await startLocalApi()
    api.upstream.answers(plays(...response(message('m1', ...THINKS, 'Start ', 'small.'))))
    const visitor = api.visitor()

    const reply = await (await visitor.create('How do I begin?')).untilEnd()

    const shape = shapeOf(reply)
    expect(shape.slice(0, 3)).toEqual([
      'added workflow',
      'workflow.task.added',
      'workflow.task.updated',
    ])
    expect(shape.indexOf('done workflow')).toBeLessThan(shape.indexOf('added assistant_message'))
    expect(tasksShown(reply).at(0)).toMatchObject({ content: 'A', status_indicator: 'loading' })
    expect(tasksShown(reply).at(-1)).toMatchObject({
      content: 'A hook first.',
      status_indicator: 'complete',
    })
    expect(await said(visitor, reply.threadId)).toEqual(['How do I begin?', 'Start small.'])
    expect(contentsOf((await visitor.items(reply.threadId))[1])).toEqual(['A hook first.'])
  })

  test('are not told to be writing', async () => {
    await using api = await startLocalApi()
    api.upstream.answers(plays(...response(message('m1', THINKS, 'Start small.'))))

    const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

    const stages = reply.events.flatMap((event) =>
      event.type === 'progress_update' ? [event.text] : [],
    )
    expect(stages).toEqual(['Waiting for the model', 'Thinking it through', 'Writing'])
  })

  test('are not sent back to the model, neither with the next question nor with a result', async () => {
    await using api = await startLocalApi()
    const search = [
      message('m1', `${THINKS}Let me look.`),
      functionCall('fc_1', 'search_library', { query: 'hooks' }),
    ]
    api.upstream.answers(
      plays(...response(...search)),
      plays(...response(message('m1', '<think>Found it.</think>Start small.'))),
      'Go on.',
    )
    const visitor = api.visitor()

    const thread = await visitor.chat('How do I begin?')
    await (await visitor.say(thread, 'And then?')).untilEnd()

    const asked = api.upstream.turns.map(({ json }) => JSON.stringify(json.input))
    expect(asked).toHaveLength(3)
    expect(asked[1]).toContain('Let me look.')
    expect(asked[2]).toContain('Start small.')
    for (const input of asked) expect(input).not.toMatch(/think|A hook first|Found it/)
    expect(await said(visitor, thread)).toEqual([
      ...['How do I begin?', 'Let me look.', 'Start small.'],
      ...['And then?', 'Go on.'],
    ])
  })

  test('between its words come between two messages', async () => {
    await using api = await startLocalApi()
    const text = 'Let me look.\n<think>Two</think>\n\nIt is here.'
    api.upstream.answers(plays(...response(message('m1', ...text))))
    const visitor = api.visitor()

    const thread = await visitor.chat('How do I begin?')

    const items = await visitor.items(thread)
    expect(items.map(({ type }) => type)).toEqual([
      ...['user_message', 'assistant_message', 'workflow', 'assistant_message'],
    ])
    expect(await said(visitor, thread)).toEqual([
      'How do I begin?',
      'Let me look.\n',
      'It is here.',
    ])
  })

  test('without an opening tag are taken back once their end has come', async () => {
    await using api = await startLocalApi()
    const text = 'A hook first.\n</think>\n\nStart small.'
    api.upstream.answers(plays(...response(message('m1', ...text))))
    const visitor = api.visitor()

    const reply = await (await visitor.create('How do I begin?')).untilEnd()

    expect(shapeOf(reply)).toContain('removed')
    expect(await said(visitor, reply.threadId)).toEqual(['How do I begin?', 'Start small.'])
    expect(contentsOf((await visitor.items(reply.threadId))[1])).toEqual(['A hook first.'])
  })

  test.each([
    [
      'with the whole message only',
      [...begun(), itemDone(messageItem('m1', [part()])), completed()],
    ],
    ['with the end of the response only', [...begun(), completed()]],
    ['in deltas without a beginning', [...begun(), delta('m1', part().text), completed()]],
  ])('and come %s are told apart all the same', async (_, events) => {
    await using api = await startLocalApi()
    api.upstream.answers(plays(...events))
    const visitor = api.visitor()

    const thread = await visitor.chat('How do I begin?')

    expect(await said(visitor, thread)).toEqual(['How do I begin?', 'Start small.'])
    expect(contentsOf((await visitor.items(thread))[1])).toEqual(['A hook first.'])
  })

  test('leave citations at their places', async () => {
    await using api = await startOpenAIApi()
    const place = THINKS.length + 'Start small'.length
    api.upstream.answers(
      plays(...response(message('m1', THINKS, 'Start small.', fileCitation('a.md', place)))),
    )
    const visitor = api.visitor()

    const thread = await visitor.chat('How do I begin?')

    const [, , answer] = await visitor.items(thread)
    expect(answer).toMatchObject({ content: [{ annotations: [{ index: 11 }] }] })
  })

  test('that are empty leave no empty box', async () => {
    await using api = await startLocalApi()
    api.upstream.answers(plays(...response(message('m1', '<think>\n\n</think>\n\n', 'Start.'))))
    const visitor = api.visitor()

    const thread = await visitor.chat('How do I begin?')

    expect((await visitor.items(thread)).map(({ type }) => type)).toEqual([
      'user_message',
      'assistant_message',
    ])
  })

  test('that are stopped become no words of the answer', async () => {
    await using api = await startLocalApi()
    api.upstream.answers(stallsAfter(...unfinished(openMessage('m1', '<think>A hook fi'))))
    const visitor = api.visitor()
    const reply = await visitor.create('How do I begin?')
    await reply.untilEvent(({ type }) => type === 'thread.item.updated')

    await visitor.cancel(reply.runId)
    await reply.untilEnd()

    expect(tasksShown(reply)).toMatchObject([{ content: 'A hook fi' }])
    expect(await said(visitor, reply.threadId)).toEqual(['How do I begin?'])
  })

  test('do not become a title or a summary', async () => {
    await using api = await startLocalApi()
    api.upstream.titles((stream) => {
      const text = `<think>Short.</think>\n{"title":"Finding the first idea"}`
      const content = [{ type: 'output_text', text, annotations: [] }]
      stream.json(responseObject('completed', [messageItem('msg_t', content)]))
    })
    const visitor = api.visitor()

    const thread = await visitor.chat('Where do ideas come from?')

    const { title } = await visitor.ask('threads.get_by_id', { thread_id: thread })
    expect(title).toBe('Finding the first idea')
  })
})

test('thoughts that a server tells as the text of a reasoning item are shown as such', async () => {
  await using api = await startLocalApi()
  const item = { id: 'rs_1', type: 'reasoning', summary: [] }
  const at = { item_id: 'rs_1', content_index: 0 }
  const thinks = [
    { type: 'response.output_item.added', item },
    { type: 'response.reasoning_text.delta', ...at, delta: 'A hook ' },
    { type: 'response.reasoning_text.delta', ...at, delta: 'first.' },
    { type: 'response.reasoning_text.done', ...at, text: 'A hook first.' },
    itemDone({ ...item, content: [{ type: 'reasoning_text', text: 'A hook first.' }] }),
  ]
  api.upstream.answers(plays(...response(thinks, message('m1', 'Start small.'))))
  const visitor = api.visitor()

  const thread = await visitor.chat('How do I begin?')

  expect(contentsOf((await visitor.items(thread))[1])).toEqual(['A hook first.'])
})

/** What either side has said. */
async function said(visitor: ReturnType<OpenAIApi['visitor']>, thread: string) {
  const messages = (await visitor.items(thread)).filter(({ type }) => /message/.test(type))
  return messages.map(textOf)
}

function part() {
  return { type: 'output_text', text: `${THINKS}Start small.`, annotations: [], logprobs: [] }
}

function completed() {
  return ending('completed', [messageItem('m1', [part()])])
}

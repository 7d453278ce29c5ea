import { describe, expect, test } from 'vitest'
import { expectQuietConsole, startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import {
  fileSearch,
  functionCall,
  itemDone,
  message,
  openMessage,
  reasoning,
  response,
  unfinished,
  webSearch,
} from '../../../test/upstream/response-events.ts'
import { breaksAfter, plays, stallsAfter } from '../../../test/upstream/scripted-upstream.ts'

expectQuietConsole()

const WORDS = message('msg_1', 'Start small.')

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

import { describe, expect, test } from 'vitest'
import { attach } from '../../test/api/attach.ts'
import type { ChatKitClient } from '../../test/api/chatkit-client.ts'
import type { Reply } from '../../test/api/reply.ts'
import { SLOW, startApi } from '../../test/api/start-api.ts'
import {
  expectQuietConsole,
  type OpenAIApi,
  startOpenAIApi,
} from '../../test/api/start-openai-api.ts'
import {
  begun,
  fileSearch,
  functionCall,
  message,
  openMessage,
  reasoning,
  response,
  unfinished,
} from '../../test/upstream/response-events.ts'
import {
  plays,
  refuses,
  says,
  stallsAfter,
  staysSilent,
} from '../../test/upstream/scripted-upstream.ts'
import type { ThreadStreamEvent } from '../protocol/schemas.ts'

expectQuietConsole()

const FOUND = [{ filename: 'hooks.md', text: 'Begin with a hook.' }]
const MARK = '\uE200filecite\uE202turn0file0\uE201'

describe('a reader who wants the answer now, while the model thinks and searches,', () => {
  test('gets it in the same stream, from what was found so far', async () => {
    await using api = await startOpenAIApi()
    const thinks = unfinished(reasoning('rs_1', 'Weigh the hooks'), fileSearch('fs_1', 'a', FOUND))
    api.upstream.answers(stallsAfter(...thinks), says('A hook first', MARK, '.'))
    const visitor = api.visitor()
    const reply = await askAndWait(visitor, tellsOf('Searched'))
    const [first] = api.upstream.turns

    await visitor.answerNow(reply.runId)
    await reply.untilEnd()

    expect(await first?.closed).toEqual({ early: true })
    const [, second] = api.upstream.turns
    expect(second?.json.tools).toEqual([])
    expect(noteIn(api)).toContain('Weigh the hooks')
    expect(noteIn(api)).toContain('Begin with a hook.')
    expect(reply.stages).not.toContain('error')
    const [, workflow, answer] = await visitor.items(reply.threadId)
    expect(workflow).toMatchObject({ workflow: { tasks: [{ type: 'thought' }, { type: 'file' }] } })
    expect(answer).toMatchObject({
      content: [
        { text: 'A hook first.', annotations: [{ source: { filename: 'hooks.md' }, index: 12 }] },
      ],
    })
  })

  test('sees the reasoning closed, and that the model is asked again', async () => {
    await using api = await startOpenAIApi()
    const thinks = unfinished(reasoning('rs_1', 'Weigh the hooks'))
    api.upstream.answers(stallsAfter(...thinks), says('A hook first.'))
    const visitor = api.visitor()
    const reply = await askAndWait(visitor, tellsOf('complete'))

    await visitor.answerNow(reply.runId)
    await reply.untilEnd()

    const progress = reply.events.flatMap((e) => (e.type === 'progress_update' ? [e.text] : []))
    expect(progress).toEqual([
      'Waiting for the model',
      'Thinking it through',
      'Waiting for the model',
      'Thinking it through',
      'Writing',
    ])
  })

  test('leaves no sign of a stop behind: the next turn hears only of question and answer', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(stallsAfter(...begun()), says('A hook first.'), says('Every day.'))
    const visitor = api.visitor()
    const reply = await askAndWait(visitor, tellsOf('Thinking'))
    await visitor.answerNow(reply.runId)
    await reply.untilEnd()

    await (await visitor.say(reply.threadId, 'How often?')).untilEnd()

    const input = JSON.stringify(api.upstream.turns[2]?.json.input)
    expect(input).toContain('A hook first.')
    expect(input).not.toContain('HiddenContext')
    expect(input).not.toContain('stopped')
  })

  test('can stop it after all', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(stallsAfter(...begun()), stallsAfter(...begun()))
    const visitor = api.visitor()
    const reply = await askAndWait(visitor, tellsOf('Thinking'))
    await visitor.answerNow(reply.runId)
    const second = await api.upstream.receivedTurn(2)

    await visitor.cancel(reply.runId)

    expect(await second.closed).toEqual({ early: true })
    await reply.untilEnd()
    expect(reply.stages).not.toContain('error')
    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?'])
  })

  test('may ask for it before the model has said anything', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(staysSilent, says('A hook first.'))
    const visitor = api.visitor()
    const reply = await askAndWait(visitor, tellsOf('Waiting'))
    await api.upstream.receivedTurn()

    await visitor.answerNow(reply.runId)
    await reply.untilEnd()

    expect(reply.text).toBe('A hook first.')
  })

  test('hears of it when the second request fails', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(stallsAfter(...begun()), refuses(400))
    const visitor = api.visitor()
    const reply = await askAndWait(visitor, tellsOf('Thinking'))

    await visitor.answerNow(reply.runId)
    await reply.untilEnd()

    expect(reply.events.at(-1)).toMatchObject({ type: 'error', allow_retry: true })
  })

  test('makes a model that reasons think as little as it can', async () => {
    await using api = await startOpenAIApi({ OPENAI_MODEL: 'gpt-5-mini' })
    api.upstream.answers(stallsAfter(...begun()), says('A hook first.'))
    const visitor = api.visitor()
    const reply = await askAndWait(visitor, tellsOf('Thinking'))

    await visitor.answerNow(reply.runId)
    await reply.untilEnd()

    expect(api.upstream.turns.map(({ json }) => json.reasoning)).toEqual([
      { summary: 'auto' },
      { effort: 'minimal' },
    ])
  })

  test('gets what searches by function have found, too', async () => {
    await using api = await startOpenAIApi({ JASON_VECTOR_STORE_ID: '' })
    const search = functionCall('fc_1', 'search_library', { query: 'pricing a course' })
    api.upstream.answers(plays(...response(search)), staysSilent, says('Charge more', MARK, '.'))
    const visitor = api.visitor()
    const reply = await askAndWait(visitor, tellsOf('Searched'))
    await api.upstream.receivedTurn(2)

    await visitor.answerNow(reply.runId)
    await reply.untilEnd()

    expect(noteIn(api)).toMatch(/<passage file="[^"]+\.md"/)
    expect((await visitor.items(reply.threadId)).at(-1)).toMatchObject({
      content: [{ text: 'Charge more.', annotations: [{ index: 11 }] }],
    })
  })
})

test('a request to finish now changes nothing once words are being written', async () => {
  await using api = await startOpenAIApi()
  const goOn = Promise.withResolvers<void>()
  const words = message('msg_1', 'Start', ' small.')
  api.upstream.answers(async (stream) => {
    stream.send(...unfinished(openMessage('msg_1', 'Start')))
    await goOn.promise
    stream.send(...words.slice(3), ...response(words).slice(-1)).end()
  })
  const visitor = api.visitor()
  const reply = await (await visitor.create('How do I begin?')).untilWords()

  await visitor.answerNow(reply.runId)
  goOn.resolve()
  await reply.untilEnd()

  expect(api.upstream.turns).toHaveLength(1)
  expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?', 'Start small.'])
})

test('a document that is still being indexed is waited for no longer', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers('I have not read it yet.').files.indexing = 'in_progress'
  const visitor = api.visitor()
  // Its text cannot be had at once, so there is something to wait for.
  const damaged = Buffer.from('%PDF-1.4 The kiln fires hot.')
  const { id } = await attach(visitor, 'notes.pdf', 'application/pdf', damaged)
  const reply = await visitor.create('How hot?', { attachments: [id] })
  await reply.untilEvent(tellsOf('Reading your files'))

  await visitor.answerNow(reply.runId)
  await reply.untilEnd()

  expect(api.upstream.turns).toHaveLength(1)
  expect(reply.text).toBe('I have not read it yet.')
  expect(reply.stages).not.toContain('error')
})

test('the library coach, which has no need to think, answers as always', async () => {
  await using api = await startApi(SLOW)
  const visitor = api.visitor()
  const reply = await visitor.create('How do I write a good hook?')
  await reply.untilEvent(tellsOf('Searching'))

  const { status } = await visitor.answerNow(reply.runId)
  await reply.untilWords()

  expect(status).toBe(200)
  expect(reply.stages).not.toContain('error')
})

async function askAndWait(
  visitor: ChatKitClient,
  isIt: (event: ThreadStreamEvent) => boolean,
): Promise<Reply> {
  return (await visitor.create('How do I begin?')).untilEvent(isIt)
}

const tellsOf = (words: string) => (event: ThreadStreamEvent) =>
  JSON.stringify(event).includes(words)

/** What the model was told about finishing now, as the last thing of its input. */
function noteIn({ upstream }: OpenAIApi): string {
  const input = upstream.turns.at(-1)?.json.input as unknown[]
  return JSON.stringify(input.at(-1)).replaceAll('\\"', '"')
}

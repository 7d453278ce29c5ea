import { describe, expect, test } from 'vitest'
import type { Reply } from '../../../test/api/reply.ts'
import { expectQuietConsole, startOpenAIApi } from '../../../test/api/start-openai-api.ts'
import {
  begun,
  ending,
  fileSearch,
  itemDone,
  type ModelEvent,
  message,
  messageItem,
  openMessage,
  reasoning,
  refusal,
  response,
  webSearch,
} from '../../../test/upstream/response-events.ts'
import { plays, type Script, says } from '../../../test/upstream/scripted-upstream.ts'

expectQuietConsole()

describe('words of the model', () => {
  test('reach the reader while the model is still writing', async () => {
    await using api = await startOpenAIApi()
    const goOn = Promise.withResolvers<void>()
    api.upstream.answers(async (stream) => {
      const whole = response(message('msg_up', 'Start', ' small.'))
      stream.send(...whole.slice(0, 5))
      await goOn.promise
      stream.send(...whole.slice(5)).end()
    })

    const reply = await (await api.visitor().create('How do I begin?')).untilWords()
    const early = reply.text
    goOn.resolve()
    await reply.untilEnd()

    expect(early).toBe('Start')
    expect(reply.text).toBe('Start small.')
  })

  test('come once each, in order, and are stored as they were read', async () => {
    await using api = await startOpenAIApi()
    const words = Array.from({ length: 300 }, (_, at) => ` word${at}`)
    api.upstream.answers(says('Here:', ...words))
    const visitor = api.visitor()

    const reply = await (await visitor.create('Write a lot')).untilEnd()

    const whole = `Here:${words.join('')}`
    expect(deltasOf(reply)).toEqual(['Here:', ...words])
    expect(partsDone(reply)).toEqual([{ type: 'output_text', text: whole, annotations: [] }])
    expect(await visitor.texts(reply.threadId)).toEqual(['Write a lot', whole])
  })

  test('may hold several lines, quotation marks and letters of any script', async () => {
    await using api = await startOpenAIApi()
    const text = '“Süß”\n\n| a | b |\n|---|---|\n🙂 日本語 \\ "x"'
    api.upstream.answers(says(...text))

    const reply = await (await api.visitor().create('Hello')).untilEnd()

    expect(reply.text).toBe(text)
  })

  test('come in items with ids of the hub’s own, although the model repeats its ids', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers('One.', 'Two.')
    const visitor = api.visitor()
    const thread = await visitor.chat('First')
    await (await visitor.say(thread, 'Second')).untilEnd()

    const ids = (await visitor.items(thread)).map(({ id }) => id)

    expect(new Set(ids).size).toBe(4)
    expect(ids).not.toContain('msg_up')
  })

  test('of several messages in one turn are kept as several messages', async () => {
    await using api = await startOpenAIApi()
    const first = message('msg_1', 'Let me look.')
    const second = message('msg_2', 'Start small.')
    api.upstream.answers(plays(...response(first, fileSearch('fs_1', 'begin'), second)))
    const visitor = api.visitor()

    const thread = await visitor.chat('How do I begin?')

    expect(await visitor.texts(thread)).toEqual([
      'How do I begin?',
      'Let me look.',
      'workflow',
      'Start small.',
    ])
  })
})

test('the reader is told what the coach is doing before it writes', async () => {
  await using api = await startOpenAIApi()
  const items = [
    reasoning('rs_1', 'A thought'),
    fileSearch('fs_1', 'begin'),
    webSearch('ws_1', 'begin'),
    message('msg_1', 'Start small.'),
  ]
  api.upstream.answers(plays(...response(...items)))
  const visitor = api.visitor()

  const reply = await (await visitor.create('How do I begin?')).untilEnd()

  expect(reply.events.filter(({ type }) => type === 'progress_update')).toEqual([
    { type: 'progress_update', text: 'Waiting for the model', icon: 'clock' },
    { type: 'progress_update', text: 'Thinking it through', icon: 'lightbulb' },
    { type: 'progress_update', text: 'Searching the library', icon: 'book-open' },
    { type: 'progress_update', text: 'Reading what I found', icon: 'search' },
    { type: 'progress_update', text: 'Searching the web', icon: 'globe' },
    { type: 'progress_update', text: 'Reading what I found', icon: 'search' },
    { type: 'progress_update', text: 'Writing', icon: 'write' },
  ])
  expect(await visitor.texts(reply.threadId)).toEqual([
    'How do I begin?',
    'workflow',
    'Start small.',
  ])
})

describe('a refusal', () => {
  test.each([
    ['streamed', response(refusal('msg_1', 'I cannot', ' help with that.'))],
    ['told only at its end', response(withoutDeltas(refusal('msg_1', 'I cannot help with that.')))],
  ])('%s is an answer like any other', async (_, events) => {
    await using api = await startOpenAIApi()
    api.upstream.answers(plays(...events))
    const visitor = api.visitor()

    const reply = await (await visitor.create('Something bad')).untilEnd()

    expect(reply.stages).not.toContain('error')
    expect(await visitor.texts(reply.threadId)).toEqual([
      'Something bad',
      'I cannot help with that.',
    ])
  })

  test('leaves the chat open for the next question', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(plays(...response(refusal('msg_1', 'I cannot.'))), 'Gladly.')
    const visitor = api.visitor()
    const thread = await visitor.chat('Something bad')

    await (await visitor.say(thread, 'Something good')).untilEnd()

    expect(await visitor.texts(thread)).toContain('Gladly.')
  })
})

describe('a server that is like OpenAI’s, but not quite, is understood', () => {
  const part = { type: 'output_text', text: 'Start small.', annotations: [] }
  const item = messageItem('msg_1', [part])
  const completed = ending('completed', [item])
  const renamed = ending('completed', [messageItem('msg_other', [part])])

  test.each<[string, Script]>([
    ['when it sends no deltas', plays(...begun(), itemDone(item), completed)],
    ['when it sends nothing but the whole response', plays(completed)],
    ['when it never closes its message', plays(...begun(), ...open(), completed)],
    ['when it names its message otherwise in the end', plays(...begun(), ...open(), renamed)],
    ['when it closes no part', plays(...begun(), ...open(), itemDone(item), completed)],
    ['when it announces nothing', plays(...open().slice(2), completed)],
    ['when it announces a message twice', plays(...open().slice(0, 1), ...open(), completed)],
    ['when it ends with [DONE]', (stream) => done(stream.send(...open(), completed))],
    [
      'when it keeps the line open with comments',
      (stream) => {
        stream
          .send(...begun())
          .raw(': ping\n\n')
          .send(...open(), completed)
          .end()
      },
    ],
  ])('%s', async (_, script) => {
    await using api = await startOpenAIApi()
    api.upstream.answers(script)
    const visitor = api.visitor()

    const reply = await (await visitor.create('How do I begin?')).untilEnd()

    expect(reply.stages).not.toContain('error')
    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?', 'Start small.'])
    const { added, finished } = idsOf(reply)
    expect(finished).toEqual(added)
  })

  function open(): ModelEvent[] {
    return openMessage('msg_1', 'Start', ' small', '.')
  }

  const done = (stream: Parameters<Script>[0]) => stream.raw('data: [DONE]\n\n').end()
})

test('bytes of one letter, or of one event, may come apart', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers(async (stream) => {
    stream.send(...begun())
    const [first = { type: '' }] = openMessage('msg_1').slice(0, 1)
    const events = [first, ...message('msg_1', 'Süß 🙂').slice(2)]
    const bytes = Buffer.from(events.map((e) => `data: ${JSON.stringify(e)}\r\n\r\n`).join(''))
    for (let at = 0; at < bytes.length; at += 7) await stream.bytes(bytes.subarray(at, at + 7))
    stream.send(...response(message('msg_1', 'Süß 🙂')).slice(-1)).end()
  })

  const reply = await (await api.visitor().create('How sweet is it?')).untilEnd()

  expect(reply.text).toBe('Süß 🙂')
})

test.each([
  ['an empty text', response(message('msg_1', ''))],
  ['nothing but blanks', response(message('msg_1', ' \n'))],
  ['a message without content', [...begun(), ending('completed', [messageItem('msg_1', [])])]],
  ['nothing but thoughts', response(reasoning('rs_1', 'A thought'))],
  ['nothing at all', response()],
])('a model that answers %s is asked once, and the reader hears of it', async (_, events) => {
  await using api = await startOpenAIApi()
  api.upstream.answers(plays(...events))
  const visitor = api.visitor()

  const reply = await (await visitor.create('Hello?')).untilEnd()

  expect(api.upstream.turns).toHaveLength(1)
  expect(reply.events.at(-1)).toEqual({
    type: 'error',
    code: 'custom',
    message: 'The coach found no words for this. Try again, or ask in another way.',
    allow_retry: true,
  })
  expect(await visitor.texts(reply.threadId)).toEqual(['Hello?'])
})

function withoutDeltas(events: ModelEvent[]): ModelEvent[] {
  return events.filter(({ type }) => type === 'response.output_item.done')
}

function updatesOf(reply: Reply) {
  return reply.events.flatMap((event) =>
    event.type === 'thread.item.updated' ? [event.update] : [],
  )
}

const deltasOf = (reply: Reply) =>
  updatesOf(reply).flatMap((update) =>
    update.type === 'assistant_message.content_part.text_delta' ? [update.delta] : [],
  )

const partsDone = (reply: Reply) =>
  updatesOf(reply).flatMap((update) =>
    update.type === 'assistant_message.content_part.done' ? [update.content] : [],
  )

function idsOf({ events }: Reply) {
  const of = (stage: string) =>
    events.flatMap((e) =>
      'item' in e && e.type === stage && e.item.type === 'assistant_message' ? [e.item.id] : [],
    )
  return { added: of('thread.item.added'), finished: of('thread.item.done') }
}

import type {
  ResponseCreateParamsStreaming,
  ResponseStreamEvent,
} from 'openai/resources/responses/responses'
import { expect, test } from 'vitest'
import {
  addFile,
  readAnswer,
  type Started,
  startChat,
  startEngine,
} from '../../../test/embedded/embedded-engine.ts'
import { functionTools } from '../../../test/embedded/plan-requests.ts'

async function stream(
  { openai, store }: Started,
  body: Partial<ResponseCreateParamsStreaming> = {},
) {
  const events: ResponseStreamEvent[] = []
  const stream = await openai.responses.create({
    model: 'any',
    input: 'How long should a reel be?',
    tools: [{ type: 'file_search', vector_store_ids: [store] }],
    ...body,
    stream: true,
  })
  for await (const event of stream) events.push(event)
  return events
}

const ofType = <Type extends ResponseStreamEvent['type']>(
  events: ResponseStreamEvent[],
  type: Type,
) =>
  events.filter(
    (event): event is Extract<ResponseStreamEvent, { type: Type }> => event.type === type,
  )

test('a search and its answer arrive in the order of the real API', async () => {
  const events = await stream(await startEngine())

  const types = events.map(({ type }) => type)
  const order = types.filter((type, at) => type !== types[at - 1])
  expect(order.slice(0, 9)).toEqual([
    'response.created',
    'response.in_progress',
    'response.output_item.added',
    'response.file_search_call.in_progress',
    'response.file_search_call.searching',
    'response.file_search_call.completed',
    'response.output_item.done',
    'response.output_item.added',
    'response.content_part.added',
  ])
  expect(order.slice(-4)).toEqual([
    'response.output_text.done',
    'response.content_part.done',
    'response.output_item.done',
    'response.completed',
  ])
  expect(events.map((event) => event.sequence_number)).toEqual([...events.keys()])
})

test('the words, the final text and the repeated citations agree', async () => {
  const events = await stream(await startEngine())

  const text = ofType(events, 'response.output_text.delta')
    .map(({ delta }) => delta)
    .join('')
  const [completed] = ofType(events, 'response.completed')
  const [part] = ofType(events, 'response.content_part.done')
  const added = ofType(events, 'response.output_text.annotation.added')
  const message = completed?.response.output.at(-1)
  const annotations = added.map(({ annotation }) => annotation)

  expect(ofType(events, 'response.output_text.done')[0]?.text).toBe(text)
  expect(message).toMatchObject({ content: [{ text, annotations }] })
  expect(part?.part).toMatchObject({ text, annotations })
  expect(added.map(({ annotation_index }) => annotation_index)).toEqual([...added.keys()])
})

test('a citation arrives right after the words it stands behind', async () => {
  const events = await stream(await startEngine(), { input: 'Give me a 30-day content plan' })

  let written = 0
  for (const event of events) {
    if (event.type === 'response.output_text.delta') written += event.delta.length
    if (event.type === 'response.output_text.annotation.added')
      expect(event.annotation).toMatchObject({ type: 'file_citation', index: written })
  }
})

test('queries appear when the search is done, and passages only when asked for', async () => {
  const started = await startEngine()
  const include = ['file_search_call.results'] as const

  const [plain] = ofType(await stream(started), 'response.output_item.done')
  const [shown] = ofType(
    await stream(started, { include: [...include] }),
    'response.output_item.done',
  )

  expect(plain?.item).toMatchObject({ queries: [expect.stringContaining('reel')], results: null })
  expect(shown?.item).toMatchObject({
    results: expect.arrayContaining([
      expect.objectContaining({
        filename: 'short-form-scripts.md',
        // Where in the file the passage stands, for the reader of the citation.
        attributes: { kind: 'library', heading: expect.any(String) },
      }),
    ]),
  })
})

test('a function call is streamed after the message, and repeated at the end', async () => {
  const started = await startEngine()
  const input = 'Plan my next 30 days'
  const tools = [
    { type: 'file_search' as const, vector_store_ids: [started.store] },
    ...functionTools(['make_plan']),
  ]

  const events = await stream(started, { input, tools })

  const deltas = ofType(events, 'response.function_call_arguments.delta')
  const [done] = ofType(events, 'response.function_call_arguments.done')
  const [added] = ofType(events, 'response.output_item.added').slice(-1)
  const [completed] = ofType(events, 'response.completed')
  const call = completed?.response.output.at(-1)
  expect(deltas.length).toBeGreaterThan(10)
  expect(deltas.map(({ delta }) => delta).join('')).toBe(done?.arguments)
  expect(added?.item).toMatchObject({ type: 'function_call', status: 'in_progress', arguments: '' })
  expect(call).toMatchObject({
    type: 'function_call',
    id: expect.stringMatching(/^fc_/),
    call_id: expect.stringMatching(/^call_/),
    name: 'make_plan',
    arguments: done?.arguments,
  })
  expect(new Set(deltas.map(({ output_index }) => output_index))).toEqual(new Set([2]))
  expect(events.at(-2)?.type).toBe('response.output_item.done')
})

test("the SDK's strict stream helper accepts the events", async () => {
  const { openai, store } = await startEngine()

  const response = await openai.responses
    .stream({
      model: 'any',
      input: 'How often should I post?',
      tools: [{ type: 'file_search', vector_store_ids: [store] }],
    })
    .finalResponse()

  expect(response.status).toBe('completed')
  expect(response.output_text).toContain('Post as often as you can keep up')
  expect(response.usage?.total_tokens).toBeGreaterThan(0)
})

test('the words come at reading pace', async () => {
  const started = await startEngine({ wordsPerSecond: 400 })
  const begin = performance.now()
  let firstWords = 0

  const stream = await started.openai.responses.create({
    model: 'any',
    input: 'How long should a reel be?',
    tools: [{ type: 'file_search', vector_store_ids: [started.store] }],
    stream: true,
  })
  for await (const event of stream)
    if (event.type === 'response.output_text.delta') firstWords ||= performance.now() - begin

  expect(performance.now() - begin).toBeGreaterThan(firstWords + 50)
})

test('an abort ends the stream at once', async () => {
  const { openai, store } = await startEngine({ wordsPerSecond: 5 })
  const abort = new AbortController()
  const seen: string[] = []

  const stream = await openai.responses.create(
    {
      model: 'any',
      input: 'How long should a reel be?',
      tools: [{ type: 'file_search', vector_store_ids: [store] }],
      stream: true,
    },
    { signal: abort.signal },
  )
  let afterAbort = 0
  for await (const { type } of stream) {
    seen.push(type)
    if (abort.signal.aborted) afterAbort += 1
    if (type === 'response.output_text.delta') abort.abort()
  }

  expect(afterAbort).toBeLessThan(5)
  expect(seen).not.toContain('response.completed')
})

test('a request aborted before it is sent is not answered', async () => {
  const { openai } = await startEngine()

  const request = openai.responses.create(
    { model: 'any', input: 'hi' },
    { signal: AbortSignal.abort() },
  )

  await expect(request).rejects.toThrow('aborted')
})

test('without file search nothing is searched and nothing is cited', async () => {
  const { openai } = await startEngine()

  const answer = readAnswer(
    await openai.responses.create({ model: 'any', input: 'Give me 5 hooks' }),
  )

  expect(answer.search).toBeUndefined()
  expect(answer.citations).toEqual([])
})

test('a passage that the filters do not admit is never used', async () => {
  const started = await startEngine()
  const { openai, store } = started
  await addFile(started, 'hers.txt', 'The zeppelin departs from gate nine.', { session: 'hers' })
  const askAs = async (session: string, input: string) => {
    const filters = { type: 'eq', key: 'session', value: session } as const
    const response = await openai.responses.create({
      model: 'any',
      input,
      include: ['file_search_call.results'],
      tools: [{ type: 'file_search', vector_store_ids: [store], filters }],
    })
    return JSON.stringify(response.output)
  }

  expect(await askAs('hers', 'Where does the zeppelin depart?')).toContain('gate nine')
  for (const question of [
    'Where does the zeppelin depart?',
    'Summarise hers.txt',
    '[Attached file: "hers.txt"] What does it say?',
    'How long should a reel be?',
  ]) {
    const output = await askAs('his', question)
    expect(output).not.toContain('gate nine')
    expect(output).not.toContain('file_citation')
  }
})

test('everything the SDKs replay is accepted', async () => {
  const { openai, store } = await startEngine()
  const chat = await startChat({ openai, store } as Started)
  await chat.ask('Give me 5 hooks for a fitness coach')

  const response = await openai.responses.create({
    model: 'any',
    input: [
      ...chat.input,
      { type: 'reasoning', id: 'rs_1', summary: [] },
      { type: 'function_call', call_id: 'call_1', name: 'add', arguments: '{}' },
      { type: 'function_call_output', call_id: 'call_1', output: '3' },
      { role: 'user', content: 'two more' },
    ],
    tools: [
      { type: 'file_search', vector_store_ids: [store], filters: null },
      { type: 'web_search' },
      { type: 'function', name: 'add', parameters: {}, strict: true },
    ],
  })

  expect(response.output_text).not.toBe('')
  expect(response.output.map(({ type }) => type)).toEqual(['file_search_call', 'message'])
})

test('settings that mean nothing to a library are accepted', async () => {
  const { openai } = await startEngine()

  const { output_text } = await openai.responses.create({
    model: 'any',
    input: 'hi',
    reasoning: { effort: 'low', summary: 'auto' },
    include: ['reasoning.encrypted_content', 'web_search_call.action.sources'],
    parallel_tool_calls: false,
    tool_choice: 'auto',
    max_tool_calls: 4,
  })

  expect(output_text).toMatch(/^Hello/)
})

test('a JSON schema is refused with a reason', async () => {
  const { openai } = await startEngine()
  const format = { type: 'json_schema', name: 'weather', schema: {} } as const

  const request = openai.responses.create({ model: 'any', input: 'hi', text: { format } })

  await expect(request).rejects.toMatchObject({
    status: 400,
    param: 'text.format',
    message: expect.stringContaining('weather'),
  })
})

test('a conversation kept elsewhere is refused rather than forgotten', async () => {
  const { openai } = await startEngine()

  const request = openai.responses.create({
    model: 'any',
    input: 'more',
    previous_response_id: 'resp_1',
  })

  await expect(request).rejects.toMatchObject({ status: 400, param: 'previous_response_id' })
})

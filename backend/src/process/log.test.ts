import { readFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import OpenAI from 'openai'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { announce } from '../../test/api/attach.ts'
import { textInput } from '../../test/api/chatkit-client.ts'
import { postFile } from '../../test/api/library-files.ts'
import { expectQuietConsole, startOpenAIApi } from '../../test/api/start-openai-api.ts'
import {
  functionCall,
  itemDone,
  response,
  responseObject,
} from '../../test/upstream/response-events.ts'
import { plays, type Script, says } from '../../test/upstream/scripted-upstream.ts'
import type { UpstreamStream } from '../../test/upstream/upstream-stream.ts'
import { InvalidRequestError, SetupError, UpstreamError } from '../errors.ts'
import { errorRecord } from './log.ts'

expectQuietConsole()

const CANARY = 'quillowfern'
const WORDS = `My ${CANARY} is ill\n    at home`

const thrownBy = async (work: () => unknown): Promise<Error> => {
  try {
    await work()
  } catch (error) {
    if (error instanceof Error) return error
  }
  throw new Error('Nothing was thrown.')
}

test.each<[string, () => unknown, object]>([
  ['JSON that cannot be read', () => JSON.parse(WORDS), { kind: 'SyntaxError' }],
  ['a value that does not fit', () => z.literal('a').parse(WORDS), { kind: 'ZodError' }],
  ['an address that is none', () => new URL(WORDS), { kind: 'TypeError', code: 'ERR_INVALID_URL' }],
  [
    'a file that is missing',
    () => readFile(`/${WORDS}`),
    { code: 'ENOENT', errno: -2, syscall: 'open' },
  ],
  [
    'a statement that SQLite cannot read',
    () => new DatabaseSync(':memory:').exec(WORDS),
    { code: 'ERR_SQLITE_ERROR', errcode: 1 },
  ],
  [
    'a refusal by the provider',
    () => {
      const said = { message: WORDS, code: 'invalid_prompt', param: 'input[0]', type: WORDS }
      throw OpenAI.APIError.generate(400, { error: said }, WORDS, new Headers())
    },
    { kind: 'Error', status: 400, code: 'invalid_prompt', param: 'input[0]' },
  ],
  [
    'a refusal of ours',
    () => {
      throw new InvalidRequestError(WORDS, new Error(WORDS))
    },
    { kind: 'InvalidRequestError', code: 'invalid_request', status: 400, cause: { kind: 'Error' } },
  ],
  [
    'a name that is no word',
    () => {
      throw Object.assign(new Error('x'), { name: WORDS, code: WORDS })
    },
    { kind: 'Error' },
  ],
])('of %s, kind and place are logged, and no words', async (_, work, expected) => {
  const record = errorRecord(await thrownBy(work))

  expect(record).toMatchObject(expected)
  expect(record.place?.every((frame) => frame.startsWith('at '))).toBe(true)
  expect(JSON.stringify(record)).not.toMatch(/quillowfern|is ill|at home/)
})

test('the place is the code that failed', async () => {
  const { place } = errorRecord(await thrownBy(() => JSON.parse(WORDS)))

  expect(place?.join('\n')).toMatch(/log\.test\.ts:\d+:\d+/)
})

test('where the message of an error was changed later, its stack is not trusted', () => {
  const error = new Error(WORDS)
  expect(error.stack).toContain(WORDS)
  error.message = 'Something else'

  expect(errorRecord(error)).toEqual({ kind: 'Error', place: [] })
})

test('causes are followed, but not without end', () => {
  const circle = new Error(WORDS)
  circle.cause = circle

  const text = JSON.stringify(errorRecord(new UpstreamError(WORDS, circle)))

  expect(text.match(/"cause"/g)).toHaveLength(5)
  expect(text).not.toContain(CANARY)
})

test.each([WORDS, 7, null, undefined, { message: WORDS }])(
  'of %j, which is no error, only the kind is logged',
  (thrown) => {
    expect(errorRecord(thrown)).toEqual({ kind: typeof thrown })
  },
)

test('only what the owner has set up wrong is told in words', () => {
  expect(
    errorRecord(new SetupError('REDIS_URL: cannot be reached', new Error(WORDS))),
  ).toMatchObject({
    kind: 'SetupError',
    message: 'REDIS_URL: cannot be reached',
    cause: { kind: 'Error' },
  })
})

test('mistakes of a client are no errors in the log, and nothing of them is in it', async () => {
  await using api = await startOpenAIApi()
  api.upstream.answers(says('Well.'))
  const visitor = api.visitor()
  const thread_id = await visitor.chat('Hello')
  const { url } = await announce(visitor, `${CANARY}.png`, 'image/png', 10)
  const post = (type: string, params: object) => visitor.post({ type, params })
  const action = { type: CANARY, payload: { file: CANARY } }
  const input = textInput(WORDS, { attachments: [CANARY], quoted_text: WORDS })

  const answers = [
    await post(CANARY, { thread_id }),
    await post('threads.custom_action', { thread_id, action }),
    await post('threads.sync_custom_action', { thread_id, action }),
    await post('threads.get_by_id', { thread_id: CANARY }),
    await post('threads.update', { thread_id, title: CANARY.repeat(100) }),
    await post('threads.list', { after: CANARY, order: CANARY }),
    await post('items.list', { thread_id, after: CANARY }),
    await post('threads.create', { input }),
    await post('threads.add_structured_input', { thread_id, item_id: CANARY, input: {} }),
    await post('attachments.create', { name: CANARY, size: CANARY, mime_type: CANARY }),
    await post('input.transcribe', { audio_base64: CANARY, mime_type: CANARY }),
    await visitor.post(WORDS),
    await visitor.post(`{"${CANARY}": `),
    await visitor.post({}, { 'Content-Type': `text/${CANARY}` }),
    await visitor.post({}, { 'Content-Encoding': CANARY }),
    await visitor.post({}, { 'Idempotency-Key': CANARY, 'Last-Event-ID': `run_${CANARY}:1` }),
    await visitor.fetch(`/${CANARY}?${CANARY}=1`),
    await visitor.fetch(`/chatkit/runs/${CANARY}`),
    await visitor.fetch(`/receipts/${CANARY}`),
    await visitor.fetch('/session', { headers: { 'X-Session-Id': CANARY } }),
    await visitor.fetch(`/library/files/${CANARY}`, { method: 'DELETE' }),
    await postFile(visitor, `${CANARY}.exe`, CANARY),
    await fetch(`${url}&signature=${CANARY}`, { method: 'PUT', body: CANARY }),
  ]
  for (const answer of answers) await answer.text()

  expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([])
  expect(api.logged.lines().filter(({ level }) => level >= 40)).toEqual([])
  expect(api.logged.text().toLowerCase()).not.toContain(CANARY)
})

const answersWith = (text: string): Script => {
  const part = { type: 'output_text', text, annotations: [] }
  const item = { id: 'msg_json', type: 'message', role: 'assistant', status: 'completed' }
  return (stream) => stream.json(responseObject('completed', [{ ...item, content: [part] }]))
}
const quoting = (status: number) => (stream: UpstreamStream) =>
  stream.json({ error: { message: WORDS, type: 'error', code: null, param: null } }, status)

test('failures of the model are in the log, and nothing that it or the visitor has said', async () => {
  await using api = await startOpenAIApi({ MAX_RUNS_PER_SESSION: '20' })
  const visitor = api.visitor()
  const fails: Array<[string, Script]> = [
    ['a title that is no JSON', says('Well.')],
    ['a refusal that quotes the question', quoting(400)],
    [
      'a failure that quotes the answer',
      plays({ type: 'error', message: WORDS, code: null, param: null }),
    ],
    ['an event that is no JSON', (stream) => stream.raw(`data: {"type": "${CANARY}\n\n`).end()],
    ['a tool that is not there', plays(...response(functionCall('fc_1', CANARY, { a: WORDS })))],
    [
      'arguments that do not fit',
      plays(...response(functionCall('fc_1', 'ask_creator', { facts: WORDS }))),
    ],
    [
      'an item of another kind',
      plays(...response([itemDone({ id: 'x', type: CANARY, text: WORDS })])),
    ],
  ]
  for (const [, script] of fails) {
    api.upstream.titles(answersWith(WORDS)).answers(script)
    await (await visitor.create(WORDS)).untilEnd()
  }
  api.upstream.refuses(/POST .*transcriptions/, quoting(500))
  const audio = { audio_base64: Buffer.from(CANARY).toString('base64'), mime_type: 'audio/webm' }
  await visitor.post({ type: 'input.transcribe', params: audio })
  api.upstream.refuses(/POST .*files/, quoting(400))
  await postFile(visitor, `${CANARY}.md`, WORDS)

  const failed = api.logged.lines().filter(({ level }) => level >= 40)
  expect(failed.map(({ msg }) => msg)).toEqual(
    expect.arrayContaining(['turn failed', 'request failed', 'a call in the background failed']),
  )
  for (const { err } of failed) expect(err).toHaveProperty('place')
  expect(api.logged.text().toLowerCase()).not.toMatch(/quillowfern|is ill/)
})

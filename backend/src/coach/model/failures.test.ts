import { describe, expect, test } from 'vitest'
import {
  expectQuietConsole,
  type OpenAIApi,
  startOpenAIApi,
} from '../../../test/api/start-openai-api.ts'
import {
  begun,
  failed,
  incomplete,
  message,
  openMessage,
  reasoning,
  unfinished,
} from '../../../test/upstream/response-events.ts'
import {
  breaksAfter,
  plays,
  refuses,
  type Script,
  says,
} from '../../../test/upstream/scripted-upstream.ts'

expectQuietConsole()

const HALF = openMessage('msg_1', 'Start', ' small')
const TURN = /^POST .*responses$/

describe('a request that is refused before the answer begins', () => {
  test.each([
    ['a wrong key', refuses(401, 'invalid_api_key'), /OPENAI_API_KEY/, false, 1],
    ['a model that the key may not use', refuses(403), /OPENAI_MODEL/, false, 1],
    ['a missing model or store', refuses(404), /JASON_VECTOR_STORE_ID/, false, 1],
    ['a question too long', refuses(400, 'context_length_exceeded'), /too long/, false, 1],
    ['a model that is not there', refuses(404, 'model_not_found'), /no such model/, false, 1],
    ['a picture of no known kind', refuses(400, 'invalid_image_format'), /not be read/, false, 1],
    ['a picture too large', refuses(400, 'image_too_large'), /not be read/, false, 1],
    ['a request too large', refuses(413), /too long/, false, 1],
    ['an unsafe picture', refuses(400, 'image_content_policy_violation'), /unsafe/, false, 1],
    ['another bad request', refuses(400, 'unknown_parameter'), /a problem/, true, 1],
    ['too many questions', refuses(429, 'rate_limit_exceeded'), /too many questions/, true, 3],
    ['a used-up quota', refuses(429, 'insufficient_quota'), /quota/, false, 1],
    ['a quota known by its type', refuses(429, null, 'insufficient_quota'), /quota/, false, 1],
    ['a server that fails', refuses(500), /a problem/, true, 3],
    ['a server that is overloaded', refuses(503), /a problem/, true, 3],
  ])('for %s says what to do about it', async (_, refuse, says, allow_retry, tries) => {
    await using api = await startOpenAIApi()
    api.upstream.answers(refuse)
    const visitor = api.visitor()

    const reply = await (await visitor.create('How do I begin?')).untilEnd()

    expect(reply.response.status).toBe(200)
    expect(errorsIn(reply.events)).toEqual([
      { type: 'error', code: 'custom', message: expect.stringMatching(says), allow_retry },
    ])
    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?'])
    expect(api.upstream.turns).toHaveLength(tries)
  })

  test('for a moment only is not noticed', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(refuses(429, 'rate_limit_exceeded'), refuses(500), says('Start small.'))

    const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

    expect(reply.text).toBe('Start small.')
    expect(errorsIn(reply.events)).toEqual([])
  })

  test('is logged once, with its cause, but not in its words', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(refuses(401, 'invalid_api_key')).titles('Beginning')

    await api.visitor().chat('How do I begin?')

    const failures = api.logged.lines().filter(({ msg }) => msg === 'turn failed')
    expect(failures).toMatchObject([
      { err: { kind: 'CoachError', cause: { status: 401, code: 'invalid_api_key' } } },
    ])
    expect(api.logged.text()).not.toContain('Refused with 401')
  })
})

describe('an answer that breaks off in the middle', () => {
  const told = (event: object): Script => plays(...unfinished(HALF), { type: 'error', ...event })
  const dataOnly =
    (event: object): Script =>
    (stream) => {
      stream
        .send(...unfinished(HALF))
        .raw(`data: ${JSON.stringify(event)}\n\n`)
        .end()
    }
  const busy = { code: 'rate_limit_exceeded', message: 'Slow down', param: null }

  test.each<[string, Script, RegExp, boolean]>([
    ['the connection is lost', breaksAfter(...unfinished(HALF)), /connection .* lost/, true],
    ['the stream ends without its end', plays(...unfinished(HALF)), /connection .* lost/, true],
    ['the server fails', plays(...failed('server_error', HALF)), /a problem/, true],
    ['too much is asked', plays(...failed('rate_limit_exceeded', HALF)), /too many/, true],
    ['the request is unsafe', plays(...failed('invalid_prompt', HALF)), /unsafe/, false],
    ['a picture is broken', plays(...failed('image_parse_error', HALF)), /not be read/, false],
    ['the search is slow', plays(...failed('vector_store_timeout', HALF)), /library took/, true],
    ['the cause is new to us', plays(...failed('of_the_future', HALF)), /a problem/, true],
    ['an error is told', told({ error: { ...busy, type: 'requests' } }), /too many/, true],
    ['an error is told flatly', told(busy), /too many/, true],
    ['an error is told without its name', dataOnly({ type: 'error', ...busy }), /too many/, true],
    ['the quota is used up', told({ error: { code: 'insufficient_quota' } }), /quota/, false],
    [
      'what comes is no JSON',
      (stream) =>
        stream
          .send(...unfinished(HALF))
          .raw('data: {"ty\n\n')
          .end(),
      /lost/,
      true,
    ],
  ])('because %s keeps what was written, and says so', async (_, script, says, allow_retry) => {
    await using api = await startOpenAIApi()
    api.upstream.answers(script)
    const visitor = api.visitor()

    const reply = await (await visitor.create('How do I begin?')).untilEnd()

    expect(reply.text).toBe('Start small')
    expect(reply.stages.slice(-2)).toEqual(['thread.item.done', 'error'])
    expect(errorsIn(reply.events)).toEqual([
      { type: 'error', code: 'custom', message: expect.stringMatching(says), allow_retry },
    ])
    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?', 'Start small'])
  })

  test('is not asked for again', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(breaksAfter(...unfinished(HALF)))

    await api.visitor().chat('How do I begin?')

    expect(api.upstream.turns).toHaveLength(1)
  })

  test('before its first word leaves no empty message', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(breaksAfter(...unfinished(openMessage('msg_1'))))
    const visitor = api.visitor()

    const reply = await (await visitor.create('How do I begin?')).untilEnd()

    expect(reply.stages.slice(-2)).toEqual(['progress_update', 'error'])
    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?'])
  })
})

describe('after a failure', () => {
  test('trying again answers the same question, and the half answer goes', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(breaksAfter(...unfinished(HALF)), says('Start small, then grow.'))
    const visitor = api.visitor()
    const thread = await visitor.chat('How do I begin?')
    const [question] = await visitor.items(thread)

    const reply = await (await visitor.retry(thread, question?.id ?? '')).untilEnd()

    expect(errorsIn(reply.events)).toEqual([])
    expect(await visitor.texts(thread)).toEqual(['How do I begin?', 'Start small, then grow.'])
    expect(lastInput(api)).toEqual(['How do I begin?'])
  })

  test('the next question is answered, by a model that knows what happened', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(breaksAfter(...unfinished(HALF)), says('Every Tuesday.'))
    const visitor = api.visitor()
    const thread = await visitor.chat('How do I begin?')

    await (await visitor.say(thread, 'How often?')).untilEnd()

    expect((await visitor.texts(thread)).at(-1)).toBe('Every Tuesday.')
    expect(lastInput(api)).toEqual([
      'How do I begin?',
      'Start small',
      expect.stringContaining('cut short by a technical failure'),
      'How often?',
    ])
  })
})

describe('an answer that the model’s provider stops', () => {
  test.each([
    ['at the longest length', 'max_output_tokens', /longest length/],
    ['as unsafe', 'content_filter', /unsafe/],
  ])('%s is kept and ends well, with a notice', async (_, reason, says) => {
    await using api = await startOpenAIApi()
    api.upstream.answers(plays(...incomplete(reason, message('msg_1', 'Start', ' small'))))
    const visitor = api.visitor()

    const reply = await (await visitor.create('How do I begin?')).untilEnd()

    expect(errorsIn(reply.events)).toEqual([])
    expect(reply.events.filter(({ type }) => type === 'notice')).toEqual([
      { type: 'notice', level: 'warning', message: expect.stringMatching(says) },
    ])
    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?', 'Start small'])
  })

  test('in the middle of a message is closed', async () => {
    await using api = await startOpenAIApi()
    api.upstream.answers(plays(...incomplete('max_output_tokens', HALF)))
    const visitor = api.visitor()

    const reply = await (await visitor.create('How do I begin?')).untilEnd()

    expect(reply.stages.slice(-3)).toEqual(['thread.item.updated', 'thread.item.done', 'notice'])
    expect(await visitor.texts(reply.threadId)).toEqual(['How do I begin?', 'Start small'])
  })

  test.each([
    ['at the longest length', 'max_output_tokens', /before the first word/, true],
    ['as unsafe', 'content_filter', /unsafe/, false],
  ])('%s before its first word is an error', async (_, reason, says, allow_retry) => {
    await using api = await startOpenAIApi()
    api.upstream.answers(plays(...incomplete(reason, reasoning('rs_1', 'Long thoughts'))))

    const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

    expect(errorsIn(reply.events)).toEqual([
      { type: 'error', code: 'custom', message: expect.stringMatching(says), allow_retry },
    ])
  })
})

test('a server that cannot be reached is an error that can be tried again', async () => {
  await using api = await startOpenAIApi()
  api.upstream.refuses(TURN, (stream) => stream.cut())

  const reply = await (await api.visitor().create('How do I begin?')).untilEnd()

  expect(errorsIn(reply.events)).toEqual([
    expect.objectContaining({ message: expect.stringContaining('lost'), allow_retry: true }),
  ])
})

test('a failure in one chat is none in another', async () => {
  await using api = await startOpenAIApi()
  const bothAsked = Promise.withResolvers<void>()
  const fails: Script = async (stream) => {
    stream.send(...begun(), ...HALF)
    await bothAsked.promise
    stream.cut()
  }
  const answers: Script = async (stream, request) => {
    bothAsked.resolve()
    await says('Start small.')(stream, request)
  }
  api.upstream.answers(fails, answers)
  const failing = await (await api.visitor().create('First')).untilWords()

  const reply = await (await api.visitor().create('Second')).untilEnd()
  await failing.untilEnd()

  expect(failing.stages.at(-1)).toBe('error')
  expect(reply.text).toBe('Start small.')
})

const errorsIn = <Event extends { type: string }>(events: Event[]) =>
  events.filter(({ type }) => type === 'error')

function lastInput({ upstream }: OpenAIApi): string[] {
  const input = upstream.turns.at(-1)?.json.input as Array<{ content: string | [{ text: string }] }>
  return input.map(({ content }) => (typeof content === 'string' ? content : content[0].text))
}

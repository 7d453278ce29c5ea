import { describe, expect, onTestFinished, test } from 'vitest'
import { startCoachApi } from '../../../test/api/start-coach-api.ts'
import { startCoaches } from '../../../test/api/start-coaches.ts'
import {
  begun,
  ending,
  message,
  openMessage,
  unfinished,
} from '../../../test/upstream/response-events.ts'
import {
  breaksAfter,
  plays,
  refuses,
  type Script,
  stallsAfter,
  staysSilent,
} from '../../../test/upstream/scripted-upstream.ts'
import type { UpstreamStream } from '../../../test/upstream/upstream-stream.ts'
import { sessionKey } from '../../http/middleware/session.ts'
import type { TurnObserver } from '../turn-metrics.ts'
import { addTokens, estimatedTokens, noTokens, type Tokens } from './usage.ts'

/** What the scripted model says of each response. */
const TOLD: Tokens = { input: 10, cached: 0, output: 5, reasoning: 0 }
const WORDS = 'Start small, and then grow. '.repeat(20).trim()
const OUTPUT_SEEN = Math.ceil(WORDS.length / 4)
const HALF = unfinished(openMessage('msg_up', WORDS))

/** Sums up what it hears. */
function meter() {
  const total = noTokens()
  const sessions = new Set<string>()
  const observer: TurnObserver = {
    turnStarted() {},
    stageTaken() {},
    turnFinished() {},
    tokensUsed(tokens, session) {
      addTokens(total, tokens)
      sessions.add(session)
    },
  }
  return { observer, total, sessions }
}

describe('an answer costs', () => {
  test('what the model says, and it is its session’s', async () => {
    const { observer, total, sessions } = meter()
    await using api = await startCoachApi({ observer })
    api.upstream.answers('Start small.').titles(refuses(400))
    const visitor = api.visitor()

    await visitor.chat('How do I begin?')

    expect(total).toEqual(TOLD)
    expect([...sessions]).toEqual([sessionKey(visitor.session)])
  })

  test('what its request and its words suggest, when it is stopped before the model has told', async () => {
    const { observer, total } = meter()
    const { upstream, start } = await startCoaches()
    upstream.answers(stallsAfter(...HALF))
    const turn = await start({ background: false, observer }).begin().untilText(WORDS)

    await turn.stop()

    expect(total.output).toBe(OUTPUT_SEEN)
    // The instructions alone are some thousand characters.
    expect(total.input).toBeGreaterThan(500)
    expect(total.input).toBeLessThan(20_000)
  })

  test('what its request suggests, when it is stopped before its first word', async () => {
    const { observer, total } = meter()
    const { upstream, start } = await startCoaches()
    upstream.refuses(/POST .*responses$/, staysSilent)
    const turn = start({ background: false, observer }).begin()
    await upstream.receivedTurn()

    await turn.stop()

    expect(total.input).toBeGreaterThan(500)
    expect(total.output).toBe(0)
  })

  test('an estimate when the connection to the model is lost', async () => {
    const { observer, total } = meter()
    const { upstream, start } = await startCoaches()
    upstream.answers(breaksAfter(...HALF))

    await start({ background: false, observer }).begin().ended

    expect(total.output).toBe(OUTPUT_SEEN)
    expect(total.input).toBeGreaterThan(500)
  })

  test('an estimate when the model’s server does not count', async () => {
    const { observer, total } = meter()
    const { upstream, start } = await startCoaches()
    const answer = message('msg_up', WORDS)
    upstream.answers(plays(...begun(), ...answer, ending('completed', [], { usage: null })))

    await start({ background: false, observer }).begin().ended

    expect(total.output).toBe(OUTPUT_SEEN)
    expect(total.input).toBeGreaterThan(500)
  })

  test('nothing when the model’s server refuses it', async () => {
    const { observer, total } = meter()
    const { upstream, start } = await startCoaches()
    upstream.answers(refuses(400))

    await start({ background: false, observer }).begin().ended

    expect(total).toEqual(noTokens())
  })

  test('also what came before its reader wanted the answer now', async () => {
    const { observer, total } = meter()
    const { upstream, start } = await startCoaches()
    upstream.answers(stallsAfter(...begun()), 'Start small.')
    const turn = start({ background: false, observer }).begin()
    await upstream.receivedTurn()

    turn.finishNow()
    await turn.ended

    expect(upstream.turns).toHaveLength(2)
    expect(total.input).toBeGreaterThan(500 + TOLD.input)
    expect(total.output).toBe(TOLD.output)
  })
})

describe('an answer that goes on in another process', () => {
  const stepwise = () => {
    const opened = Promise.withResolvers<UpstreamStream>()
    const script: Script = (stream) => opened.resolve(stream.send(...HALF))
    return { script, opened: opened.promise }
  }

  test('is counted once, where both read the same response', async () => {
    const [one, two] = [meter(), meter()]
    const { upstream, start } = await startCoaches()
    const { script, opened } = stepwise()
    upstream.answers(script)
    const first = await start({ observer: one.observer }).begin().untilText(WORDS)
    await first.handOver()

    const goesOn = start({ observer: two.observer }).begin(first.note)
    const second = await goesOn.until((turn) => turn.goesOn)
    ;(await opened).send(...message('msg_up', WORDS).slice(3), ending('completed', []))
    await second.ended

    expect(one.total).toEqual(noTokens())
    expect(two.total).toEqual(TOLD)
  })

  test('is counted in both, where each has asked for a response of its own', async () => {
    const [one, two] = [meter(), meter()]
    const { upstream, start } = await startCoaches()
    upstream.answers(stallsAfter(...HALF), 'Start small.')
    const processOf = ({ observer }: typeof one) => start({ background: false, observer })
    const first = await processOf(one).begin().untilText(WORDS)

    await first.handOver()
    await processOf(two).begin(first.note).ended

    expect(one.total.output).toBe(OUTPUT_SEEN)
    expect(two.total).toEqual(TOLD)
  })
})

describe('a title costs', () => {
  const titled = async (titleSeconds: number) => {
    const { observer, total } = meter()
    const api = await startCoachApi({ observer, titleSeconds })
    onTestFinished(() => api[Symbol.asyncDispose]())
    api.upstream.answers('Start small.')
    return { api, total }
  }

  test('what the model says', async () => {
    const { api, total } = await titled(8)
    api.upstream.titles('Beginning')

    await api.visitor().chat('How do I begin?')

    expect(total).toMatchObject({ input: 2 * TOLD.input, output: 2 * TOLD.output })
  })

  test('an estimate when it is not waited for any longer', async () => {
    const { api, total } = await titled(0.05)
    api.upstream.titles(() => {})

    await api.visitor().chat(`How do I begin? ${'Tell me all. '.repeat(100)}`)

    expect(total.input).toBeGreaterThan(TOLD.input + 200)
    expect(total.output).toBe(TOLD.output)
  })
})

describe('the estimate', () => {
  const inputOf = (input: unknown) =>
    estimatedTokens({ model: 'm', input: input as string, instructions: 'Be brief.' }, 0).input

  test('counts pictures by their number, not by their bytes', () => {
    const picture = (bytes: number) => [
      {
        role: 'user',
        content: [{ type: 'input_image', image_url: `data:image/png;base64,${'A'.repeat(bytes)}` }],
      },
    ]

    expect(inputOf(picture(2_000_000))).toBe(inputOf(picture(10)))
    expect(inputOf(picture(10))).toBeGreaterThan(1_000)
  })

  test('grows with the words of the request', () => {
    const words = (n: number) => inputOf('word '.repeat(n))

    expect(words(10_000) / words(1_000)).toBeGreaterThan(8)
    expect(words(10_000)).toBeGreaterThan(5_000)
    expect(words(10_000)).toBeLessThan(30_000)
  })
})

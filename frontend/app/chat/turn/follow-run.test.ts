import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ApiError } from '~/api/api-error'
import type { ThreadStreamEvent, VisibleItem } from '~/api/protocol'
import { followRun, RunPosition } from './follow-run'

const fields = { thread_id: 'thr_1', created_at: '2026-01-01T00:00:00Z' }
const answered: VisibleItem = { ...fields, id: 'msg_1', type: 'assistant_message', content: [] }
const asked: VisibleItem = {
  ...fields,
  id: 'msg_0',
  type: 'user_message',
  content: [{ type: 'input_text', text: 'How do I begin?' }],
  attachments: [],
  inference_options: {},
}
const added: ThreadStreamEvent = { type: 'thread.item.added', item: answered }
const done: ThreadStreamEvent = { type: 'thread.item.done', item: answered }
const question: ThreadStreamEvent = { type: 'thread.item.done', item: asked }
const stage = (text: string): ThreadStreamEvent => ({ type: 'progress_update', text })

const unreachable = () => new ApiError(0, 'unreachable', 'The coach cannot be reached right now.')
const gone = () => new ApiError(404, 'not_found', 'Gone.')
const HANGS = 'hangs'

type Reply = Response | ApiError | typeof HANGS
type Ending = 'closes' | 'breaks' | 'falls silent'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

describe('an answer arrives whole', () => {
  test('in one piece, and then nothing more is asked', async () => {
    const run = follow(answer([added, done]))

    await run.settled
    expect(run.result()).toBe(true)
    expect(run.seen).toEqual([added, done])
    expect(run.asked).toEqual([])
    expect(run.runs).toEqual(['run_1'])
  })

  test('through a broken connection, from the last event that came', async () => {
    const run = follow(answer([added, stage('Writing')], 'breaks'))
    run.replies(answer([done], 'closes', 3))

    await run.passes(1)
    expect(run.result()).toBe(true)
    expect(run.seen).toEqual([added, stage('Writing'), done])
    expect(run.asked).toEqual(['run_1:2'])
    expect(run.connection).toEqual(['lost', 'restored'])
  })

  test('also where nothing was half done when the connection broke', async () => {
    const run = follow(answer([question], 'breaks'))
    run.replies(answer([added, done], 'closes', 2))

    await run.passes(1)
    expect(run.result()).toBe(true)
    expect(run.seen).toEqual([question, added, done])
  })

  test.each([
    { cut: 'in the middle of a message', first: [added] },
    { cut: 'right after the question', first: [question] },
    { cut: 'before what a stage has promised', first: [question, stage('Thinking')] },
  ])('cut off $cut as if it were over', async ({ first }) => {
    const run = follow(answer(first))
    run.replies(answer([done], 'closes', first.length + 1))

    await run.passes(1)
    expect(run.result()).toBe(true)
    expect(run.seen).toEqual([...first, done])
  })

  test('where it ended without a word, after one look', async () => {
    const run = follow(answer([question]))
    run.replies(answer([]))

    await run.passes(1)
    expect(run.result()).toBe(true)
    expect(run.asked).toEqual(['run_1:1'])
  })
})

describe('while the server does not answer', () => {
  test('it is asked less and less often, for three minutes, and then an error is shown', async () => {
    const run = follow(answer([added], 'breaks'))

    await run.passes(16)
    const inTheFirstSeconds = run.asked.length
    await run.passes(150)
    expect(run.result()).toBeUndefined()
    await run.passes(30)

    expect(inTheFirstSeconds).toBeGreaterThanOrEqual(4)
    expect(run.asked.length).toBeLessThan(60)
    expect(run.result()).toMatchObject({ name: 'OutOfReachError', code: 'unreachable' })
  })

  test('a try that hangs is given up for the next one', async () => {
    const run = follow(answer([added], 'breaks'))
    run.replies(HANGS, answer([done], 'closes', 2))

    await run.passes(9)
    expect(run.asked).toHaveLength(1)
    await run.passes(3)
    expect(run.result()).toBe(true)
  })

  test('it is left alone for as long as it asks', async () => {
    const busy = new ApiError(503, 'memory_unavailable', 'Later.', { retryAfter: 5 })
    const run = follow(answer([added], 'breaks'))
    run.replies(busy, answer([done], 'closes', 2))

    await run.passes(5)
    expect(run.asked).toHaveLength(1)
    await run.passes(2)
    expect(run.result()).toBe(true)
  })

  test('it is left alone for minutes where it asks for that, also by a reader who comes back', async () => {
    const full = new ApiError(429, 'rate_limited', 'Too many readers.', { retryAfter: 150 })
    const run = follow(answer([added], 'breaks'))
    run.replies(full, answer([done], 'closes', 2))

    await run.passes(140)
    run.network.readerComesBack()
    await run.passes(5)
    expect(run.asked).toHaveLength(1)
    await run.passes(10)
    expect(run.result()).toBe(true)
  })

  test('it may refuse until the time limit, and the error says when to try again', async () => {
    const run = follow(answer([added], 'breaks'))
    run.repliesAlways(
      () => new ApiError(429, 'rate_limited', 'Too many readers.', { retryAfter: 30 }),
    )

    await run.passes(240)
    expect(run.asked.length).toBeLessThan(9)
    expect(run.result()).toMatchObject({ name: 'OutOfReachError', wait: { seconds: 30 } })
  })

  test('connections that break at once count as tries that failed', async () => {
    const run = follow(answer([added], 'breaks'))
    run.repliesAlways(() => answer([], 'breaks'))

    await run.passes(200)
    expect(run.result()).toMatchObject({ name: 'OutOfReachError' })
    expect(run.asked.length).toBeLessThan(60)
  })

  test('the time limit starts again after each event', async () => {
    const run = follow(answer([added], 'breaks'))
    await run.passes(150)
    run.replies(answer([stage('Writing')], 'breaks', 2))
    await run.passes(150)
    run.replies(answer([done], 'closes', 3))

    await run.passes(10)
    expect(run.result()).toBe(true)
  })

  test('a proxy that knows of no server says nothing about the answer', async () => {
    const run = follow(answer([added], 'breaks'))
    run.replies(new ApiError(404, 'unexpected', 'No such app.'), answer([done], 'closes', 2))

    await run.passes(3)
    expect(run.result()).toBe(true)
  })

  test('an answer that is gone is no longer asked for', async () => {
    const run = follow(answer([added], 'breaks'))
    run.replies(gone())

    await run.passes(1)
    expect(run.result()).toBe(false)
    expect(run.asked).toHaveLength(1)
  })

  test('a reader who stops it is not kept waiting', async () => {
    const run = follow(answer([added], 'breaks'))
    await run.passes(20)
    const triesSoFar = run.asked.length

    run.stop()
    await run.passes(60)
    expect(run.result()).toMatchObject({ name: 'AbortError' })
    expect(run.asked).toHaveLength(triesSoFar)
  })
})

describe('without a network', () => {
  test('no attempt is made and the time limit does not run', async () => {
    const run = follow(answer([added], 'breaks'))
    run.network.online = false

    await run.passes(3_600)
    expect(run.asked).toHaveLength(0)
    expect(run.result()).toBeUndefined()
    run.replies(answer([done], 'closes', 2))
    run.network.comesBack()

    await run.passes(0)
    expect(run.result()).toBe(true)
  })

  test('an open run is followed again once it is back', async () => {
    const run = follow(answer([added], 'falls silent'))
    run.replies(answer([done], 'closes', 2))
    await run.passes(1)

    run.network.comesBack()
    await run.passes(1)
    expect(run.result()).toBe(true)
    expect(run.seen).toEqual([added, done])
  })
})

describe('a reader who comes back to the page', () => {
  test('does not wait for the next try', async () => {
    const run = follow(answer([added], 'breaks'))
    await run.passes(60)
    run.replies(answer([done], 'closes', 2))

    run.network.readerComesBack()
    await run.passes(0)
    expect(run.result()).toBe(true)
  })

  test('gets another attempt rather than the error of an earlier one', async () => {
    const run = follow(answer([added], 'breaks'))
    run.network.seen = false
    await run.passes(600)
    expect(run.result()).toBeUndefined()
    const triesUnseen = run.asked.length
    run.replies(answer([done], 'closes', 2))

    run.network.readerComesBack()
    await run.passes(0)
    expect(triesUnseen).toBeLessThan(60)
    expect(run.result()).toBe(true)
  })

  test('checks a connection that was silent while the page was suspended', async () => {
    const run = follow(answer([added], 'falls silent'))
    run.replies(answer([done], 'closes', 2))
    await run.passes(1)

    // A page that sleeps has no timers, only a clock.
    vi.setSystemTime(Date.now() + 30_000)
    run.network.readerComesBack()
    await run.passes(1)
    expect(run.result()).toBe(true)
  })

  test('keeps a connection that has been heard of lately', async () => {
    const run = follow(answer([added], 'falls silent'))
    await run.passes(10)

    run.network.readerComesBack()
    await run.passes(1)
    expect(run.asked).toHaveLength(0)
  })
})

test('a connection that falls silent is given up after a minute', async () => {
  const run = follow(answer([added], 'falls silent'))
  run.replies(answer([done], 'closes', 2))

  await run.passes(55)
  expect(run.asked).toHaveLength(0)
  await run.passes(11)
  expect(run.result()).toBe(true)
})

test('a run that this page did not begin is followed from its start', async () => {
  const run = follow(undefined)
  run.replies(answer([added, done])) // to the second try

  await run.passes(1)
  expect(run.result()).toBe(true)
  expect(run.seen).toEqual([added, done])
  expect(run.asked).toEqual([undefined, undefined])
})

function answer(events: ThreadStreamEvent[], ending: Ending = 'closes', firstNumber = 1) {
  const encoder = new TextEncoder()
  const frames = events.map(
    (event, i) => `id: run_1:${firstNumber + i}\ndata: ${JSON.stringify(event)}\n\n`,
  )
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const frame = frames.shift()
      if (frame) controller.enqueue(encoder.encode(frame))
      else if (ending === 'closes') controller.close()
      else if (ending === 'breaks') controller.error(new TypeError('network error'))
      else return new Promise(() => {})
    },
  })
  return new Response(body, { headers: { 'X-Run-Id': 'run_1' } })
}

/** @param first how the request that begins the run is answered; without it, the run is somebody else's */
function follow(first: Response | undefined) {
  const seen: ThreadStreamEvent[] = []
  const asked: (string | undefined)[] = []
  const connection: string[] = []
  const runs: string[] = []
  const replies: Reply[] = []
  let otherwise: () => Reply = unreachable
  let outcome: unknown
  const network = new TestNetwork()
  const stopping = new AbortController()
  const api = {
    async followRun(_run: string, lastEventId?: string, signal?: AbortSignal) {
      asked.push(lastEventId)
      const reply = replies.shift() ?? otherwise()
      if (reply === HANGS) return abortOf(signal)
      if (reply instanceof ApiError) throw reply
      return reply
    },
  }
  const position = new RunPosition((id) => runs.push(id), first ? undefined : 'run_1')
  const watcher = {
    signal: stopping.signal,
    network,
    onConnection: (state: string) => connection.push(state),
  }
  async function finish() {
    const events = followRun(api, position, watcher, first && (async () => first))
    for (;;) {
      const next = await events.next()
      if (next.done) return next.value
      seen.push(next.value)
    }
  }
  const settled = finish().then(
    (isWhole) => {
      outcome = isWhole
    },
    (error) => {
      outcome = error
    },
  )
  return {
    seen,
    asked,
    connection,
    runs,
    network,
    settled,
    /** Whether the answer is whole, or why there is no telling; undefined while it is followed. */
    result: () => outcome,
    replies: (...next: Reply[]) => replies.push(...next),
    repliesAlways: (reply: () => Reply) => {
      otherwise = reply
    },
    stop: () => stopping.abort(),
    passes: (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1_000),
  }
}

const abortOf = (signal?: AbortSignal) =>
  new Promise<never>((_, reject) =>
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true }),
  )

class TestNetwork {
  online = true
  seen = true
  readonly #listeners = new Set<(of: 'network' | 'reader') => void>()

  readonly isOnline = () => this.online
  readonly isSeen = () => this.seen
  readonly onReturn = (tell: (of: 'network' | 'reader') => void) => {
    this.#listeners.add(tell)
    return () => this.#listeners.delete(tell)
  }

  comesBack() {
    this.online = true
    this.#tell('network')
  }

  readerComesBack() {
    this.seen = true
    this.#tell('reader')
  }

  #tell(of: 'network' | 'reader') {
    for (const tell of [...this.#listeners]) tell(of)
  }
}

import { expect, test } from 'vitest'
import { RateLimitedError, ShuttingDownError, ThreadBusyError } from '../errors.ts'
import { createRuns, type Run, type RunSignals } from './runs.ts'

const SESSION = 'session-1'

/** A source of events that the test feeds, and that ends when it is stopped. */
function feed() {
  const waiting: Array<IteratorResult<unknown>> = []
  let wake = () => {}
  const push = (result: IteratorResult<unknown>) => {
    waiting.push(result)
    wake()
  }
  return {
    emit: (value: unknown) => push({ value, done: false }),
    end: () => push({ value: undefined, done: true }),
    async *produce({ signal }: RunSignals) {
      signal.addEventListener('abort', () => push({ value: 'stopped', done: false }))
      for (;;) {
        const next = waiting.shift()
        if (!next) await new Promise<void>((woken) => (wake = woken))
        else if (next.done) return
        else yield next.value
        if (next?.value === 'stopped') return
      }
    },
  }
}

/** For answers that nothing happens to. */
const fail = (error: unknown) => {
  throw error
}

async function read(run: Run, after?: number): Promise<string[]> {
  const seen: string[] = []
  for await (const batch of run.follow(after)) {
    seen.push(...batch.map(({ seq, json }) => `${seq} ${json}`))
  }
  return seen
}

test('a follower sees every event from the first on, numbered, until the end', async () => {
  const run = createRuns({ runsPerSession: 1 }).claim(SESSION, 'thr_1')
  const answer = feed()
  run.start(answer.produce, fail)

  const following = read(run)
  answer.emit({ word: 'Hi' })
  answer.emit({ word: 'there' })
  answer.end()

  expect(await following).toEqual(['1 {"word":"Hi"}', '2 {"word":"there"}'])
})

test('followers that join at different events lose and double nothing', async () => {
  const run = createRuns({ runsPerSession: 1 }).claim(SESSION, 'thr_1')
  const answer = feed()
  run.start(answer.produce, fail)

  const early = run.follow()
  answer.emit('a')
  const [first] = (await early.next()).value ?? []
  answer.emit('b')
  answer.emit('c')
  const late = read(run, 2)
  answer.end()

  const rest: string[] = []
  for await (const batch of early) rest.push(...batch.map(({ json }) => json))
  expect([first?.json, ...rest]).toEqual(['"a"', '"b"', '"c"'])
  expect(await late).toEqual(['3 "c"'])
})

test('the log can be followed after the end, and a place behind the end is the end', async () => {
  const run = createRuns({ runsPerSession: 1 }).claim(SESSION, 'thr_1')
  const answer = feed()
  run.start(answer.produce, fail)
  answer.emit('a')
  answer.end()
  await read(run)

  expect(await read(run)).toEqual(['1 "a"'])
  expect(await read(run, 99)).toEqual([])
})

test('a log is dropped some time after its end', async () => {
  const runs = createRuns({ runsPerSession: 1, keepLogMs: 0 })
  const run = runs.claim(SESSION, 'thr_1')
  const answer = feed()
  run.start(answer.produce, fail)
  answer.end()

  await read(run)

  await expect.poll(() => runs.find(SESSION, run.id), { timeout: 5_000 }).toBeUndefined()
})

test('only its own session finds a run', () => {
  const runs = createRuns({ runsPerSession: 1 })
  const run = runs.claim(SESSION, 'thr_1')

  expect(runs.find(SESSION, run.id)).toBe(run)
  expect(runs.find('session-2', run.id)).toBeUndefined()
  expect(runs.find(SESSION, 'run_unknown')).toBeUndefined()
})

test('a thread has one run at a time, a session as many as it may', () => {
  const runs = createRuns({ runsPerSession: 2 })
  runs.claim(SESSION, 'thr_1')

  expect(() => runs.claim(SESSION, 'thr_1')).toThrow(ThreadBusyError)
  runs.claim(SESSION, 'thr_2')
  expect(() => runs.claim(SESSION, 'thr_3')).toThrow(RateLimitedError)
  expect(runs.claim('session-2', 'thr_3').threadId).toBe('thr_3')
})

test('an abandoned claim leaves no trace', () => {
  const runs = createRuns({ runsPerSession: 1 })
  const run = runs.claim(SESSION, 'thr_1')

  run.abandon()

  expect(runs.find(SESSION, run.id)).toBeUndefined()
  expect(runs.claim(SESSION, 'thr_1').id).not.toBe(run.id)
})

test('abandoning does nothing to a run that has started', async () => {
  const runs = createRuns({ runsPerSession: 1 })
  const run = runs.claim(SESSION, 'thr_1')
  const answer = feed()
  run.start(answer.produce, fail)

  run.abandon()

  expect(runs.running(SESSION)).toEqual([run])
  answer.end()
  await read(run)
  expect(runs.running(SESSION)).toEqual([])
})

test('cancelling one thread, or all of a session, waits until its runs have ended', async () => {
  const runs = createRuns({ runsPerSession: 3 })
  const begin = (session: string, thread: string) => {
    const run = runs.claim(session, thread)
    run.start(feed().produce, fail)
    return run
  }
  const [one, two, three] = ['thr_1', 'thr_2', 'thr_3'].map((thread) => begin(SESSION, thread))
  const other = begin('session-2', 'thr_1')

  await runs.cancelAll(SESSION, 'thr_1')
  expect(runs.running(SESSION)).toEqual([two, three])
  await runs.cancelAll(SESSION)
  expect(runs.running(SESSION)).toEqual([])

  expect(runs.running('session-2')).toEqual([other])
  expect(await read(one as Run)).toEqual(['1 "stopped"'])
})

test('draining takes no more runs, lets those that run end, and stops none of them', async () => {
  const runs = createRuns({ runsPerSession: 2 })
  const run = runs.claim(SESSION, 'thr_1')
  const answer = feed()
  run.start(answer.produce, fail)

  const drained = runs.drain(60)
  expect(() => runs.claim(SESSION, 'thr_2')).toThrow(ShuttingDownError)
  answer.emit('the whole answer')
  answer.end()
  await drained

  expect(await read(run)).toEqual(['1 "the whole answer"'])
})

test('draining stops what still runs when its time is over', async () => {
  const runs = createRuns({ runsPerSession: 2 })
  const run = runs.claim(SESSION, 'thr_1')
  run.start(feed().produce, fail)

  await runs.drain(0)

  expect(await read(run)).toEqual(['1 "stopped"'])
})

test('what a drain stops can tell that from a stop by its reader', async () => {
  const runs = createRuns({ runsPerSession: 2 })
  const reasons: unknown[] = []
  const begin = (thread: string) => {
    const run = runs.claim(SESSION, thread)
    run.start(async function* ({ signal }) {
      await new Promise((stopped) => signal.addEventListener('abort', stopped))
      reasons.push(signal.reason)
    }, fail)
    return run
  }
  begin('thr_1').cancel()
  begin('thr_2')

  await runs.drain(0)

  expect(reasons.map((reason) => reason instanceof ShuttingDownError)).toEqual([false, true])
})

test('an answer that does not heed its stop holds up neither a deletion nor the shutdown', async () => {
  const runs = createRuns({ runsPerSession: 2, stopPatienceMs: 10 })
  runs.claim(SESSION, 'thr_1').start(async function* () {
    await new Promise(() => {})
  }, fail)

  await runs.cancelAll(SESSION)
  await runs.drain(0)

  expect(runs.running(SESSION)).toHaveLength(1)
})

test('a stop that is followed by a deletion leaves no log behind', async () => {
  const runs = createRuns({ runsPerSession: 3 })
  const begin = (session: string, thread: string) => {
    const run = runs.claim(session, thread, `key of ${thread}`)
    run.start(async function* () {}, fail)
    return run
  }
  const [one, two] = ['thr_1', 'thr_2'].map((thread) => begin(SESSION, thread))
  const other = begin('session-2', 'thr_1')
  const known = () => [one, two].map((run) => runs.find(SESSION, run?.id ?? '')?.threadId)
  await Promise.all([one, two, other].map((run) => read(run as Run)))

  await runs.cancelAll(SESSION, 'thr_1')
  expect(known()).toEqual([undefined, 'thr_2'])
  expect(runs.findRepeated(SESSION, 'key of thr_1')).toBeUndefined()
  await runs.cancelAll(SESSION)
  expect(known()).toEqual([undefined, undefined])

  expect(runs.find('session-2', other.id)).toBe(other)
})

test('events that cannot be written end the run with what is said of it, and nothing else breaks', async () => {
  const run = createRuns({ runsPerSession: 1 }).claim(SESSION, 'thr_1')
  const failures: unknown[] = []

  run.start(
    async function* () {
      yield 'a'
      yield { big: 1n }
    },
    (error) => {
      failures.push(error)
      return { type: 'error' }
    },
  )

  expect(await read(run)).toEqual(['1 "a"', '2 {"type":"error"}'])
  expect(failures).toMatchObject([{ name: 'TypeError' }])
})

test('a follower who has left is not kept waiting for the next event', async () => {
  const run = createRuns({ runsPerSession: 1 }).claim(SESSION, 'thr_1')
  const answer = feed()
  run.start(answer.produce, fail)
  const left = new AbortController()
  const leaver = run.follow(0, left.signal)
  answer.emit('a')
  await leaver.next()

  const waiting = leaver.next()
  const staying = read(run)
  left.abort()

  expect(await waiting).toEqual({ value: undefined, done: true })
  answer.emit('b')
  answer.end()
  expect(await staying).toEqual(['1 "a"', '2 "b"'])
})

test('a repeated request finds its run by its key, and no other session does', () => {
  const runs = createRuns({ runsPerSession: 3 })
  const run = runs.claim(SESSION, 'thr_1', 'key')
  runs.claim(SESSION, 'thr_2')

  expect(runs.findRepeated(SESSION, 'key')).toBe(run)
  expect(runs.findRepeated(SESSION, 'another key')).toBeUndefined()
  expect(runs.findRepeated('session-2', 'key')).toBeUndefined()
  run.abandon()
  expect(runs.findRepeated(SESSION, 'key')).toBeUndefined()
})

test('a run is asked for its answer now without being stopped', async () => {
  const run = createRuns({ runsPerSession: 1 }).claim(SESSION, 'thr_1')
  run.start(async function* ({ signal, hurry }) {
    await new Promise((asked) => hurry.addEventListener('abort', asked))
    yield signal.aborted ? 'stopped' : 'in short'
  }, fail)

  const reading = read(run)
  run.hurry()
  run.hurry()

  expect(await reading).toEqual(['1 "in short"'])
})

test('what begins while a session is being stopped is stopped with it', async () => {
  const runs = createRuns({ runsPerSession: 2 })
  const { promise: ended, resolve: end } = Promise.withResolvers<void>()
  runs.claim(SESSION, 'thr_1').start(async function* () {
    yield 'a'
    await ended
  }, fail)

  const stopping = runs.cancelAll(SESSION)
  const late = runs.claim(SESSION, 'thr_2')
  late.start(feed().produce, fail)
  end()
  await stopping

  expect(await read(late)).toEqual(['1 "stopped"'])
})

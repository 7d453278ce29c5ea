/** What several processes on one Redis do with each other's runs. */
import { expect, onTestFinished, test, vi } from 'vitest'
import { useRedis } from '../../../test/process/redis-memory.ts'
import { startRedis } from '../../../test/process/start-redis.ts'
import {
  claim,
  fail,
  feed,
  idsOf,
  named,
  read,
  SESSION,
} from '../../../test/samples/run-samples.ts'
import {
  KeyReusedError,
  RateLimitedError,
  ShuttingDownError,
  StorageFullError,
  ThreadBusyError,
} from '../../errors.ts'
import { type Produce, type Run, RunMovedError, type TakenOverRun } from '../runs.ts'
import { createRedisRuns, type RedisRunsOptions } from './redis-runs.ts'

const on = useRedis(() => startRedis())
const soon = { timeout: 10_000, interval: 20 }
const CHECKPOINT = { anchor: 'msg_1' }

/** A process, which hears of the others. */
async function aProcess(options: Partial<RedisRunsOptions> = {}) {
  const errors: unknown[] = []
  const onError = (error: unknown) => errors.push(error)
  const redis = { ...on.redis, readyForMs: () => Number.POSITIVE_INFINITY }
  const runs = createRedisRuns({
    ...{ redis, onError, leaseMs: 8_000, runsPerSession: 2, stopTimeoutMs: 500, ...options },
  })
  const taken: TakenOverRun[] = []
  await runs.takeOver(async (run) => void taken.push(run))
  onTestFinished(() => runs.drain(0))
  return { runs, taken, errors }
}

async function twoProcesses(options: Partial<RedisRunsOptions> = {}) {
  await on.server.flush()
  const [one, two] = [await aProcess(options), await aProcess(options)]
  const answer = feed()
  const begin = async (checkpoint?: unknown, onComplete?: () => Promise<void>) => {
    const run = await claim(one.runs)
    const produce: Produce = (signals) => {
      if (onComplete) signals.onComplete(onComplete)
      return answer.produce(signals)
    }
    await run.start(produce, fail, checkpoint)
    return run
  }
  /** As the second process finds it. */
  const find = async ({ id }: Run) => {
    const found = await two.runs.find(SESSION, id)
    if (!found) throw new Error('The other process does not know it.')
    return found
  }
  return { one, two, answer, begin, find }
}

test('a run of another process is followed from any event on, while it runs and afterwards', async () => {
  const { answer, begin, find } = await twoProcesses()
  const run = await begin()
  const found = await find(run)
  const following = found.follow()

  answer.emit('a')
  expect((await following.next()).value).toEqual([{ seq: 1, json: '"a"' }])
  answer.emit('b')
  expect((await following.next()).value).toEqual([{ seq: 2, json: '"b"' }])
  const late = read(found, 1)
  answer.emit('c')
  answer.end()

  expect((await following.next()).value).toEqual([{ seq: 3, json: '"c"' }])
  expect(await following.next()).toEqual({ value: undefined, done: true })
  expect(await late).toEqual(['2 "b"', '3 "c"'])
  expect(await read(await find(run))).toEqual(['1 "a"', '2 "b"', '3 "c"'])
  expect(await read(await find(run), 99)).toEqual([])
})

test('a long log is followed whole and in order from another process', async () => {
  const { answer, begin, find } = await twoProcesses()
  const run = await begin()
  const readers = [read(await find(run)), read(run)]

  for (let n = 1; n <= 2_500; n++) answer.emit(n)
  answer.end()

  const expected = Array.from({ length: 2_500 }, (_, n) => `${n + 1} ${n + 1}`)
  expect(await Promise.all(readers)).toEqual([expected, expected])
  expect(await read(await find(run), 1_200)).toEqual(expected.slice(1_200))
})

test('a run is stopped, and asked for its answer now, by another process', async () => {
  const { one, begin, find } = await twoProcesses()
  const run = await begin()
  const hurried = await claim(one.runs, 'thr_2')
  await hurried.start(async function* ({ finishNow }) {
    await new Promise((asked) => finishNow.addEventListener('abort', asked))
    yield 'in short'
  }, fail)

  await (await find(run)).cancel()
  await (await find(hurried)).finishNow()

  expect(await read(run)).toEqual(['1 "stopped"'])
  expect(await read(hurried)).toEqual(['1 "in short"'])
})

test('what could not be told its process, it finds when it writes', async () => {
  const deaf = { ...on.redis, subscribe: async () => {} }
  const { one, two, answer, begin, find } = await twoProcesses({ redis: deaf })
  expect([one, two]).toHaveLength(2)
  const run = await begin()

  await (await find(run)).cancel()
  answer.emit('a')

  expect(await read(run)).toEqual(['1 "a"', '2 "stopped"'])
})

test('threads, limits and keys hold for all processes together', async () => {
  const { one, two } = await twoProcesses({ stopTimeoutMs: 0 })
  const run = await claim(one.runs, 'thr_1', { key: 'key' })
  await run.start(feed().produce, fail)

  await expect(claim(two.runs, 'thr_1')).rejects.toThrow(ThreadBusyError)
  await claim(two.runs, 'thr_2')
  await expect(claim(one.runs, 'thr_3')).rejects.toThrow(RateLimitedError)
  const repeated = await two.runs.claim(SESSION, 'thr_4', named('key'))
  const reused = two.runs.claim(SESSION, 'thr_4', named('key', 'another'))
  await expect(reused).rejects.toThrow(KeyReusedError)

  expect('repeated' in repeated && repeated.repeated.id).toBe(run.id)
  expect(idsOf(await two.runs.running(SESSION))).toEqual([run.id])
})

test('many processes that want the same thread, or send the same request, get one run', async () => {
  await on.server.flush()
  const options = { stopTimeoutMs: 0 } // nobody starts what is claimed here
  const processes = await Promise.all(Array.from({ length: 4 }, () => aProcess(options)))
  const all = processes.flatMap(({ runs }) => [runs, runs])

  const sameThread = await Promise.allSettled(all.map((runs) => claim(runs, 'thr_1')))
  const sameKey = await Promise.allSettled(
    all.map((runs, n) => claim(runs, `thr_new_${n}`, { key: 'key' })),
  )

  const won = (claims: PromiseSettledResult<unknown>[]) =>
    claims.filter(({ status }) => status === 'fulfilled').length
  expect([won(sameThread), won(sameKey)]).toEqual([1, 1])
})

test('stopping a session stops what runs in other processes, and leaves no log', async () => {
  const { two, begin } = await twoProcesses()
  const run = await begin()
  const reading = read(run)

  expect(await two.runs.cancelAll(SESSION)).toBe(1)

  expect(await reading).toEqual(['1 "stopped"'])
  expect(await two.runs.find(SESSION, run.id)).toBeUndefined()
  expect(await on.server.command('KEYS', `hub:{${SESSION}}:run:*`)).toEqual([])
})

test('a run whose process is alive cannot be taken, nor one that has ended', async () => {
  const { two, answer, begin } = await twoProcesses()
  const run = await begin(CHECKPOINT)

  expect(await two.runs.takeAbandoned(SESSION, run.id)).toBe('alive')
  answer.end()
  await read(run)
  expect(await two.runs.takeAbandoned(SESSION, run.id)).toBe('ended')
  expect(await two.runs.takeAbandoned(SESSION, 'run_unknown')).toBeUndefined()
})

test('a run whose process shows no sign of life is taken once, and its old process notices', async () => {
  const { two, answer, begin, find } = await twoProcesses({ leaseMs: 8_000 })
  const three = await aProcess()
  const run = await begin(CHECKPOINT)
  answer.emit('a')
  const following = run.follow()
  await following.next()
  const elsewhere = read(await find(run))
  await change(run, { lease: 1 })

  const tries = [two, three].map(({ runs }) => runs.takeAbandoned(SESSION, run.id))
  const taken = (await Promise.all(tries)).filter((found) => typeof found === 'object')

  expect(taken).toMatchObject([{ logged: [{ seq: 1, json: '"a"' }], checkpoint: CHECKPOINT }])
  answer.emit('too late')
  await expect(following.next()).rejects.toThrow(RunMovedError)
  await taken[0]?.start(async function* () {
    yield 'the end'
  }, fail)
  expect(await elsewhere).toEqual(['1 "a"', '2 "the end"'])
})

test('a run that says nothing keeps its lease, also where the clock is put back by a day', async () => {
  const { two, begin } = await twoProcesses({ leaseMs: 400 })
  const run = await begin(CHECKPOINT)
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 24 * 60 * 60_000 })
  onTestFinished(() => {
    vi.useRealTimers()
  })

  await new Promise((passed) => setTimeout(passed, 1_000))

  expect(await two.runs.takeAbandoned(SESSION, run.id)).toBe('alive')
})

test('a run that was taken and released can be taken again', async () => {
  const { two, answer, begin } = await twoProcesses()
  const run = await begin(CHECKPOINT)
  answer.emit('a')
  await run.follow().next()
  await change(run, { lease: 1 })
  const taken = await two.runs.takeAbandoned(SESSION, run.id)
  if (typeof taken !== 'object') throw new Error(`It is ${taken}.`)

  taken.release()
  await change(run, { lease: 1 })

  expect(await two.runs.takeAbandoned(SESSION, run.id)).toMatchObject({ logged: [{ seq: 1 }] })
})

test('of a run that was taken it is known whether its reader has stopped it', async () => {
  const { two, begin, find } = await twoProcesses()
  const run = await begin(CHECKPOINT)
  await change(run, { owner: 'a dead process', lease: 1 })
  await (await find(run)).cancel()

  expect(await two.runs.takeAbandoned(SESSION, run.id)).toMatchObject({ isStopped: true })
})

test('a run that another process has taken is not completed here', async () => {
  const { two, answer, begin } = await twoProcesses()
  const onComplete = vi.fn(async () => {})
  const run = await begin(CHECKPOINT, onComplete)
  answer.emit('a')
  await run.follow().next()
  await change(run, { lease: 1 })
  await two.runs.takeAbandoned(SESSION, run.id)

  answer.end()

  await expect(read(run)).rejects.toThrow(RunMovedError)
  expect(onComplete).not.toHaveBeenCalled()
})

test('a run that nobody closes is over in the end, for its readers and for the next message', async () => {
  const { two, answer, begin, find } = await twoProcesses({ leaseMs: 60_000 })
  const run = await begin()
  answer.emit('a')
  const elsewhere = read(await find(run))
  await change(run, { lease: 1, lost: 2 })

  expect(await elsewhere).toEqual(['1 "a"'])
  expect(await two.runs.find(SESSION, run.id)).toBeUndefined()
  expect((await claim(two.runs)).id).not.toBe(run.id)
}, 15_000)

test('right after Redis has come back, no process is taken for dead', async () => {
  const { two, begin } = await twoProcesses({
    redis: { ...on.redis, readyForMs: () => 7_999 },
  })
  const run = await begin(CHECKPOINT)
  await change(run, { lease: 1 })

  expect(await two.runs.takeAbandoned(SESSION, run.id)).toBe('alive')
})

test('what a Redis has lost again of a log is written again', async () => {
  const { answer, begin, find } = await twoProcesses()
  const run = await begin()
  const reading = read(run)
  for (const word of ['a', 'b', 'c']) answer.emit(word)
  await vi.waitFor(async () => expect(await lengthOf(run)).toBe(3), soon)
  const key = `hub:{${SESSION}}:run:${run.id}`
  await on.server.command('DEL', key)
  await on.server.command('XADD', key, '1-0', 'event', '"a"')
  await change(run, { seq: 1 })

  answer.emit('d')
  answer.end()

  const whole = ['1 "a"', '2 "b"', '3 "c"', '4 "d"']
  expect(await reading).toEqual(whole)
  expect(await read(await find(run))).toEqual(whole)
})

test('a run that begins while its process is being shut down is handed over too', async () => {
  const { one, two } = await twoProcesses({ shortAnswerMs: 0 })
  const run = await claim(one.runs)

  const draining = one.runs.drain(60)
  await run.start(untilLeft, fail, CHECKPOINT)
  await draining

  await vi.waitFor(() => expect(idsOf(two.taken)).toEqual([run.id]), soon)
})

test('a reader that leaves at once, while others write, leaves no connection behind', async () => {
  const { begin, find } = await twoProcesses()
  const found = await find(await begin())
  const before = await connections()

  for (let n = 0; n < 5; n++) {
    const left = new AbortController()
    const next = found.follow(0, left.signal).next()
    left.abort()
    await next
  }

  await vi.waitFor(async () => expect(await connections()).toBe(before), soon)
})

test('a shutdown hands over what takes long, with its log, its checkpoint and its progress', async () => {
  const { one, two, find } = await twoProcesses({ shortAnswerMs: 0 })
  const reasons: unknown[] = []
  const run = await claim(one.runs)
  await run.start(
    async function* ({ signal, saveProgress }) {
      saveProgress({ at: 1 })
      yield 'a'
      saveProgress({ at: 2 })
      await new Promise((stopped) => signal.addEventListener('abort', stopped))
      reasons.push(signal.reason)
      throw signal.reason
    },
    fail,
    CHECKPOINT,
  )
  const following = run.follow()
  await following.next()
  const elsewhere = read(await find(run))

  const draining = one.runs.drain(60)
  await expect(following.next()).rejects.toThrow(RunMovedError)
  await vi.waitUntil(() => two.taken.length > 0, soon)
  await draining
  const [taken] = two.taken

  expect(reasons).toMatchObject([{ name: 'HandedOverError' }])
  expect(one.taken).toEqual([])
  expect(taken).toMatchObject({
    ...{ id: run.id, session: SESSION, threadId: 'thr_1', startedAt: run.startedAt },
    ...{ checkpoint: CHECKPOINT, progress: { at: 2 }, logged: [{ seq: 1, json: '"a"' }] },
  })
  expect(idsOf(await one.runs.running(SESSION))).toEqual([run.id])
  await taken?.start(async function* () {
    yield 'b'
  }, fail)
  expect(await elsewhere).toEqual(['1 "a"', '2 "b"'])
  expect(await read(taken)).toEqual(['1 "a"', '2 "b"'])
})

test('what is handed over while no other process is there, the next one takes', async () => {
  await on.server.flush()
  const one = await aProcess({ shortAnswerMs: 0 })
  const run = await claim(one.runs)
  await run.start(feed().produce, fail, CHECKPOINT)
  const left = await claim(one.runs, 'thr_2')
  await left.start(untilLeft, fail, CHECKPOINT)
  await one.runs.drain(60)

  const two = await aProcess()

  await vi.waitUntil(() => two.taken.length > 0, soon)
  expect(idsOf(two.taken)).toEqual([left.id])
  // It came to its end when it was asked to leave.
  expect(await read(await two.runs.find(SESSION, run.id))).toEqual(['1 "stopped"'])
})

test('a stop that comes between two processes stops the run in the second', async () => {
  await on.server.flush()
  const one = await aProcess({ shortAnswerMs: 0 })
  const run = await claim(one.runs)
  await run.start(untilLeft, fail, CHECKPOINT)
  await one.runs.drain(60)
  await (await one.runs.find(SESSION, run.id))?.cancel()

  const two = await aProcess()
  await vi.waitUntil(() => two.taken.length > 0, soon)
  await two.taken[0]?.start(async function* ({ signal }) {
    yield signal.aborted ? 'stopped' : 'not stopped'
  }, fail)

  expect(await read(two.taken[0])).toEqual(['1 "stopped"'])
})

test('a shutdown lets short answers end, stops what cannot move, and takes on nothing', async () => {
  const { one, two, answer, begin } = await twoProcesses({ shortAnswerMs: 10_000 })
  const short = await begin(CHECKPOINT)
  const fixed = await claim(one.runs, 'thr_2')
  await fixed.start(feed().produce, fail)

  const draining = one.runs.drain(1)
  await expect(claim(one.runs, 'thr_3', { session: 'session-2' })).rejects.toThrow(
    ShuttingDownError,
  )
  answer.emit('all of it')
  answer.end()
  await draining

  expect(await read(short)).toEqual(['1 "all of it"'])
  expect(await read(fixed)).toEqual(['1 "stopped"'])
  expect(two.taken).toEqual([])
})

test('a run whose log is lost is not gone on with', async () => {
  const { one, answer, begin } = await twoProcesses()
  const run = await begin()
  const following = run.follow()

  await on.server.flush()
  answer.emit('a')

  await expect(following.next()).rejects.toThrow(RunMovedError)
  await vi.waitFor(async () => expect(await one.runs.find(SESSION, run.id)).toBeUndefined(), soon)
})

test('of a session’s ended logs that are too large together, the oldest are dropped', async () => {
  const { one, two } = await twoProcesses({ sessionLogBytes: 2_500 })
  const ended: Run[] = []
  for (const thread of ['thr_1', 'thr_2', 'thr_3', 'thr_4']) {
    const run = await claim(one.runs, thread)
    await run.start(async function* () {
      yield 'x'.repeat(998)
    }, fail)
    await read(run)
    ended.push(run)
  }
  const found = async () => {
    const known = await Promise.all(ended.map(({ id }) => two.runs.find(SESSION, id)))
    return known.map((run) => run?.threadId)
  }

  await vi.waitFor(
    async () => expect(await found()).toEqual([undefined, undefined, 'thr_3', 'thr_4']),
    soon,
  )
  expect(await Promise.all(ended.map(lengthOf))).toEqual([0, 0, 2, 2])
})

test('who still reads a log in the process that wrote it goes on in Redis once it is dropped there', async () => {
  const { one, find } = await twoProcesses({ endedLogBytes: 1_000 })
  const texts = [0, 1, 2].map((n) => `${n}`.repeat(70_000))
  const run = await claim(one.runs, 'thr_1')
  await run.start(async function* () {
    yield* texts
  }, fail)
  await read(run)
  const following = run.follow()
  await following.next()
  const next = await claim(one.runs, 'thr_2')
  await next.start(async function* () {}, fail)
  await read(next)

  await expect(following.next()).rejects.toThrow(RunMovedError)

  const expected = texts.slice(1).map((text, at) => `${at + 2} "${text}"`)
  expect(await read(await find(run), 1)).toEqual(expected)
})

test('an answer that cannot be logged, and does not end, does not fill the memory meanwhile', async () => {
  await on.server.flush()
  let isFull = false
  const redis: RedisRunsOptions['redis'] = {
    ...on.redis,
    readyForMs: () => 0,
    call: (work) => (isFull ? Promise.reject(new StorageFullError('OOM')) : on.redis.call(work)),
  }
  const one = await aProcess({ redis, redisRetryMs: 60_000, answerLogBytes: 100_000 })
  const run = await claim(one.runs)
  let written = 0
  await run.start(async function* ({ signal }) {
    isFull = true
    while (!signal.aborted) {
      yield 'x'.repeat(1_000)
      written += 1
      await new Promise(setImmediate)
    }
    isFull = false
    yield 'the end'
  }, fail)

  const log = await read(run)

  expect(written).toBe(100)
  expect(log).toHaveLength(101)
  expect(log.at(-1)).toBe('101 "the end"')
})

test('every key of a session is in one slot of a cluster, and expires by itself', async () => {
  const { answer, begin } = await twoProcesses({ keepLogMs: 60_000 })
  const run = await begin()
  answer.emit('a')
  answer.end()
  await read(run)

  const keys = (await on.server.command('KEYS', 'hub:*')) as string[] // as Redis answers
  const left = await Promise.all(keys.map((key) => on.server.command('PTTL', key)))

  expect(keys).toHaveLength(2)
  expect(keys.every((key) => key.startsWith(`hub:{${SESSION}}:`))).toBe(true)
  for (const ttl of left.map(Number)) expect(ttl).toBeGreaterThan(0)
  expect(Math.min(...left.map(Number))).toBeLessThanOrEqual(60_000)
})

const lengthOf = async ({ id }: Run) =>
  Number(await on.server.command('XLEN', `hub:{${SESSION}}:run:${id}`))

const connections = async () =>
  String(await on.server.command('CLIENT', 'LIST'))
    .trim()
    .split('\n').length

/** Leaves only where it is asked to. */
async function* untilLeft({ signal }: { signal: AbortSignal }) {
  await new Promise((stopped) => signal.addEventListener('abort', stopped))
  yield* []
  throw signal.reason
}

/** As it would be some time after its process has died. */
async function change({ id }: Run, changes: object) {
  const key = `hub:{${SESSION}}:runs`
  const record = JSON.parse(String(await on.server.command('HGET', key, id)))
  await on.server.command('HSET', key, id, JSON.stringify({ ...record, ...changes }))
}

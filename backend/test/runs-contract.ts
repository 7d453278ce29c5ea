/** What runs are held to, wherever their logs are kept. */
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import {
  AnswerTooLongError,
  KeyReusedError,
  RateLimitedError,
  ShuttingDownError,
  ThreadBusyError,
} from '../src/errors.ts'
import type { Produce, Runs, RunsOptions } from '../src/runs/runs.ts'
import { claim, fail, feed, idsOf, named, read, SESSION } from './samples/run-samples.ts'

export const describeRuns = (where: string, openRuns: (options: RunsOptions) => Promise<Runs>) =>
  describe(where, () => {
    test('a follower sees every event from the first on, numbered, until the end', async () => {
      const run = await claim(await openRuns({ runsPerSession: 1 }))
      const answer = feed()
      await run.start(answer.produce, fail)

      const following = read(run)
      answer.emit({ word: 'Hi' })
      answer.emit({ word: 'there' })
      answer.end()

      expect(await following).toEqual(['1 {"word":"Hi"}', '2 {"word":"there"}'])
    })

    test('followers that join at different events lose and double nothing', async () => {
      const run = await claim(await openRuns({ runsPerSession: 1 }))
      const answer = feed()
      await run.start(answer.produce, fail)

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

    test('what waits for a complete log is done before readers hear of the end', async () => {
      const run = await claim(await openRuns({ runsPerSession: 1 }))
      const happened: string[] = []
      await run.start(async function* ({ onComplete }) {
        onComplete(async () => {
          await new Promise(setImmediate)
          happened.push('completed')
        })
        yield 'a'
      }, fail)

      happened.push(...(await read(run)))

      expect(happened).toEqual(['completed', '1 "a"'])
    })

    test('the log can be followed after the end, and a place behind the end is the end', async () => {
      const run = await claim(await openRuns({ runsPerSession: 1 }))
      const answer = feed()
      await run.start(answer.produce, fail)
      answer.emit('a')
      answer.end()
      await read(run)

      expect(await read(run)).toEqual(['1 "a"'])
      expect(await read(run, 99)).toEqual([])
    })

    test('a log is dropped some time after its end', async () => {
      const runs = await openRuns({ runsPerSession: 1, keepLogMs: 20 })
      const run = await claim(runs)
      const answer = feed()
      await run.start(answer.produce, fail)
      answer.end()

      await read(run)

      await expect.poll(() => runs.find(SESSION, run.id), { timeout: 5_000 }).toBeUndefined()
      expect(idsOf(await runs.running(SESSION))).toEqual([])
    })

    test('only its own session finds a run', async () => {
      const runs = await openRuns({ runsPerSession: 1 })
      const run = await claim(runs)

      expect(await runs.find(SESSION, run.id)).toBe(run)
      expect(await runs.find('session-2', run.id)).toBeUndefined()
      expect(await runs.find(SESSION, 'run_unknown')).toBeUndefined()
    })

    test('a thread has one run at a time, a session as many as it may', async () => {
      const runs = await openRuns({ runsPerSession: 2 })
      await claim(runs, 'thr_1')

      await expect(claim(runs, 'thr_1')).rejects.toThrow(ThreadBusyError)
      await claim(runs, 'thr_2')
      await expect(claim(runs, 'thr_3')).rejects.toThrow(RateLimitedError)
      expect((await claim(runs, 'thr_3', { session: 'session-2' })).threadId).toBe('thr_3')
    })

    test('of many who want the same thread at once, one gets it', async () => {
      const runs = await openRuns({ runsPerSession: 4 })

      const claims = await Promise.allSettled(Array.from({ length: 8 }, () => claim(runs, 'thr_1')))

      expect(claims.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    })

    test('an abandoned claim leaves no trace', async () => {
      const runs = await openRuns({ runsPerSession: 1 })
      const run = await claim(runs)

      await run.abandon()

      expect(await runs.find(SESSION, run.id)).toBeUndefined()
      expect((await claim(runs)).id).not.toBe(run.id)
    })

    test('abandoning does nothing to a run that has started', async () => {
      const runs = await openRuns({ runsPerSession: 1 })
      const run = await claim(runs)
      const answer = feed()
      await run.start(answer.produce, fail)

      await run.abandon()

      expect(idsOf(await runs.running(SESSION))).toEqual([run.id])
      answer.end()
      await read(run)
      expect(await runs.running(SESSION)).toEqual([])
    })

    test('what runs is known with its thread and when it began', async () => {
      const runs = await openRuns({ runsPerSession: 2 })
      const before = Date.now()
      const run = await claim(runs)
      await claim(runs, 'thr_2')
      await run.start(feed().produce, fail)

      const [running, ...others] = await runs.running(SESSION)

      expect(running).toMatchObject({ id: run.id, threadId: 'thr_1' })
      expect(Math.abs((running?.startedAt.getTime() ?? 0) - before)).toBeLessThan(5_000)
      expect(others).toEqual([])
    })

    test('cancelling one thread, or all of a session, waits until its runs have ended', async () => {
      const runs = await openRuns({ runsPerSession: 3 })
      const begin = async (threadId: string, session = SESSION) => {
        const run = await claim(runs, threadId, { session })
        await run.start(feed().produce, fail)
        return run
      }
      const [one, two, three] = [await begin('thr_1'), await begin('thr_2'), await begin('thr_3')]
      const other = await begin('thr_1', 'session-2')
      const reading = read(one)

      await runs.cancelAll(SESSION, 'thr_1')
      expect(new Set(idsOf(await runs.running(SESSION)))).toEqual(new Set(idsOf([two, three])))
      await runs.cancelAll(SESSION)
      expect(await runs.running(SESSION)).toEqual([])

      expect(idsOf(await runs.running('session-2'))).toEqual([other.id])
      expect(await reading).toEqual(['1 "stopped"'])
    })

    test('draining takes no more runs, lets those that run end, and stops none of them', async () => {
      const runs = await openRuns({ runsPerSession: 2 })
      const run = await claim(runs)
      const answer = feed()
      await run.start(answer.produce, fail)

      const drained = runs.drain(60)
      await expect(claim(runs, 'thr_2')).rejects.toThrow(ShuttingDownError)
      answer.emit('the whole answer')
      answer.end()
      await drained

      expect(await read(run)).toEqual(['1 "the whole answer"'])
    })

    test('draining stops what still runs when its time is over', async () => {
      const runs = await openRuns({ runsPerSession: 2 })
      const run = await claim(runs)
      await run.start(feed().produce, fail)

      await runs.drain(0)

      expect(await read(run)).toEqual(['1 "stopped"'])
    })

    test('what a drain stops can tell that from a stop by its reader', async () => {
      const runs = await openRuns({ runsPerSession: 2 })
      const reasons: unknown[] = []
      const begin = async (thread: string) => {
        const run = await claim(runs, thread)
        await run.start(async function* ({ signal }) {
          await new Promise((stopped) => signal.addEventListener('abort', stopped))
          reasons.push(signal.reason)
        }, fail)
        return run
      }
      await (await begin('thr_1')).cancel()
      await begin('thr_2')

      await runs.drain(0)

      expect(reasons.map((reason) => reason instanceof ShuttingDownError)).toEqual([false, true])
    })

    test('an answer that does not react to a stop holds up neither a deletion nor the shutdown', async () => {
      const runs = await openRuns({ runsPerSession: 2, stopTimeoutMs: 10 })
      const run = await claim(runs)
      await run.start(async function* () {
        await new Promise(() => {})
      }, fail)

      await runs.cancelAll(SESSION)
      await runs.drain(0)

      await expect(claim(runs)).rejects.toThrow(ShuttingDownError)
    })

    test('a stop that is followed by a deletion leaves no log behind', async () => {
      const runs = await openRuns({ runsPerSession: 3 })
      const begin = async (threadId: string, session = SESSION) => {
        const run = await claim(runs, threadId, { session, key: `key of ${threadId}` })
        await run.start(async function* () {}, fail)
        await read(run)
        return run
      }
      const [one, two] = [await begin('thr_1'), await begin('thr_2')]
      const other = await begin('thr_1', 'session-2')
      const known = async () => {
        const found = await Promise.all([one, two].map(({ id }) => runs.find(SESSION, id)))
        return found.map((run) => run?.threadId)
      }

      expect(await runs.cancelAll(SESSION, 'thr_1')).toBe(1)
      expect(await known()).toEqual([undefined, 'thr_2'])
      await (await claim(runs, 'thr_1', { key: 'key of thr_1' })).abandon()
      await runs.cancelAll(SESSION)
      expect(await known()).toEqual([undefined, undefined])

      expect((await runs.find('session-2', other.id))?.id).toBe(other.id)
    })

    test('events that cannot be written end the run with what is said of it, and nothing else breaks', async () => {
      const run = await claim(await openRuns({ runsPerSession: 1 }))
      const failures: unknown[] = []

      await run.start(
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
      const run = await claim(await openRuns({ runsPerSession: 1 }))
      const answer = feed()
      await run.start(answer.produce, fail)
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

    test('a repeated request gets the run that the first has begun, in its own session', async () => {
      const runs = await openRuns({ runsPerSession: 1 })
      const run = await claim(runs, 'thr_1', { key: 'key' })

      await expect(runs.claim(SESSION, 'thr_2', named('key'))).rejects.toThrow(ThreadBusyError)
      await run.start(async function* () {
        yield 'a'
      }, fail)
      await read(run)
      const repeated = await runs.claim(SESSION, 'thr_2', named('key'))
      const other = await runs.claim('session-2', 'thr_2', named('key'))

      expect('repeated' in repeated && repeated.repeated.id).toBe(run.id)
      expect('repeated' in repeated && (await read(repeated.repeated))).toEqual(['1 "a"'])
      expect(other).toHaveProperty('claimed')
    })

    test('a key that belongs to another request of its session is refused, also after the end', async () => {
      const runs = await openRuns({ runsPerSession: 1 })
      const run = await claim(runs, 'thr_1', { key: 'key' })
      const reuse = (session = SESSION) => runs.claim(session, 'thr_2', named('key', 'another'))

      await expect(reuse()).rejects.toThrow(KeyReusedError)
      await run.start(async function* () {
        yield 'a'
      }, fail)
      await read(run)

      await expect(reuse()).rejects.toThrow(KeyReusedError)
      expect(await runs.claim(SESSION, 'thr_2', named('key'))).toHaveProperty('repeated')
      expect(await reuse('session-2')).toHaveProperty('claimed')
    })

    test('a key whose run was abandoned is a new one', async () => {
      const runs = await openRuns({ runsPerSession: 1 })
      const run = await claim(runs, 'thr_1', { key: 'key' })
      await run.abandon()

      expect(await runs.claim(SESSION, 'thr_1', named('key'))).toHaveProperty('claimed')
    })

    test('a run is asked for its answer now without being stopped', async () => {
      const run = await claim(await openRuns({ runsPerSession: 1 }))
      await run.start(async function* ({ signal, finishNow }) {
        await new Promise((asked) => finishNow.addEventListener('abort', asked))
        yield signal.aborted ? 'stopped' : 'in short'
      }, fail)

      const reading = read(run)
      await run.finishNow()
      await run.finishNow()

      expect(await reading).toEqual(['1 "in short"'])
    })

    test('what begins while a session is being stopped is stopped with it', async () => {
      const runs = await openRuns({ runsPerSession: 2 })
      const { promise: ended, resolve: end } = Promise.withResolvers<void>()
      const first = await claim(runs, 'thr_1')
      await first.start(async function* () {
        yield 'a'
        await ended
      }, fail)

      const stopping = runs.cancelAll(SESSION)
      const late = await claim(runs, 'thr_2')
      await late.start(feed().produce, fail)
      end()
      await stopping

      expect(await read(late)).toEqual(['1 "stopped"'])
    })

    test('a long log is given in parts of about 64 kB, each when it is asked for', async () => {
      const run = await claim(await openRuns({ runsPerSession: 1 }))
      const texts = Array.from({ length: 400 }, (_, at) => `${at} ${'x'.repeat(at % 1_000)}`)
      const large = 'y'.repeat(200_000)
      await run.start(async function* () {
        yield texts
        yield large
        yield 'the end'
      }, fail)
      await read(run)

      const batches: string[][] = []
      for await (const batch of run.follow()) batches.push(batch.map(({ json }) => json))

      const sizes = batches.map((batch) => Buffer.byteLength(batch.join('')))
      expect(batches.flat()).toEqual(
        [...texts, large, 'the end'].map((text) => JSON.stringify(text)),
      )
      expect(sizes.filter((size) => size > 80_000)).toEqual([200_002])
      expect(batches.length).toBeGreaterThan(2)
      expect((await read(run, 300)).slice(0, 2)).toEqual(
        texts.slice(300, 302).map((text, at) => `${at + 301} ${JSON.stringify(text)}`),
      )
    })

    test('an answer that has become too long is stopped, and tells how it ends', async () => {
      const run = await claim(await openRuns({ runsPerSession: 1, answerLogBytes: 10_000 }))
      const reasons: unknown[] = []
      const produce: Produce = async function* ({ signal }) {
        for (let at = 0; !signal.aborted; at++) yield `${at} ${'x'.repeat(100)}`
        reasons.push(signal.reason)
        yield 'the end'
      }
      await run.start(produce, fail)

      const log = await read(run)

      expect(reasons).toMatchObject([{ name: 'AnswerTooLongError', allowRetry: false }])
      expect(log.at(-1)).toMatch(/"the end"$/)
      expect(log.join('').length).toBeLessThan(12_000)
    })

    test('an answer that is too long and does not stop is cut off with what is said of it', async () => {
      const run = await claim(await openRuns({ runsPerSession: 1, answerLogBytes: 10_000 }))
      const failures: unknown[] = []
      const produce: Produce = async function* () {
        for (;;) yield 'x'.repeat(1_000)
      }
      await run.start(produce, (error) => {
        failures.push(error)
        return 'cut off'
      })

      const log = await read(run)

      expect(failures).toEqual([expect.any(AnswerTooLongError)])
      expect(log.at(-1)).toMatch(/"cut off"$/)
      expect(log.join('').length).toBeLessThan(40_000)
    })

    test('a clock that jumps by a day, there or back, ends nothing', async () => {
      const runs = await openRuns({ runsPerSession: 2, stopTimeoutMs: 300 })
      const [ended, run] = [await claim(runs, 'thr_1'), await claim(runs, 'thr_2')]
      await ended.start(async function* () {
        yield 'a'
      }, fail)
      await read(ended)
      const answer = feed()
      await run.start(answer.produce, fail)
      const following = read(run)
      answer.emit('b')

      for (const days of [1, -1]) {
        vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * 24 * 60 * 60_000 })
        onTestFinished(() => {
          vi.useRealTimers()
        })
        expect(await read(await runs.find(SESSION, ended.id))).toEqual(['1 "a"'])
        expect(idsOf(await runs.running(SESSION))).toEqual([run.id])
        expect(await runs.takeAbandoned(SESSION, run.id)).toBe('alive')
        answer.emit(days)
        vi.useRealTimers()
      }
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 24 * 60 * 60_000 })
      await runs.cancelAll(SESSION)

      expect(await following).toEqual(['1 "b"', '2 1', '3 -1', '4 "stopped"'])
      expect(await runs.running(SESSION)).toEqual([])
    })
  })

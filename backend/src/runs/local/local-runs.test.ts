import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { describeRuns } from '../../../test/runs-contract.ts'
import { claim, fail, read, SESSION } from '../../../test/samples/run-samples.ts'
import { type Run, RunMovedError } from '../runs.ts'
import { createLocalRuns, type LocalRunsOptions } from './local-runs.ts'

describeRuns('runs of one process', async (options) => createLocalRuns(options))

/** Answers of 1,000 bytes that have ended, one in each thread. */
async function endedRuns(count: number, options: Partial<LocalRunsOptions>) {
  const runs = createLocalRuns({ runsPerSession: 1, ...options })
  const ended: Run[] = []
  for (let number = 1; number <= count; number++) {
    const run = await claim(runs, `thr_${number}`)
    await run.start(async function* () {
      yield 'x'.repeat(498)
      yield 'y'.repeat(498)
    }, fail)
    await read(run)
    ended.push(run)
  }
  const found = async () => {
    const known = await Promise.all(ended.map(({ id }) => runs.find(SESSION, id)))
    return known.map((run) => run?.threadId)
  }
  return { runs, ended, found }
}

test('of ended logs that are too large together the oldest are forgotten', async () => {
  const { found } = await endedRuns(4, { endedLogBytes: 2_500 })

  expect(await found()).toEqual([undefined, undefined, 'thr_3', 'thr_4'])
})

test('of ended logs that are too many the oldest are forgotten', async () => {
  const { found } = await endedRuns(4, { keepLogs: 3 })

  expect(await found()).toEqual([undefined, 'thr_2', 'thr_3', 'thr_4'])
})

test('a log that is too large alone is there for its readers until the next one ends', async () => {
  const { found, runs } = await endedRuns(1, { endedLogBytes: 500 })
  expect(await found()).toEqual(['thr_1'])

  const next = await claim(runs, 'thr_2')
  await next.start(async function* () {
    yield 'x'
  }, fail)
  await read(next)

  expect(await found()).toEqual([undefined])
  expect((await runs.find(SESSION, next.id))?.id).toBe(next.id)
})

test('what is deleted is not found any more, and counts no more soon after', async () => {
  const { runs, found } = await endedRuns(2, { endedLogBytes: 2_500, stopTimeoutMs: 10 })
  await runs.cancelAll(SESSION, 'thr_2')
  expect(await found()).toEqual(['thr_1', undefined])
  await sleep(50)

  const next = await claim(runs, 'thr_3')
  await next.start(async function* () {
    yield 'x'.repeat(1_000)
  }, fail)
  await read(next)

  expect(await found()).toEqual(['thr_1', undefined])
})

test('who still reads a log that is forgotten has to ask again: they hold none of it', async () => {
  const { runs } = await endedRuns(0, { endedLogBytes: 250_000 })
  const run = await claim(runs, 'thr_2')
  await run.start(async function* () {
    for (let part = 0; part < 4; part++) yield 'x'.repeat(50_000)
  }, fail)
  await read(run)
  const reading = run.follow()
  await reading.next()
  const large = await claim(runs, 'thr_3')
  await large.start(async function* () {
    yield 'x'.repeat(200_000)
  }, fail)
  await read(large)

  await expect(reading.next()).rejects.toThrow(RunMovedError)
  expect(await runs.find(SESSION, run.id)).toBeUndefined()
})

test('an answer ends, and its thread is free again, also where its very end fails', async () => {
  const runs = createLocalRuns({ runsPerSession: 1 })
  const failures: unknown[] = []
  const run = await claim(runs, 'thr_1')
  await run.start(
    async function* ({ onComplete }) {
      onComplete(() => {
        throw new Error('broken')
      })
      yield 'x'
    },
    (error) => failures.push(error),
  )

  await read(run)

  expect(await claim(runs, 'thr_1')).toBeDefined()
  expect(failures).toEqual([new Error('broken')])
})

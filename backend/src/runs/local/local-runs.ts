/** Runs of the only process there is: their logs are in its memory. */
import { KeyReusedError, ShuttingDownError, ThreadBusyError } from '../../errors.ts'
import { withTimeout } from '../../lib/with-timeout.ts'
import {
  KEEP_LOG_MS,
  newRunId,
  type RequestKey,
  type Runs,
  type RunsOptions,
  STOP_TIMEOUT_MS,
  tooManyRuns,
} from '../runs.ts'
import { EndedLogs } from './ended-logs.ts'
import { LocalRun } from './local-run.ts'

export type LocalRunsOptions = RunsOptions & {
  /** How many ended runs are kept at most; the oldest go first. @default 1000 */
  keepLogs?: number
}

export function createLocalRuns(options: LocalRunsOptions): Runs {
  const { runsPerSession, keepLogMs = KEEP_LOG_MS, keepLogs = 1000 } = options
  const { stopTimeoutMs = STOP_TIMEOUT_MS, answerLogBytes: logBytes, endedLogBytes } = options
  const runs = new Map<string, LocalRun>()
  /** What the requests that began them are called. */
  const names = new Map<LocalRun, RequestKey>()
  const active = new Map<string, Set<LocalRun>>()
  let draining = false

  const activeIn = (session: string, threadId?: string) =>
    [...(active.get(session) ?? [])].filter((run) => (threadId ?? run.threadId) === run.threadId)
  const allActive = () => [...active.values()].flatMap((runs) => [...runs])
  const endOf = ({ finished }: LocalRun) => finished

  const open = (run: LocalRun) => {
    runs.set(run.id, run)
    const ofSession = active.get(run.session) ?? new Set()
    active.set(run.session, ofSession.add(run))
  }

  /** From now on, nobody finds it. */
  const withdraw = (run: LocalRun) => {
    runs.delete(run.id)
    names.delete(run)
  }

  const ended = new EndedLogs({
    keepMs: keepLogMs,
    count: keepLogs,
    bytes: endedLogBytes,
    onForget: withdraw,
  })

  const close = (run: LocalRun) => {
    const ofSession = active.get(run.session)
    ofSession?.delete(run)
    if (ofSession?.size === 0) active.delete(run.session)
    if (run.started) ended.add(run)
    else withdraw(run)
  }

  /** @throws {KeyReusedError} */
  const findRepeated = (session: string, { key, digest }: RequestKey) => {
    const known = [...names].find(([run, its]) => run.session === session && its.key === key)
    if (known && known[1].digest !== digest) throw new KeyReusedError()
    return known?.[0]
  }

  return {
    async claim(session, threadId, name) {
      const repeated = name && findRepeated(session, name)
      if (repeated) {
        if (!repeated.started) throw new ThreadBusyError()
        return { repeated }
      }
      if (draining) throw new ShuttingDownError()
      const others = activeIn(session)
      if (others.some((run) => run.threadId === threadId)) throw new ThreadBusyError()
      if (others.length >= runsPerSession) throw tooManyRuns(runsPerSession)
      const facts = { id: newRunId(), session, threadId, startedAt: new Date(), logBytes }
      const run = new LocalRun(facts, close)
      open(run)
      if (name) names.set(run, name)
      return { claimed: run }
    },

    async find(session, runId) {
      const run = runs.get(runId)
      return run?.session === session ? run : undefined
    },

    running: async (session) => activeIn(session).filter((run) => run.started),

    async cancelAll(session, threadId) {
      const stop = () => {
        const running = activeIn(session, threadId)
        for (const run of running) void run.cancel()
        return running
      }
      await settled(stop().map(endOf), stopTimeoutMs)
      stop() // what has begun meanwhile has nothing left to write to
      const dropped = ended.runs.filter(
        (run) =>
          runs.has(run.id) &&
          run.session === session &&
          (threadId ?? run.threadId) === run.threadId,
      )
      for (const run of dropped) {
        withdraw(run)
        ended.forgetIn(stopTimeoutMs, run)
      }
      return dropped.length
    },

    async takeAbandoned(_, runId) {
      const run = runs.get(runId)
      return run && (run.state === 'open' ? 'alive' : 'ended')
    },

    async takeOver() {},

    async drain(seconds) {
      draining = true
      await settled(allActive().map(endOf), seconds * 1000)
      for (const run of allActive()) void run.cancel(new ShuttingDownError())
      await settled(allActive().map(endOf), stopTimeoutMs)
    },
  }
}

/** Waits for all of these, but no longer than `ms`. */
const settled = (all: Promise<void>[], ms: number) => withTimeout(Promise.all(all), ms, () => {})

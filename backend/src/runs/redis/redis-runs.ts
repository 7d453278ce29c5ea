/** Runs on Redis or Valkey: what one process has begun, any other can follow, stop, and go on with. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { KeyReusedError, ShuttingDownError, ThreadBusyError } from '../../errors.ts'
import { withTimeout } from '../../lib/with-timeout.ts'
import type { Redis } from '../../redis/connection.ts'
import { EndedLogs } from '../local/ended-logs.ts'
import { LocalRun, type RunFacts } from '../local/local-run.ts'
import {
  KEEP_LOG_MS,
  type LoggedEvent,
  newRunId,
  type Run,
  type Runs,
  type RunsOptions,
  STOP_TIMEOUT_MS,
  tooManyRuns,
} from '../runs.ts'
import { createControlChannel } from './control-channel.ts'
import { createHandoverQueue } from './handover-queue.ts'
import { createLogWriter } from './log-writer.ts'
import { type RunRecord, runRecords } from './records.ts'
import { RemoteRun } from './remote-run.ts'

export type RedisRunsOptions = RunsOptions & {
  redis: Redis
  onError(error: unknown): void
  /** How long after its last sign of life a process is taken for dead. */
  leaseMs: number
  /** How long an answer may take at a shutdown before another process goes on with it. @default 3 s */
  shortAnswerMs?: number
  /** How long a run waits for another process. @default 1 minute */
  waitMs?: number
  /** How long a run waits for Redis to come back. @default 15 s */
  redisRetryMs?: number
  /** How large the logs of a session's ended runs may be together in Redis, in bytes. @default unlimited */
  sessionLogBytes?: number
}

const LOOK_EVERY_MS = 50
/** Who follows a run in the process that wrote it may read it to its end there; others read it from Redis. */
const KEEP_OWN_LOG_MS = 60_000

export function createRedisRuns(options: RedisRunsOptions): Runs {
  const { redis, runsPerSession, onError, leaseMs, keepLogMs = KEEP_LOG_MS } = options
  const { stopTimeoutMs = STOP_TIMEOUT_MS, shortAnswerMs = 3_000 } = options
  const { waitMs = 60_000, redisRetryMs, answerLogBytes: logBytes, endedLogBytes } = options
  const { sessionLogBytes = Number.POSITIVE_INFINITY } = options
  const owner = randomUUID()
  const own = new Map<string, LocalRun>()
  const records = runRecords({ redis, owner, keepLogMs })
  const ended = new EndedLogs({ keepMs: KEEP_OWN_LOG_MS, bytes: endedLogBytes })
  const waiting = createHandoverQueue(redis, onError)
  const channel = createControlChannel({ redis, owner, find: (id) => own.get(id) })
  let draining = false

  const begin = (facts: RunFacts): LocalRun => {
    const { session, id } = facts
    const keeper = createLogWriter({
      record: records.of(session, id),
      leaseMs,
      retryMs: redisRetryMs,
      onAsked: (what) => channel.deliver(own.get(id), what),
      onLost: (error) => own.get(id)?.abort(error),
    })
    const close = (run: LocalRun) => {
      own.delete(id)
      keeper.close()
      if (!run.started) return
      ended.add(run)
      if (run.state === 'ended') void dropSurplus(session).catch(onError)
    }
    const run = new LocalRun({ ...facts, logBytes }, close, keeper)
    own.set(id, run)
    return run
  }

  /** The oldest logs of ended runs that are too large together with the newer ones. */
  const dropSurplus = async (session: string) => {
    const logs = (await records.list(session)).filter(({ state }) => state === 'ended')
    let bytes = 0
    for (const run of logs.toSorted((a, b) => b.startedAt.getTime() - a.startedAt.getTime())) {
      bytes += run.bytes
      if (bytes > sessionLogBytes) await records.of(session, run.id).drop()
    }
  }

  const asAnybodySees = (session: string, record: RunRecord): Run =>
    own.get(record.id) ?? new RemoteRun(record, { record: records.of(session, record.id), channel })

  const take = async (session: string, id: string, wanted: 'waiting' | 'abandoned') => {
    const record = records.of(session, id)
    const taken = await record.take(wanted)
    if (typeof taken === 'string') return taken
    const logged: LoggedEvent[] = []
    for await (const { events } of record.readLog()) logged.push(...events)
    const run = begin({ ...taken, session, logged })
    channel.deliver(run, taken.asked)
    return run
  }

  const handOver = async (run: LocalRun) => {
    run.handOff()
    await settled([run.finished], stopTimeoutMs)
    if (run.state !== 'moved') return // it has ended, or does not react
    await records.of(run.session, run.id).handOver(waitMs)
    await waiting.add(run.session, run.id)
  }

  const listIn = async (session: string, threadId?: string) =>
    (await records.list(session)).filter((run) => (threadId ?? run.threadId) === run.threadId)

  const activeIn = async (session: string, threadId?: string) =>
    (await listIn(session, threadId)).filter(({ state }) => state !== 'ended')

  const endOf = ({ finished }: LocalRun) => finished

  return {
    async claim(session, threadId, { key, digest } = { key: '', digest: '' }) {
      const id = newRunId()
      const most = draining ? 0 : runsPerSession
      const outcome = await records.of(session, id).claim({ threadId, key, digest, most, leaseMs })
      switch (outcome.type) {
        case 'claimed':
          return { claimed: begin({ id, session, threadId, startedAt: outcome.startedAt }) }
        case 'repeated':
          if (outcome.record.state === 'claimed') throw new ThreadBusyError()
          return { repeated: asAnybodySees(session, outcome.record) }
        case 'reused':
          throw new KeyReusedError()
        case 'busy':
          throw new ThreadBusyError()
        case 'full':
          throw draining ? new ShuttingDownError() : tooManyRuns(runsPerSession)
      }
    },

    async find(session, runId) {
      const record = await records.of(session, runId).load()
      return record && asAnybodySees(session, record)
    },

    async running(session) {
      const active = await activeIn(session)
      return active.filter(({ state }) => state !== 'claimed')
    },

    async cancelAll(session, threadId) {
      const deadline = performance.now() + stopTimeoutMs
      const asked = new Set<string>()
      while (performance.now() < deadline) {
        const active = await activeIn(session, threadId)
        if (active.length === 0) break
        // What has begun meanwhile has nothing left to write to.
        const unasked = active.filter(({ id }) => !asked.has(id))
        for (const { id } of unasked) {
          asked.add(id)
          await channel.send(records.of(session, id), 'cancel')
        }
        await sleep(LOOK_EVERY_MS)
      }
      const left = await listIn(session, threadId)
      await Promise.all(left.map(({ id }) => records.of(session, id).drop()))
      return left.length
    },

    async takeAbandoned(session, runId) {
      // Nobody could show a sign of life while Redis was away.
      if (own.has(runId) || redis.readyForMs() < leaseMs) return 'alive'
      const taken = await take(session, runId, 'abandoned')
      return taken === 'gone' ? undefined : taken
    },

    async takeOver(goOn) {
      await channel.listen()
      await waiting.listen(async (session, id) => {
        const taken = await take(session, id, 'waiting')
        if (typeof taken !== 'string') await goOn(taken)
      })
    },

    async drain(seconds) {
      draining = true
      waiting.close()
      const deadline = performance.now() + seconds * 1000
      await settled([...own.values()].map(endOf), Math.min(seconds * 1000, shortAnswerMs))
      await settled(
        [...own.values()].map(({ begun }) => begun),
        stopTimeoutMs,
      )
      const movable = [...own.values()].filter(({ canBeHandedOver }) => canBeHandedOver)
      await Promise.all(movable.map((run) => handOver(run).catch(onError)))
      await settled([...own.values()].map(endOf), Math.max(0, deadline - performance.now()))
      for (const run of own.values()) void run.cancel(new ShuttingDownError())
      await settled([...own.values()].map(endOf), stopTimeoutMs)
    },
  }
}

/** Waits for all of these, but no longer than `ms`. */
const settled = (all: Promise<void>[], ms: number) => withTimeout(Promise.all(all), ms, () => {})

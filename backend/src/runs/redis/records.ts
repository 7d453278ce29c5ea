/** The records and logs of runs in Redis; `runs.lua` is what may change them. */
import type { Redis } from '../../redis/connection.ts'
import { BATCH_BYTES, bytesOf } from '../local/run-log.ts'
import type { LoggedEvent, RequestKey, Run } from '../runs.ts'

export type RunRecord = Pick<Run, 'id' | 'threadId' | 'startedAt'> & {
  state: 'claimed' | 'running' | 'waiting' | 'ended'
  /** What somebody wants of it. */
  asked: Command | ''
  checkpoint: unknown
  progress: unknown
  /** Of its log. */
  bytes: number
}

export type Command = 'cancel' | 'finish_now'

type Claimed = RequestKey & { threadId: string; most: number; leaseMs: number }

type NotTaken = 'alive' | 'ended' | 'gone'

export type Outcome =
  | { type: 'claimed'; startedAt: Date }
  | { type: 'busy' | 'full' | 'reused' }
  | { type: 'repeated'; record: RunRecord }

export type RecordOf = ReturnType<ReturnType<typeof runRecords>['of']>

/** All keys of a session have one hash tag. */
const runsKey = (session: string) => `hub:{${session}}:runs`
const logKey = (session: string, id: string) => `hub:{${session}}:run:${id}`

const END = 'end'

export type RecordsOptions = { redis: Redis; owner: string; keepLogMs: number }

export function runRecords({ redis, owner, keepLogMs }: RecordsOptions) {
  const keepMs = String(keepLogMs)
  const runOn = (session: string, id: string, operation: string, ...args: string[]) =>
    redis.call((on) => on.onRuns([runsKey(session), logKey(session, id)], operation, id, ...args))

  function of(session: string, id: string) {
    const log = logKey(session, id)
    const run = (operation: string, ...args: string[]) => runOn(session, id, operation, ...args)
    /** Null where it is not this process's any more; else what somebody wants of it. */
    const change = async (operation: string, ...args: string[]) =>
      (await run(operation, owner, ...args)) as Command | '' | null // as the script returns it

    return {
      id,
      log,

      async claim(wanted: Claimed) {
        const { threadId, key, digest, most, leaseMs } = wanted
        const args = [threadId, key, digest, owner, `${most}`, `${leaseMs}`, keepMs]
        return outcomeOf((await run('claim', ...args)) as [string, string?, string?])
      },

      async abandon(): Promise<void> {
        await run('abandon', owner)
      },

      start: (checkpoint: unknown) => change('start', json(checkpoint)),
      saveProgress: (progress: unknown) => change('note', json(progress)),
      renew: () => change('renew', keepMs),
      finish: () => change('finish', keepMs),
      handOver: (waitMs: number) => change('handOver', `${waitMs}`),

      /** A number is that of the last event that is there, where some behind it are missing. */
      async append(events: LoggedEvent[]): Promise<Command | '' | null | number> {
        const [first] = events
        const args = [keepMs, `${first?.seq}`, ...events.map(({ json }) => json)]
        return (await run('append', owner, ...args)) as Command | '' | null | number // as above
      },

      /** Makes it this process's own, or tells why not. */
      async take(wanted: 'waiting' | 'abandoned'): Promise<RunRecord | NotTaken> {
        const taken = (await run('take', owner, wanted)) as NotTaken | [string]
        return typeof taken === 'string' ? taken : parseRecord(id, taken[0])
      },

      /** Returns whose run it is; nobody's where it has ended, or waits for another process. */
      async ask(what: Command): Promise<string> {
        return String(await run('ask', what))
      },

      async drop(): Promise<void> {
        await run('drop')
      },

      async load(): Promise<RunRecord | undefined> {
        const stored = (await run('load')) as string | null // as the script returns it
        return stored === null ? undefined : parseRecord(id, stored)
      },

      /** What is logged after event `after`, in parts of about `BATCH_BYTES`, and whether that is all there will be. */
      async *readLog(after = 0): AsyncGenerator<LogPart> {
        for (let next = after; ; ) {
          const found = (await run('read', `${next}`, `${BATCH_BYTES}`)) as RawEntry[] // as above
          if (found.length === 0) return
          const part = partOf(found.map(asEntry))
          yield part
          next = part.events.at(-1)?.seq ?? next
          if (part.isEnd || part.bytes < BATCH_BYTES) return
        }
      },

      /** What comes into the log after event `after`; empty now and then, while nothing comes. */
      async *tailLog(after: number, left: AbortSignal): AsyncGenerator<LogPart> {
        for await (const entries of redis.tail(log, `${after}-0`, left)) yield partOf(entries)
      },
    }
  }

  return {
    of,
    /** Every run of which a log is kept, and those that were claimed. */
    async list(session: string): Promise<RunRecord[]> {
      const found = (await runOn(session, '', 'list')) as string[] // as the script returns it
      return pairsOf(found).map(([id, record]) => parseRecord(id, record))
    },
  }
}

export type LogPart = { events: LoggedEvent[]; bytes: number; isEnd: boolean }

type Entry = { id: string; message: Record<string, string> }
type RawEntry = [id: string, field: [name: string, value: string]]

function partOf(entries: Entry[]): LogPart {
  const isEnd = entries.some(({ message }) => END in message)
  const events = entries.flatMap(({ id, message: { event } }) =>
    event === undefined ? [] : { seq: Number.parseInt(id, 10), json: event },
  )
  return { events, bytes: events.reduce((sum, event) => sum + bytesOf(event), 0), isEnd }
}

const asEntry = ([id, [name, value]]: RawEntry): Entry => ({ id, message: { [name]: value } })

const pairsOf = (list: string[]): [string, string][] =>
  list.flatMap((first, at) => (at % 2 === 0 ? [[first, list[at + 1] ?? '']] : []))

const json = (value: unknown) => (value === undefined ? '' : JSON.stringify(value))
const parse = (stored: string): unknown => (stored === '' ? undefined : JSON.parse(stored))

function parseRecord(id: string, stored: string): RunRecord {
  const { thread, started, state, asked, memo, note, bytes = 0 } = JSON.parse(stored)
  return {
    ...{ id, threadId: thread, startedAt: new Date(started), state, asked, bytes },
    ...{ checkpoint: parse(memo), progress: parse(note) },
  }
}

function outcomeOf([type, value = '', record = '']: [string, string?, string?]): Outcome {
  if (type === 'claimed') return { type, startedAt: new Date(Number(value)) }
  if (type === 'repeated') return { type, record: parseRecord(value, record) }
  return { type: type === 'busy' || type === 'reused' ? type : 'full' }
}

/** Plays cases against a service, several at a time, and tells what was wrong. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { RunningService } from '../hub/start-hub.ts'
import type { Case } from './cases.ts'
import { exchange } from './exchange.ts'
import { problemsOf, type Service } from './judge.ts'
import { type Names, wireOf } from './request.ts'

export type Failure = {
  /** Those of one kind are told together. */
  kind: string
  number?: number
  title: string
  problem: string
  bytes?: Buffer
}

type Options = {
  service: Service
  port: number
  origin: string
  running: RunningService[]
  /** A session with real things in it, and their names. */
  stock(): Promise<Names>
  canaries: string[]
  /** All that came are added. */
  statuses: Set<number>
}

/** Sessions that play at the same time, each its cases one after the other. */
const LANES = 4
/** Some cases delete what they name, so that a session is replaced after so many. */
const CASES_A_SESSION = 20
const ENDS_WITHIN_MS = 100
const LAST_WORDS = 900
const markOf = (number: number) => `zqfuzz${String(number).padStart(6, '0')}`
/** Tells by what it holds which case it comes from. */
export const MARK_PATTERN = /zqfuzz(\d{6})/

export async function play(cases: Iterable<Case>, options: Options): Promise<Failure[]> {
  const failures: Failure[] = []
  const under = new Set<Case>()
  const source = cases[Symbol.iterator]()
  const isAlive = () => options.running.every((service) => service.isAlive())

  async function playLane() {
    let names: Names = {}
    for (let played = 0; isAlive(); played++) {
      const { value: each, done } = source.next()
      if (done) return
      if (played % CASES_A_SESSION === 0) names = await options.stock()
      under.add(each)
      const found = await playOne(each, names, options)
      // A process that ends closes all connections, some before it is known to have ended.
      if (found.length > 0) await sleep(ENDS_WITHIN_MS)
      if (!isAlive()) return
      failures.push(...found)
      under.delete(each)
    }
  }

  await Promise.all(Array.from({ length: LANES }, playLane)).catch((error: unknown) => {
    if (isAlive()) throw error
  })
  if (!isAlive()) failures.push(endOf(options.running, [...under]))
  return failures
}

/** Which of those under way has ended it, its last words may tell. */
function endOf(running: RunningService[], under: Case[]): Failure {
  const ended = running.find((service) => !service.isAlive())
  const lastWords = ended?.output().slice(-LAST_WORDS) ?? ''
  return {
    kind: `end ${/\n(\w*Error.*)\n/.exec(lastWords)?.[1]}`,
    number: under.at(-1)?.number,
    title: under.map(({ number, title }) => `${number} ${title}`).join('\n    '),
    problem: `the process ended. Its last words:\n${lastWords}\nUnder way were:`,
  }
}

async function playOne(each: Case, names: Names, options: Options): Promise<Failure[]> {
  const { number, title, draft } = each
  const all = { ...names, mark: markOf(number), uuid: randomUUID() }
  const wire = wireOf(draft, all)
  const { port } = options
  const came = await exchange(wire, { port, method: draft.method, mayWait: draft.mayWait })
  if (came.answer) options.statuses.add(came.answer.status)
  return problemsOf(each, came, options).map((problem) => ({
    kind: `${problem} · ${each.route}`,
    number,
    title,
    problem,
    bytes: wire.bytes,
  }))
}

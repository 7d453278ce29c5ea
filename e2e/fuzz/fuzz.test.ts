/**
 * Whatever is sent, to any route of both services: no answer of 500 and more, no end of the process, no answer later
 * than 5 s, nothing of another session, and nothing of it in the log.
 */
import { describe, expect, test } from 'vitest'
import { aftermath, logFailures, openFiles } from './aftermath.ts'
import { drawCases } from './cases.ts'
import type { Service } from './judge.ts'
import { MODEL_WORD } from './model.ts'
import { type Failure, play } from './play.ts'
import { reportOf } from './report.ts'
import { startRedisApi, startSqliteApi, type Target } from './services.ts'
import { plantVictim, stockSession, stockVisitor } from './stock.ts'
import { apiRequests, fromAddress, pageRequests, type Valid } from './valid-requests.ts'

const { FUZZ_SEED, FUZZ_CASES, FUZZ_ONLY } = process.env
/** The few of `npm test` are always the same. */
const seed = Number(FUZZ_SEED ?? (FUZZ_CASES ? Math.floor(Math.random() * 1e9) : 1))
const total = Number(FUZZ_CASES ?? 500)
console.info(`Odd requests are drawn from seed ${seed}: FUZZ_SEED=${seed} repeats them.`)

type Place = {
  name: string
  service: Service
  requests: Valid[]
  /** Of all cases. */
  share: number
  start(): Promise<Target>
  /** Before the cases, of which there are so many. */
  prepare?(target: Target, cases: number): Promise<void>
  /** A status that some answers have to have. */
  status?: number
}

/** Enough for what is planted from this address; the fuzzing visitor comes from another one, and spends it first. */
const LOW_LIMITS = {
  RATE_LIMITS: '',
  TRUSTED_PROXY: 'X-Forwarded-For',
  LIMIT_REQUESTS_PER_MINUTE: String(600 + Math.ceil(total * 0.12)),
  LIMIT_NEW_SESSIONS_PER_10_MINUTES: '1000',
  LIMIT_ANSWERS_PER_MINUTE: '1000',
  LIMIT_UPLOADS_PER_10_MINUTES: '1000',
  LIMIT_RECEIPTS_PER_MINUTE: '1000',
}
const STRANGER = '203.0.113.7'

/** So that the limit is reached halfway through so many cases. */
async function spendLimit(target: Target, cases: number) {
  const headers = { 'X-Forwarded-For': STRANGER }
  const most = Number(LOW_LIMITS.LIMIT_REQUESTS_PER_MINUTE) - Math.ceil(cases / 2)
  for (let asked = 0; asked < most; asked++) {
    await (await fetch(`${target.place.api}/nothing`, { headers })).text()
  }
}

const places: Place[] = [
  {
    name: 'the API on SQLite',
    service: 'api',
    requests: apiRequests,
    share: 0.34,
    start: startSqliteApi,
  },
  {
    name: 'the API on Redis, with a model',
    service: 'api',
    requests: apiRequests,
    share: 0.34,
    start: startRedisApi,
  },
  {
    name: 'the page',
    service: 'page',
    requests: pageRequests,
    share: 0.26,
    start: startSqliteApi,
  },
  {
    name: 'the API with its limits',
    service: 'api',
    requests: fromAddress(STRANGER, apiRequests),
    share: 0.06,
    start: () => startSqliteApi(LOW_LIMITS),
    prepare: spendLimit,
    status: 429,
  },
]

/** Far above what a case takes: what hangs is told by its own limit of 5 s. */
const TIMEOUT_MS = 60_000 + total * 200

describe.each(places)('$name', (place) => {
  const count = Math.round(total * place.share)

  test(`bears ${FUZZ_ONLY ? `case ${FUZZ_ONLY}` : `${count} odd requests`} of seed ${seed}`, {
    timeout: TIMEOUT_MS,
  }, async () => {
    const chosen = FUZZ_ONLY ? { from: Number(FUZZ_ONLY), count: 1 } : { count }
    const cases = drawCases(place.requests, { seed, ...chosen })
    const { failures, port, statuses } = await playAll(cases, place, chosen.count)

    if (failures.length > 0) {
      expect.fail(reportOf(failures, { name: place.name, port, seed }))
    }
    if (place.status && !FUZZ_ONLY) expect(statuses).toContain(place.status)
  })
})

/** Where a process ends, the rest is played against a new one. */
async function playAll(cases: Cases, place: Place, count: number) {
  const failures: Failure[] = []
  const statuses = new Set<number>()
  for (let started = 0; started < MOST_STARTS; started++) {
    const round = await playOn(cases, { place, count, statuses })
    failures.push(...round.failures)
    if (round.isAlive) return { failures, statuses, port: round.port }
  }
  return { failures, statuses, port: 0 }
}

const MOST_STARTS = 20

type Cases = ReturnType<typeof drawCases>
type Round = { place: Place; count: number; statuses: Set<number> }

async function playOn(cases: Cases, { place, count, statuses }: Round) {
  const target = await place.start()
  try {
    const { service } = place
    const fuzzed = service === 'page' ? await target.withPage() : target
    const victim = await plantVictim(target.place, VICTIM_WORD)
    const kept = await victim.look()
    const filesBefore = target.running.map(openFiles)
    const own = new Set<string>()
    const stock = async () => {
      target.settle()
      const visit = service === 'page' ? stockVisitor : stockSession
      const names = await visit(target.place, STOCK_WORD)
      for (const name of ['session', 'spareSession', 'cookie']) own.add(names[name] ?? '')
      return { ...names, ...victim.names }
    }

    await place.prepare?.(target, count)
    const failures = await play(cases, {
      service,
      stock,
      port: fuzzed.port,
      origin: service === 'page' ? target.place.page : target.place.api,
      running: target.running,
      canaries: [...victim.canaries, ...target.secrets],
      statuses,
    })

    const isAlive = target.running.every((each) => each.isAlive())
    const words = [...victim.canaries, ...target.secrets, ...own, STOCK_WORD, MODEL_WORD]
    for (const each of target.running) failures.push(...logFailures(each, words))
    if (isAlive) failures.push(...(await aftermath(target, filesBefore)))
    if (isAlive && (await victim.look()) !== kept) {
      failures.push({
        kind: 'victim',
        title: 'another session',
        problem: 'what it keeps has changed',
      })
    }
    return { failures, isAlive, port: fuzzed.port }
  } finally {
    await target.stop()
  }
}

const VICTIM_WORD = 'vctmkanary'
const STOCK_WORD = 'stckkanary'

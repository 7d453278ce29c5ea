/** Whatever befalls lines and processes: no word is lost, doubled, or read by somebody else. */
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { type Deployment, deployOnRedis, deployOnSqlite } from './deployment.ts'
import { checkRound } from './invariants.ts'
import { playRound } from './round.ts'
import { describeRound, drawRound, type Odds } from './schedule.ts'
import { askUndisturbed } from './whole-answers.ts'

const { FAULTS_SEED: first = '1', FAULTS_ROUNDS: count } = process.env
/** As many as are asked for, from `FAULTS_SEED` on. @param few otherwise only these, one of every kind */
const seedsOr = (few: number[]) =>
  count ? Array.from({ length: Number(count) }, (_, n) => Number(first) + n) : few

const ROUND_TIMEOUT_MS = 90_000

type Place = { name: string; deploy: () => Promise<Deployment>; odds: Odds; seeds: number[] }

const places: Place[] = [
  {
    name: 'replicas on one Redis',
    deploy: deployOnRedis,
    odds: { troubles: 0.35 },
    seeds: seedsOr([11, 13, 15, 64, 157, 336]),
  },
  {
    name: 'one process with SQLite',
    deploy: deployOnSqlite,
    odds: { troubles: 0 },
    seeds: seedsOr([2]).filter((_, n) => n < 20),
  },
]

let wholeAnswers: Map<string, string>
beforeAll(async () => {
  wholeAnswers = await askUndisturbed()
}, ROUND_TIMEOUT_MS)

describe.each(places)('$name', ({ deploy, odds, seeds }) => {
  let deployment: Deployment

  beforeAll(async () => {
    deployment = await deploy()
  }, ROUND_TIMEOUT_MS)
  afterAll(() => deployment.stop())

  for (const seed of seeds) {
    const round = drawRound(seed, odds)
    const play = async () => {
      onTestFailed(() => report(deployment, round.seed))
      expect.hasAssertions()

      const sessions = await playRound(deployment, round)

      await checkRound(deployment, sessions, wholeAnswers)
    }
    test(describeRound(round), play, ROUND_TIMEOUT_MS)
  }
})

function report(deployment: Deployment, seed: number) {
  process.stderr.write(
    [
      `Replay: FAULTS_SEED=${seed} FAULTS_ROUNDS=1 npm run test:faults`,
      `Incidents: ${JSON.stringify(deployment.incidents())}`,
      ...deployment.complaints().map(([complaint, times]) => `${times} × ${complaint}`),
      '',
    ].join('\n'),
  )
}

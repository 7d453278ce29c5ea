/** Whatever befalls lines and processes: no word is lost, doubled, or read by somebody else. */
import { afterAll, beforeAll, describe, expect, onTestFailed, test } from 'vitest'
import { type Deployment, deployOnRedis, deployOnSqlite } from './deployment.ts'
import { checkRound } from './invariants.ts'
import { playRound } from './round.ts'
import { describeRound, drawRound, type Odds } from './schedule.ts'
import { askUndisturbed } from './whole-answers.ts'

/** `FAULTS_SEED` names the first round, and `FAULTS_ROUNDS` how many there are. */
const first = Number(process.env.FAULTS_SEED ?? 1)
const count = Number(process.env.FAULTS_ROUNDS ?? 12)

const ROUND_TIMEOUT_MS = 90_000

const deployments = [
  { name: 'replicas on one Redis', deploy: deployOnRedis, odds: { troubles: 0.35 }, rounds: count },
  {
    name: 'one process with SQLite',
    deploy: deployOnSqlite,
    odds: { troubles: 0 },
    rounds: Math.ceil(count / 4),
  },
] satisfies { name: string; deploy: () => Promise<Deployment>; odds: Odds; rounds: number }[]

let wholeAnswers: Map<string, string>
beforeAll(async () => {
  wholeAnswers = await askUndisturbed()
}, ROUND_TIMEOUT_MS)

describe.each(deployments)('$name', ({ deploy, odds, rounds }) => {
  let deployment: Deployment

  beforeAll(async () => {
    deployment = await deploy()
  }, ROUND_TIMEOUT_MS)
  afterAll(() => deployment.stop())

  for (let n = 0; n < rounds; n += 1) {
    const round = drawRound(first + n, odds)
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
      ...deployment.complaints(),
      '',
    ].join('\n'),
  )
}

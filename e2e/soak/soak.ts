/**
 * npm run test:soak      15 minutes of everything that visitors do, on each engine: nothing may grow
 *
 * SOAK_MINUTES (15) for each engine, SOAK_ENGINES (SQLite,Redis), SOAK_SEED (1).
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { readable, table } from '../bench/figures.ts'
import { createRandom } from '../faults/random.ts'
import { type EngineName, type Hub, type Sample, startHub } from './services.ts'
import { trendsOf } from './trend.ts'
import { type Tally, visit } from './visitors.ts'

const { SOAK_MINUTES = '15', SOAK_ENGINES = 'SQLite,Redis', SOAK_SEED = '1' } = process.env
const minutes = Number(SOAK_MINUTES)
const seed = Number(SOAK_SEED)

const VISITORS = 6
/** Each, so that as much happens at the end as at the beginning, however busy the machine is. */
const VISIT_EVERY_MS = 6_000
/** Fifteen samples at least: enough for medians of thirds. */
const SAMPLES = Math.max(15, Math.round(minutes * 2))
const SPELL_MS = (minutes * 60_000) / SAMPLES
/** For answers that nobody reads any more to end, and for what is removed behind them. */
const SETTLES_MS = 1_500

/** Returns whether all went well. */
async function soak(engine: EngineName, hub: Hub): Promise<boolean> {
  const tally: Tally = new Map()
  const samples: Sample[] = []
  const problems: string[] = []
  for (let spell = 0; spell < SAMPLES && hub.isAlive(); spell++) {
    const until = performance.now() + SPELL_MS - SETTLES_MS
    const visitors = Array.from({ length: VISITORS }, async (_, lane) => {
      const random = createRandom(seed * 1_000_003 + spell * VISITORS + lane)
      while (performance.now() < until && hub.isAlive()) {
        const next = sleep(VISIT_EVERY_MS)
        await visit(hub, random, tally)
        await next
      }
    })
    const settled = await Promise.allSettled(visitors)
    for (const each of settled) if (each.status === 'rejected') problems.push(String(each.reason))
    if (!hub.isAlive()) break
    await sleep(SETTLES_MS)
    samples.push(await hub.sample())
    process.stderr.write(`${engine} ${spell + 1}/${SAMPLES}: ${lineOf(samples.at(-1))}\n`)
  }
  if (!hub.isAlive()) problems.push(`A process ended: ${hub.output().slice(-2_000)}`)
  return report(engine, { tally, samples, problems })
}

const lineOf = (sample: Sample | undefined) =>
  Object.entries(sample ?? {})
    .map(([name, value]) => `${name} ${readable(value)}`)
    .join(', ')

type Soaked = { tally: Tally; samples: Sample[]; problems: string[] }

function report(engine: EngineName, { tally, samples, problems }: Soaked): boolean {
  const trends = trendsOf(samples)
  const done = [...tally].map(([name, times]) => `${times} × ${name}`).join(', ')
  const rows = trends.map(({ name, first, middle, last, grows }) => [
    name,
    grows ? 'grows' : 'flat',
    ...[first, middle, last].map(readable),
  ])
  console.log(`\n${engine}, ${minutes} minutes, seed ${seed}: ${done}\n`)
  console.log(`${table([['', '', 'first third', 'middle third', 'last third'], ...rows])}\n`)
  for (const problem of new Set(problems)) console.log(`✗ ${problem}`)
  return problems.length === 0 && trends.every(({ grows }) => !grows)
}

let failed = false
for (const engine of SOAK_ENGINES.split(',') as EngineName[]) {
  const hub = await startHub(engine)
  try {
    failed = !(await soak(engine, hub)) || failed
  } finally {
    await hub.stop()
  }
}
process.exit(failed ? 1 : 0)

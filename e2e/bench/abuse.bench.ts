/**
 * What strangers can do to those who use the API properly: for each kind of abuse how long `/health` takes, how evenly
 * the words of an answer come, and how much memory the API takes, beside an idle run.
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Attack, attacks, type Outcome } from './abuse/attacks.ts'
import { lookAt, type Seen } from './abuse/onlooker.ts'
import { percentile, readable, table } from './figures.ts'
import { type ServerProcess, startOurApi, startServer } from './processes.ts'

const help = 'npm run bench -- abuse [--seconds 12] [--only words-in-a-row’s-name]'
const MOST_HEALTH_MS = 50
const MOST_BYTES = 500 * 1024 * 1024
const MB = 1024 * 1024
/** As it is where the owner sets nothing. */
const USUAL = { RATE_LIMITS: '' }
/** Of those who use it properly, before anything happens. */
const WARMUP_MS = 1_000
const ATTACKER_TIMEOUT_MS = 10_000

export async function run(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      seconds: { type: 'string', default: '12' },
      only: { type: 'string', default: '' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    console.log(help)
    return true
  }
  const seconds = Number(values.seconds)
  const upstream = await startServer('upstream', resolve(import.meta.dirname, 'upstream.ts'))
  try {
    const rows: Row[] = []
    for (const attack of attacks.filter(({ name }) => name.includes(values.only))) {
      process.stderr.write(`${attack.name} …\n`)
      rows.push(await measure(attack, upstream, seconds))
    }
    return report(rows)
  } finally {
    await upstream.stop()
  }
}

type Row = { attack: Attack; seen: Seen; outcome: Outcome }

async function measure(attack: Attack, upstream: ServerProcess, seconds: number): Promise<Row> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coaching-hub-bench-'))
  const api = await startOurApi(`${upstream.url}/v1`, dataDir, { ...USUAL, ...attack.settings })
  try {
    const onlooker = lookAt(api, seconds)
    await onlooker.started
    await sleep(WARMUP_MS)
    const outcome = await attackFor(attack, api, seconds)
    const seen = await onlooker.stop()
    if (!isRunning(api)) seen.failures.push('the process ended')
    return { attack, seen, outcome }
  } finally {
    await api.stop()
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function attackFor(
  { name }: Attack,
  { url }: ServerProcess,
  seconds: number,
): Promise<Outcome> {
  const attacker = fork(resolve(import.meta.dirname, 'abuse/attacker.ts'), [name, url])
  await sleep(seconds * 1_000)
  const told = once(attacker, 'message')
  attacker.send('stop')
  const late = sleep(ATTACKER_TIMEOUT_MS, undefined, { ref: false })
  const [outcome = {}] = (await Promise.race([told, late])) ?? []
  attacker.kill('SIGKILL')
  return outcome as Outcome
}

function isRunning({ pid }: ServerProcess): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

function report(rows: Row[]): boolean {
  const titles = ['/health p95 ms', 'longest', 'words’ gap p95 ms', 'longest', 'peak MB']
  const lines = rows.map(({ attack, seen, outcome }) => [
    attack.name,
    Object.entries(outcome)
      .map(([what, times]) => (/^\d+ /.test(what) ? what : `${times} × ${what}`))
      .join(', '),
    readable(percentile(seen.healthMs, 0.95)),
    readable(Math.max(...seen.healthMs)),
    readable(percentile(seen.gapMs, 0.95)),
    readable(Math.max(...seen.gapMs)),
    readable(seen.peakBytes / MB),
  ])
  console.log(`\n${table([['abuse', 'answered with', ...titles], ...lines])}\n`)
  const misses = rows.flatMap(missesOf)
  console.log(`Every row is to stay below ${MOST_HEALTH_MS} ms at p95 and ${MOST_BYTES / MB} MB.`)
  for (const miss of misses) console.log(`✗ ${miss}`)
  return misses.length === 0
}

function missesOf({ attack: { name }, seen: { healthMs, peakBytes, failures } }: Row): string[] {
  const health = percentile(healthMs, 0.95)
  return [
    ...(health < MOST_HEALTH_MS ? [] : [`${name}: /health takes ${readable(health)} ms`]),
    ...(peakBytes < MOST_BYTES ? [] : [`${name}: ${readable(peakBytes / MB)} MB`]),
    ...[...new Set(failures)].map((failure) => `${name}: ${failure}`),
  ]
}

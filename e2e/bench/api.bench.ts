/**
 * What a turn costs: our API beside a raw proxy over the same scripted upstream, in turns (A B A B …), so
 * that the machine's moods hit both alike. Compare the ratios; absolute numbers are the machine's.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { median, percentile, readable, table } from './figures.ts'
import { measure, type WindowResult } from './load.ts'
import { type ServerProcess, startOurApi, startServer } from './processes.ts'

const help = `npm run bench -- api [--users 1,32] [--rounds 3] [--seconds 8] [--warmup 1]`

export async function run(args: string[]): Promise<boolean> {
  const options = readOptions(args)
  if (!options) return true
  const dataDir = mkdtempSync(join(tmpdir(), 'coaching-hub-bench-'))
  const servers: ServerProcess[] = []
  try {
    const upstream = await startServer('upstream', script('upstream.ts'))
    servers.push(upstream)
    const baseUrl = `${upstream.url}/v1`
    const proxy = await startServer('raw proxy', script('raw-proxy.ts'), {
      OPENAI_BASE_URL: baseUrl,
    })
    servers.push(proxy)
    const api = await startOurApi(baseUrl, dataDir)
    servers.push(api)
    return report(await alternate([proxy, api], options), options)
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const script = (path: string) => resolve(import.meta.dirname, path)

type Options = { users: number[]; rounds: number; seconds: number; warmupSeconds: number }

function readOptions(args: string[]): Options | undefined {
  const { values } = parseArgs({
    args,
    options: {
      users: { type: 'string', default: '1,32' },
      rounds: { type: 'string', default: '3' },
      seconds: { type: 'string', default: '8' },
      warmup: { type: 'string', default: '1' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    console.log(help)
    return undefined
  }
  return {
    users: values.users.split(',').map((count) => between(1, 500, '--users', count)),
    rounds: between(1, 20, '--rounds', values.rounds),
    seconds: between(0.5, 60, '--seconds', values.seconds),
    warmupSeconds: between(0, 30, '--warmup', values.warmup),
  }
}

function between(least: number, most: number, option: string, text: string): number {
  const value = Number(text)
  if (value >= least && value <= most) return value
  throw new Error(`${option} must be between ${least} and ${most}. Usage: ${help}`)
}

type Round = { users: number; server: string; result: WindowResult }

async function alternate(servers: ServerProcess[], options: Options): Promise<Round[]> {
  const rounds: Round[] = []
  for (const users of options.users) {
    for (let round = 1; round <= options.rounds; round++) {
      for (const server of servers) {
        process.stderr.write(`round ${round}: ${server.name}, ${users} user(s) …\n`)
        const result = await measure(server, { ...options, users })
        rounds.push({ users, server: server.name, result })
      }
    }
  }
  return rounds
}

type Figure = { title: string; of(result: WindowResult): number }

const figures: Figure[] = [
  { title: 'turns/s', of: ({ turnsPerSecond }) => turnsPerSecond },
  { title: 'first delta p50 ms', of: ({ firstDeltaMs }) => percentile(firstDeltaMs, 0.5) },
  { title: 'first delta p95 ms', of: ({ firstDeltaMs }) => percentile(firstDeltaMs, 0.95) },
  { title: 'CPU ms/turn', of: ({ cpuMsPerTurn }) => cpuMsPerTurn },
]

function report(rounds: Round[], { users, rounds: count, seconds }: Options): boolean {
  const rows = [['users', 'server', ...figures.map(({ title }) => title)]]
  for (const userCount of users) {
    const [limit, ours] = ['raw proxy', 'our API'].map((server) => {
      const results = rounds.filter((round) => round.users === userCount && round.server === server)
      return figures.map(({ of }) => median(results.map(({ result }) => of(result))))
    })
    const ratios = figures.map((_, index) => (ours?.[index] ?? 0) / (limit?.[index] ?? 0))
    rows.push([String(userCount), 'raw proxy', ...(limit ?? []).map(readable)])
    rows.push(['', 'our API', ...(ours ?? []).map(readable)])
    rows.push(['', 'ratio', ...ratios.map((ratio) => `${readable(ratio)}×`)])
  }
  console.log(
    `\nTurns of 100 deltas; medians of ${count} rounds of ${seconds} s\n\n${table(rows)}\n`,
  )

  const failures = rounds.flatMap(({ server, result }) =>
    result.failures.map((reason) => `${server}: ${reason}`),
  )
  for (const reason of new Set(failures)) {
    const times = failures.filter((other) => other === reason).length
    console.error(`${times} failed turn(s), ${reason}`)
  }
  return failures.length === 0
}

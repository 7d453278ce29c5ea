/**
 * Whether what is asked of the API takes longer as a session grows: a small session beside one at its
 * limits, in turns, on each engine of memory. Compare the ratios; absolute numbers are the machine's.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { median, readable, table } from './figures.ts'
import { startOurApi, startServer } from './processes.ts'
import { type Engine, redis, sqlite } from './sizes/engines.ts'
import { deletion, type Request, requests } from './sizes/requests.ts'
import { fillSession, LARGE, type Session, SMALL } from './sizes/sessions.ts'

const help = 'npm run bench -- sizes [--rounds 40] [--deletions 5]'
const note =
  'Pages of a chat are to stay within 1.5×. A turn takes more of a long chat along, up to a limit.'
const WARMUP_ROUNDS = 5
/** A deleted session's files are removed from the vector store behind the answer: that is not measured. */
const SWEEP_MS = 1_000

export async function run(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      rounds: { type: 'string', default: '40' },
      deletions: { type: 'string', default: '5' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    console.log(help)
    return true
  }
  const rounds = { requests: Number(values.rounds), deletions: Number(values.deletions) }
  const dataDir = mkdtempSync(join(tmpdir(), 'coaching-hub-bench-'))
  const rows = [['engine', 'request', 'small ms', 'large ms', 'ratio']]
  try {
    rows.push(...(await measure(sqlite(dataDir), dataDir, rounds)))
    const other = await redis().catch(({ message }: Error) =>
      console.error(`Without Redis: ${message}`),
    )
    if (other) rows.push(...(await measure(other, dataDir, rounds)))
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
  const { threads, items, files } = LARGE
  const large = `${threads} chats, one of them of ${items} items, and ${files} files of 1 MB`
  console.log(`\nMedians; large is a session of ${large}\n\n${table(rows)}\n\n${note}\n`)
  return true
}

type Rounds = { requests: number; deletions: number }
const SIZES = ['small', 'large'] as const
type Pair = Record<(typeof SIZES)[number], Session>

/** Returns the rows of its table. */
async function measure(engine: Engine, dataDir: string, rounds: Rounds): Promise<string[][]> {
  const stops = [engine.stop]
  try {
    process.stderr.write(`${engine.name}: filling sessions …\n`)
    const [kept, ...passing] = await fillPairs(engine, rounds.deletions + 1)
    if (!kept) throw new Error('There is nothing to measure.')
    const upstream = await startServer('upstream', resolve(import.meta.dirname, 'upstream.ts'))
    stops.unshift(upstream.stop)
    const api = await startOurApi(`${upstream.url}/v1`, dataDir, engine.settings)
    stops.unshift(api.stop)

    const rows: string[][] = []
    for (const request of requests) {
      process.stderr.write(`${engine.name}: ${request.title} …\n`)
      const repeated = Array.from({ length: WARMUP_ROUNDS + rounds.requests }, () => kept)
      rows.push([
        engine.name,
        ...(await compare(api.url, request, repeated, { warmup: WARMUP_ROUNDS })),
      ])
    }
    process.stderr.write(`${engine.name}: ${deletion.title} …\n`)
    const pause = { pauseMs: SWEEP_MS }
    rows.push([engine.name, ...(await compare(api.url, deletion, passing, pause))])
    return rows
  } finally {
    for (const stop of stops) await stop()
  }
}

async function fillPairs(engine: Engine, count: number): Promise<Pair[]> {
  const memory = await engine.open()
  const pairs: Pair[] = []
  for (let n = 0; n < count; n++) {
    const small = await fillSession(memory, SMALL)
    pairs.push({ small, large: await fillSession(memory, LARGE) })
  }
  await memory.close()
  return pairs
}

/** In turns, each first as often as the other, so that the machine's moods hit both alike. */
async function compare(
  url: string,
  { title, send }: Request,
  pairs: Pair[],
  { warmup = 0, pauseMs = 0 }: { warmup?: number; pauseMs?: number },
): Promise<string[]> {
  const ms = { small: [] as number[], large: [] as number[] }
  for (const [round, pair] of pairs.entries()) {
    for (const size of round % 2 === 0 ? SIZES : SIZES.toReversed()) {
      const startedAt = performance.now()
      await send(url, pair[size])
      if (round >= warmup) ms[size].push(performance.now() - startedAt)
      if (pauseMs) await sleep(pauseMs)
    }
  }
  const [small, large] = [median(ms.small), median(ms.large)]
  return [title, readable(small), readable(large), `${readable(large / small)}×`]
}

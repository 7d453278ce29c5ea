/** What a search costs with thousands of documents in the index, and what it costs to open that index again. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, percentile, readable, table } from '../figures.ts'
import { addFile, databaseIn, openEngine } from './engine.ts'
import type { SearchReport, Times } from './searching.ts'
import { makeDocument, randomFrom } from './synthetic.ts'

const MB = 1024 * 1024
/** Of one session. */
const OWN = 2
const MOST_MEDIAN_MS = 50
const MOST_P95_MS = 100
const MOST_OPEN_MS = 1_000
const MOST_BYTES = 250 * MB

/** @returns whether every figure is as it should be */
export async function measureVolume(documents: number, pages: number): Promise<boolean> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coaching-hub-bench-'))
  try {
    const seconds = await fill(dataDir, documents, pages)
    const { size } = statSync(databaseIn(dataDir))
    const scopes: [string, SearchReport][] = [
      [`all but ${OWN}`, searchAfterRestart(dataDir, 'part', 'most')],
      [`${OWN} of one session`, searchAfterRestart(dataDir, 'session', 'session-0')],
    ]
    console.log(`\nSearch among ${documents} documents of ${pages} pages, and the library\n`)
    console.log(`${table([TITLES, ...scopes.flatMap(([name, report]) => rowsOf(name, report))])}\n`)
    console.log(`Adding a document: ${readable((seconds / documents) * 1000)} ms.`)
    console.log(`On disk: ${readable(size / MB)} MB.`)
    console.log(`Processes waiting for a processor meanwhile: ${readable(loadavg()[1] ?? 0)}.`)
    const misses = scopes.flatMap(([name, report]) => missesOf(name, report))
    for (const miss of misses) console.log(`✗ ${miss}`)
    return misses.length === 0
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

/** @returns how many seconds it took */
async function fill(dataDir: string, documents: number, pages: number): Promise<number> {
  const engine = await openEngine(dataDir)
  const random = randomFrom(7)
  const start = performance.now()
  for (let number = 0; number < documents; number++) {
    const session = `session-${Math.floor(number / OWN)}`
    // So that no search is one of all that there is.
    const part = number < documents - OWN ? 'most' : 'rest'
    const name = `document-${number}.md`
    await addFile(engine, { name, content: makeDocument(random, pages) }, { session, part })
    if (number % 100 === 99) process.stderr.write(`${number + 1} documents …\n`)
  }
  const seconds = (performance.now() - start) / 1000
  await engine.close()
  return seconds
}

/** In a process of its own, which has to read the database from the disk. */
function searchAfterRestart(dataDir: string, key: string, value: string): SearchReport {
  // Makes the system forget what it has read of the file; it needs no special rights.
  execFileSync('dd', [`if=${databaseIn(dataDir)}`, 'iflag=nocache', 'count=0'], { stdio: 'ignore' })
  const script = join(import.meta.dirname, 'searching.ts')
  const args = [script, dataDir, key, value]
  const output = execFileSync(process.execPath, args, { encoding: 'utf8' })
  return JSON.parse(output) as SearchReport // printed by searching.ts
}

const TITLES = [
  ...['searched', 'question asked', 'first ms', 'median ms', 'p95 ms', 'CPU median', 'CPU p95'],
  ...['restart ms', 'memory MB'],
]

function rowsOf(name: string, { openMs, cold, warm, residentBytes }: SearchReport): string[][] {
  const figures = ({ ms, cpuMs }: Times) =>
    [ms[0] ?? 0, median(ms), percentile(ms, 0.95), median(cpuMs), percentile(cpuMs, 0.95)].map(
      readable,
    )
  return [
    [name, 'first', ...figures(cold), readable(openMs), readable(residentBytes / MB)],
    ['', 'again', ...figures(warm), '', ''],
  ]
}

function missesOf(name: string, { openMs, cold, warm, residentBytes }: SearchReport): string[] {
  const figures: [string, number, number, string][] = [
    ...[cold, warm].flatMap(({ ms }, at): [string, number, number, string][] => {
      const when = at === 0 ? 'asked first' : 'asked again'
      return [
        [`median, ${when}`, median(ms), MOST_MEDIAN_MS, 'ms'],
        [`p95, ${when}`, percentile(ms, 0.95), MOST_P95_MS, 'ms'],
      ]
    }),
    ['restart', openMs, MOST_OPEN_MS, 'ms'],
    ['memory', residentBytes / MB, MOST_BYTES / MB, 'MB'],
  ]
  return figures
    .filter(([, value, most]) => value >= most)
    .map(
      ([what, value, most, unit]) =>
        `${name}: ${what} ${readable(value)} ${unit}, to stay below ${most}`,
    )
}

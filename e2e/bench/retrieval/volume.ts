/** What a search costs with thousands of documents in the index, and what it costs to open that index again. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median, percentile, readable, table } from '../figures.ts'
import { addFile, openEngine } from './engine.ts'
import type { SearchReport } from './searching.ts'
import { makeDocument, randomFrom } from './synthetic.ts'

const MB = 1024 * 1024
const LONGEST_TEXT = 1_000_000
const FEW = 5

export async function measureVolume(documents: number, pages: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coaching-hub-bench-'))
  try {
    const { seconds, longestStopMs } = await fill(dataDir, documents, pages)
    const rows = [['session holds', '', 'open ms', 'first ms', 'median ms', 'p95 ms', 'memory MB']]
    for (const [session, holds] of [
      ['nobody', 'nothing'],
      ['few', `${FEW} documents`],
      ['many', `${documents} documents`],
    ] as const)
      rows.push(rowOf(holds, searchAfterRestart(dataDir, session)))
    const size = readdirSync(dataDir).reduce(
      (sum, name) => sum + statSync(join(dataDir, name)).size,
      0,
    )
    console.log(
      `\nSearch among ${documents} documents of ${pages} pages, in a process just started`,
    )
    console.log(`\n${table(rows)}\n`)
    console.log(`Adding a document: ${readable((seconds / documents) * 1000)} ms.`)
    console.log(`On disk: ${readable(size / MB)} MB.`)
    console.log(
      `Longest stop while a million characters were indexed: ${readable(longestStopMs)} ms.`,
    )
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}

async function fill(dataDir: string, documents: number, pages: number) {
  const engine = await openEngine(dataDir)
  const random = randomFrom(7)
  const add = (name: string, text: string, session: string) =>
    addFile(engine, name, text, { session })
  const start = performance.now()
  for (let number = 1; number <= documents; number++)
    await add(`document-${number}.md`, makeDocument(random, pages), 'many')
  const seconds = (performance.now() - start) / 1000
  for (let number = 1; number <= FEW; number++)
    await add(`own-${number}.md`, makeDocument(random, pages), 'few')
  const large = makeDocument(random, 400).slice(0, LONGEST_TEXT)
  const longestStopMs = await longestStopDuring(() => add('large.md', large, 'large'))
  engine.close()
  return { seconds, longestStopMs }
}

/** How long nothing else had its turn. */
async function longestStopDuring(work: () => Promise<void>): Promise<number> {
  let longest = 0
  let last = performance.now()
  let isRunning = true
  const look = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
    if (isRunning) setImmediate(look)
  }
  setImmediate(look)
  await work()
  isRunning = false
  return longest
}

function searchAfterRestart(dataDir: string, session: string): SearchReport {
  const script = join(import.meta.dirname, 'searching.ts')
  const output = execFileSync(process.execPath, [script, dataDir, session], { encoding: 'utf8' })
  return JSON.parse(output) as SearchReport // printed by searching.ts
}

function rowOf(holds: string, report: SearchReport): string[] {
  const { openMs, firstSearchMs, searchesMs, residentBytes } = report
  const p95 = percentile(searchesMs, 0.95)
  const figures = [openMs, firstSearchMs, median(searchesMs), p95, residentBytes / MB]
  return [holds, '', ...figures.map(readable)]
}

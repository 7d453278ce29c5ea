/** A process that opens the engine where another left it, searches, and reports in one line of JSON. */
import { libraryAnd, openEngine, search } from './engine.ts'
import { makeQuestion, randomFrom } from './synthetic.ts'

export interface SearchReport {
  openMs: number
  firstSearchMs: number
  searchesMs: number[]
  residentBytes: number
}

const SEARCHES = 60
const RESULTS = 10

const [dataDir = '', session = ''] = process.argv.slice(2)
const random = randomFrom(11)

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

const start = performance.now()
const engine = await openEngine(dataDir)
const openMs = performance.now() - start
const ask = () => search(engine, makeQuestion(random), libraryAnd(session), RESULTS)
const firstSearchMs = await timed(ask)
const searchesMs: number[] = []
for (let count = 0; count < SEARCHES; count++) searchesMs.push(await timed(ask))
const residentBytes = process.memoryUsage.rss()
engine.close()
const report: SearchReport = { openMs, firstSearchMs, searchesMs, residentBytes }
console.log(JSON.stringify(report))

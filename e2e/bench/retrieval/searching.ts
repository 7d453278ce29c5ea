/** A process that opens the engine where another left it, searches, and reports in one line of JSON. */
import { libraryAnd, openEngine, search } from './engine.ts'
import { makeQuestions, randomFrom } from './synthetic.ts'

export type SearchReport = {
  openMs: number
  /** Each question for the first time, and once more. */
  cold: Times
  warm: Times
  residentBytes: number
}

export type Times = { ms: number[]; cpuMs: number[] }

const QUESTIONS = 240
const RESULTS = 10

const [dataDir = '', key = '', value = ''] = process.argv.slice(2)

const start = performance.now()
const engine = await openEngine(dataDir)
const openMs = performance.now() - start
const filters = libraryAnd(key, value)
const questions = makeQuestions(randomFrom(11), QUESTIONS)
const cold = await askAll()
const warm = await askAll()
const residentBytes = process.memoryUsage.rss()
await engine.close()
const report: SearchReport = { openMs, cold, warm, residentBytes }
console.log(JSON.stringify(report))

async function askAll(): Promise<Times> {
  const times: Times = { ms: [], cpuMs: [] }
  for (const question of questions) {
    const [startedAt, cpuBefore] = [performance.now(), process.cpuUsage()]
    await search(engine, question, filters, RESULTS)
    const { user, system } = process.cpuUsage(cpuBefore)
    times.ms.push(performance.now() - startedAt)
    times.cpuMs.push((user + system) / 1_000)
  }
  return times
}

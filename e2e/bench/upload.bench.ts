/**
 * What the upload of a large file costs in memory: the API's resident memory before, and its peak while
 * 50 MB go through it to a stand-in for OpenAI's API.
 */
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { readable, table } from './figures.ts'
import { residentBytes, type ServerProcess, startOurApi, startServer } from './processes.ts'

const MB = 1024 * 1024
const SAMPLE_EVERY_MS = 10
const help = 'npm run bench -- upload [--megabytes 49] [--rounds 3]'

export async function run(args: string[]): Promise<boolean> {
  const { values } = parseArgs({
    args,
    options: {
      megabytes: { type: 'string', default: '49' },
      rounds: { type: 'string', default: '3' },
      help: { type: 'boolean' },
    },
  })
  if (values.help) {
    console.log(help)
    return true
  }
  const dataDir = mkdtempSync(join(tmpdir(), 'coaching-hub-bench-'))
  const servers: ServerProcess[] = []
  try {
    const upstream = await startServer('upstream', script('upstream.ts'))
    servers.push(upstream)
    const api = await startOurApi(`${upstream.url}/v1`, dataDir)
    servers.push(api)
    return await report(api, Number(values.megabytes), Number(values.rounds))
  } finally {
    await Promise.all(servers.map((server) => server.stop()))
    rmSync(dataDir, { recursive: true, force: true })
  }
}

const script = (path: string) => resolve(import.meta.dirname, path)

async function report(api: ServerProcess, megabytes: number, rounds: number): Promise<boolean> {
  // The first uploads load code and grow buffers that stay.
  for (let warmup = 0; warmup < 3; warmup++) await upload(api.url, 1)
  const rows = [['round', 'file MB', 'before MB', 'peak MB', 'growth MB']]
  for (let round = 1; round <= rounds; round++) {
    const before = residentBytes(api.pid)
    const peak = await peakDuring(api.pid, () => upload(api.url, megabytes))
    const figures = [before, peak, peak - before].map((bytes) => readable(bytes / MB))
    rows.push([String(round), String(megabytes), ...figures])
  }
  console.log(`\nResident memory of the API\n\n${table(rows)}\n`)
  return true
}

async function peakDuring(pid: number, work: () => Promise<void>): Promise<number> {
  let peak = residentBytes(pid)
  const sampler = setInterval(() => {
    peak = Math.max(peak, residentBytes(pid))
  }, SAMPLE_EVERY_MS)
  await work()
  clearInterval(sampler)
  return peak
}

async function upload(url: string, megabytes: number): Promise<void> {
  const line = `${'All work and no play makes a dull file. '.repeat(25)}\n`
  const text = line.repeat(Math.floor((megabytes * MB) / line.length))
  const form = new FormData()
  form.append('file', new File([text], 'bench.txt', { type: 'text/plain' }))
  const headers = { 'X-Session-Id': randomUUID() }
  const response = await fetch(`${url}/library/files`, { method: 'POST', headers, body: form })
  if (!response.ok) throw new Error(`Upload: ${response.status} ${await response.text()}`)
  await response.arrayBuffer()
}

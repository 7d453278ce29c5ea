/** Servers under measurement, each in a process of its own. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { freePort } from '../../backend/test/process/free-port.ts'

export type ServerProcess = {
  name: string
  url: string
  pid: number
  stop(): Promise<void>
}

const START_TIMEOUT_MS = 20_000
const STOP_TIMEOUT_MS = 10_000

/** Runs a script that listens on PORT and answers GET /health; resolves once it does. */
export async function startServer(
  name: string,
  script: string,
  env: Record<string, string> = {},
): Promise<ServerProcess> {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, [script], {
    // Nothing of the caller's own settings: a benchmark must not reach a real model.
    env: { PATH: process.env.PATH, HOST: '127.0.0.1', PORT: String(port), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  const keepTail = (chunk: Buffer) => {
    output = (output + chunk).slice(-4000)
  }
  child.stdout.on('data', keepTail)
  child.stderr.on('data', keepTail)

  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const stop = async () => {
    child.kill('SIGTERM')
    const patience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(patience)
  }

  const deadline = performance.now() + START_TIMEOUT_MS
  while (child.exitCode === null && performance.now() < deadline) {
    if (await isHealthy(url)) return { name, url, pid: child.pid ?? 0, stop }
    await new Promise((wake) => setTimeout(wake, 50))
  }
  await stop()
  throw new Error(`${name} did not start. It said:\n${output}`)
}

/** Our API as in production, its model at this address. */
export function startOurApi(
  baseUrl: string,
  dataDir: string,
  settings: Record<string, string> = {},
): Promise<ServerProcess> {
  return startServer('our API', resolve(import.meta.dirname, '../../backend/src/main.ts'), {
    NODE_ENV: 'production',
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    RATE_LIMITS: 'off',
    SESSION_SECRET: 'only-for-this-benchmark',
    OPENAI_API_KEY: 'x',
    OPENAI_BASE_URL: baseUrl,
    JASON_VECTOR_STORE_ID: 'vs_bench',
    ...settings,
  })
}

async function isHealthy(url: string): Promise<boolean> {
  try {
    const response = await fetch(`${url}/health`, { signal: AbortSignal.timeout(2000) })
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

/** Memory that a process holds now, in bytes; NaN where there is no /proc. */
export function residentBytes(pid: number): number {
  try {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
    return Number(kilobytes) * 1024
  } catch {
    return Number.NaN
  }
}

const MS_PER_CLOCK_TICK = 10

/** CPU a process has used so far; NaN where there is no /proc. */
export function cpuMs(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return (Number(fields[11]) + Number(fields[12])) * MS_PER_CLOCK_TICK
  } catch {
    return Number.NaN
  }
}

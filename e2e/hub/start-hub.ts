/** The whole application in processes of its own, for journeys that need other settings than the usual ones. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { withoutSettings } from '../../.scripts/settings.mjs'
import { noteSecrets } from '../../backend/test/process/canaries.ts'
import { keepLog } from '../../backend/test/process/kept-log.ts'

type Settings = Record<string, string>
export type Running = { stop(): Promise<void> }
export type RunningService = Running & {
  pid: number
  isAlive(): boolean
  /** Everything that it has written to its standard output and standard error, until it is stopped. */
  output(): string
}
export type RunningApi = RunningService & {
  /** As a crash ends it, or a machine without memory left. */
  kill(): Promise<void>
}

const root = resolve(import.meta.dirname, '../..')
const SESSION_SECRET = 'only-for-these-journeys'
/** Several start at once, beside the browsers that use them. */
const START_TIMEOUT_MS = 60_000
const STOP_TIMEOUT_MS = 10_000
/** How long a hub may take to be there. */
export const HUB_TIMEOUT_MS = START_TIMEOUT_MS + 30_000

/**
 * Starts the API at this port, for a page at that address.
 * @param settings what is otherwise than usual; `DATA_DIR` to start again on the same memory
 */
export async function startApi(
  port: number,
  page: string,
  settings: Settings,
): Promise<RunningApi> {
  const dataDir = mkdtempSync(join(tmpdir(), 'coaching-hub-e2e-'))
  const main = join(root, 'backend/src/main.ts')
  const service = run('api', [main], root, {
    PORT: String(port),
    CORS_ORIGINS: page,
    DATA_DIR: dataDir,
    DRAIN_SECONDS: '0',
    // All of it comes from one address.
    RATE_LIMITS: 'off',
    LOG_LEVEL: 'info',
    ...settings,
  })
  await answersAt(`${urlOf(port)}/health`, service)
  return {
    ...service,
    kill: () => service.end('SIGKILL'),
    async stop() {
      await service.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

type PageSettings = {
  /** What the page's own server calls. */
  api: string
  /** What the browser calls. */
  publicApi?: string
  /** Switches OpenAI's panel on. */
  panelKey?: string
}

/** Starts the page at this port. @param settings what is otherwise than usual */
export async function startPage(
  port: number,
  { api, publicApi = api, panelKey }: PageSettings,
  settings: Settings = {},
): Promise<RunningService> {
  const service = run('page', ['server.ts'], join(root, 'frontend'), {
    PORT: String(port),
    API_BASE: api,
    VITE_API_BASE: publicApi,
    ...(panelKey && { VITE_CHATKIT_API_DOMAIN_KEY: panelKey }),
    ...settings,
  })
  await answersAt(`${urlOf(port)}/favicon.svg`, service)
  return service
}

export const urlOf = (port: number) => `http://127.0.0.1:${port}`

type Service = RunningService & {
  child: ChildProcess
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>
}

function run(name: string, args: string[], cwd: string, settings: Settings): Service {
  const log = keepLog(name)
  noteSecrets({ SESSION_SECRET, ...settings })
  const child = spawn(process.execPath, args, {
    cwd,
    env: {
      ...withoutSettings(process.env),
      HOST: '127.0.0.1',
      NODE_ENV: 'production',
      SESSION_SECRET,
      ...settings,
    },
    stdio: ['ignore', log.fd, log.fd],
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    child.kill(signal)
    const patience = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS)
    await ended
    clearTimeout(patience)
    log.close()
  }
  return {
    child,
    end,
    pid: child.pid ?? 0,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    output: log.read,
    stop: () => end('SIGTERM'),
  }
}

export async function answersAt(url: string, service: RunningService) {
  const deadline = performance.now() + START_TIMEOUT_MS
  while (service.isAlive() && performance.now() < deadline) {
    if (await isFine(url)) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  const output = service.output().slice(-4_000)
  await service.stop()
  throw new Error(`Nothing answers at ${url}. The service said:\n${output}`)
}

async function isFine(url: string) {
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    return response.ok
  } catch {
    return false
  }
}

/** The whole application on one engine of memory, and what it holds. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { withoutSettings } from '../../.scripts/settings.mjs'
import { freePort } from '../../backend/test/process/free-port.ts'
import { keepLog } from '../../backend/test/process/kept-log.ts'
import { startRedis } from '../../backend/test/process/start-redis.ts'
import { answersAt, type RunningService, startPage, urlOf } from '../hub/start-hub.ts'

export type EngineName = 'SQLite' | 'Redis'

/** In megabytes, except for the numbers of open files. */
export type Sample = {
  'API heap': number
  'API memory': number
  'API files': number
  'page memory': number
  'page files': number
  disk: number
  Redis: number
}

export type Hub = Awaited<ReturnType<typeof startHub>>

const MB = 1024 * 1024
const SESSION_SECRET = 'only-for-the-soak-test'

export async function startHub(engine: EngineName) {
  const redis = engine === 'Redis' ? await startRedis() : undefined
  const folder = mkdtempSync(join(tmpdir(), 'coaching-hub-soak-'))
  const [apiPort, pagePort] = [await freePort(), await freePort()]
  const [api, page] = [urlOf(apiPort), urlOf(pagePort)]
  const service = startApi({
    PORT: String(apiPort),
    CORS_ORIGINS: page,
    DATA_DIR: join(folder, 'data'),
    TMPDIR: folder,
    ...(redis && { REDIS_URL: redis.url }),
  })
  await answersAt(`${api}/health`, service)
  const pageService = await startPage(pagePort, { api }, { SESSION_SECRET })

  return {
    api,
    page,
    apiPort,
    isAlive: () => service.isAlive() && pageService.isAlive(),
    output: service.output,
    async sample(): Promise<Sample> {
      const memory = await service.memory()
      return {
        'API heap': (memory.heapUsed + memory.external) / MB,
        'API memory': memory.rss / MB,
        'API files': openFiles(service.pid),
        'page memory': residentBytes(pageService.pid) / MB,
        'page files': openFiles(pageService.pid),
        disk: sizeOf(folder) / MB,
        Redis: redis ? (await usedMemory(redis)) / MB : 0,
      }
    },
    async stop() {
      await pageService.stop()
      await service.stop()
      await redis?.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

type Memory = { rss: number; heapUsed: number; external: number }

function startApi(settings: Record<string, string>) {
  const log = keepLog('soak')
  const child: ChildProcess = fork(resolve(import.meta.dirname, '../../backend/src/main.ts'), {
    execArgv: ['--expose-gc', '--import', resolve(import.meta.dirname, 'measure.ts')],
    stdio: ['ignore', log.fd, log.fd, 'ipc'],
    env: {
      ...withoutSettings(process.env),
      HOST: '127.0.0.1',
      NODE_ENV: 'production',
      LOG_LEVEL: 'warn',
      SESSION_SECRET,
      RATE_LIMITS: 'off',
      // Sessions that nobody deletes are forgotten soon enough to be seen.
      SESSION_TTL_MINUTES: '1',
      OFFLINE_WORDS_PER_SECOND: '200',
      DRAIN_SECONDS: '0',
      ...settings,
    },
  })
  const ended = once(child, 'exit')
  const service: RunningService & { memory(): Promise<Memory> } = {
    pid: child.pid ?? 0,
    isAlive: () => child.exitCode === null && child.signalCode === null,
    output: log.read,
    async memory() {
      const told = once(child, 'message')
      child.send('measure')
      const [memory] = await told
      return memory as Memory
    },
    async stop() {
      child.kill('SIGTERM')
      await ended
      log.close()
    },
  }
  return service
}

async function usedMemory({ command }: { command(...args: string[]): Promise<unknown> }) {
  const info = String(await command('INFO', 'memory'))
  return Number(/used_memory:(\d+)/.exec(info)?.[1])
}

function residentBytes(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024
}

const openFiles = (pid: number) => readdirSync(`/proc/${pid}/fd`).length

function sizeOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => {
      // Some are gone again by now.
      return sum + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0)
    }, 0)
}

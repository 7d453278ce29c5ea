/** A deployment that can be troubled: replicas, what they keep their memory in, and the balancer before them. */
import { setTimeout as sleep } from 'node:timers/promises'
import { startRedis } from '../../backend/test/process/start-redis.ts'
import { makeTempFolder } from '../../backend/test/process/temp-folder.ts'
import { startBalancer } from './balancer.ts'
import { type Replicas, startReplicas } from './replicas.ts'
import type { Trouble } from './schedule.ts'

/** What has befallen the replicas, as the clock has it; of Redis there is no port. */
export type Incident = { kind: Trouble['kind']; port?: number; at: number }

export type Deployment = Awaited<ReturnType<typeof deployOnRedis>>

/** Two replicas on one Redis. The first gives its answers a moment after SIGTERM, the second none. */
export async function deployOnRedis() {
  const redis = await startLastingRedis()
  const replicas = await startReplicas([1, 0], { REDIS_URL: redis.url })
  return deployment(replicas, redis)
}

/** One process with its own memory: only lines break. */
export async function deployOnSqlite() {
  return deployment(await startReplicas([0], {}))
}

async function deployment(replicas: Replicas, redis?: LastingRedis) {
  const balancer = await startBalancer(replicas.ports)
  let incidents: Incident[] = []
  let before = Promise.resolve()

  async function befall(trouble: Trouble, runner: number | undefined) {
    const ports = replicas.ports()
    // Whoever has taken the answer over is not known from outside.
    const port = runner !== undefined && ports.includes(runner) ? runner : (ports[0] ?? 0)
    if (trouble.kind === 'redis away') {
      incidents.push({ kind: trouble.kind, at: Date.now() })
      await redis?.away(trouble.ms)
    } else {
      incidents.push({ kind: trouble.kind, port, at: Date.now() })
      await replicas[trouble.kind](port)
    }
  }

  /** Resolves once every replica is well again. */
  async function settled() {
    const deadline = Date.now() + RECOVERY_MS
    for (const url of urlsOf(replicas)) {
      while (!(await isWell(url))) {
        if (Date.now() > deadline) throw new Error(`${url} did not get well again.`)
        await sleep(20)
      }
    }
  }

  return {
    url: balancer.url,
    balancer,
    urls: () => urlsOf(replicas),
    complaints: replicas.complaints,
    incidents: () => incidents,
    /** Also where a round before it has broken off. */
    async begin(seed: number) {
      await before
      await settled()
      balancer.begin(seed)
      incidents = []
    },
    /** One trouble after the other: meanwhile the next one waits. */
    trouble(trouble: Trouble, runId: string) {
      const befallen = before.then(() => befall(trouble, balancer.runnerOf(runId)))
      before = befallen.catch(() => {})
      return befallen
    },
    settled,
    async stop() {
      await balancer.close()
      await replicas.stop()
      await redis?.stop()
    },
  }
}

const RECOVERY_MS = 15_000

const urlsOf = (replicas: Replicas) => replicas.ports().map((port) => `http://127.0.0.1:${port}`)

async function isWell(url: string): Promise<boolean> {
  const response = await fetch(`${url}/health`)
  await response.arrayBuffer()
  return response.ok
}

type LastingRedis = Awaited<ReturnType<typeof startLastingRedis>>

/** A Redis that has all its data again after a stop and a start. */
async function startLastingRedis() {
  const folder = makeTempFolder()
  const lasting = ['--dir', folder.path, '--appendonly', 'yes']
  let server = await startRedis(undefined, lasting)
  return {
    url: server.url,
    async away(ms: number) {
      // Killed, it would lose what it has not written to disk yet.
      await server.command('SHUTDOWN').catch(() => {})
      await server.stop()
      await sleep(ms)
      server = await startRedis(server.port, lasting)
    },
    async stop() {
      await server.stop()
      folder.remove()
    },
  }
}

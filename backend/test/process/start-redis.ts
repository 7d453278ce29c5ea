/** Real Redis (or Valkey) servers on free ports of 127.0.0.1, in a folder of their own, that keep nothing on disk. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { createClient } from 'redis'
import { freePort } from './free-port.ts'
import { makeTempFolder } from './temp-folder.ts'

export type RedisServer = Awaited<ReturnType<typeof startRedis>>

/** @param port the one that a server had before, to take its place */
export async function startRedis(port?: number, settings: string[] = []) {
  const listensAt = port ?? (await freePort())
  const folder = makeTempFolder()
  const address = ['--bind', '127.0.0.1', '--port', String(listensAt), '--dir', folder.path]
  const child = spawn(
    findServer(),
    [...address, '--save', '', '--appendonly', 'no', '--daemonize', 'no', ...settings],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const killNow = () => child.kill('SIGKILL')
  process.once('exit', killNow)
  const closed = once(child, 'close').finally(() => {
    process.off('exit', killNow)
    folder.remove()
  })
  await readyToAccept(child.stdout)
  const url = `redis://127.0.0.1:${listensAt}`
  const client = createClient({ url, socket: { reconnectStrategy: false } }).on('error', () => {})

  const command = async (...args: string[]): Promise<unknown> => {
    if (!client.isOpen) await client.connect()
    return client.sendCommand(args)
  }
  const stop = async () => {
    client.destroy()
    killNow()
    await closed
  }
  return {
    url,
    port: listensAt,
    command,
    /** Empties it. */
    flush: () => command('FLUSHALL'),
    /** It hears, but does not answer until it goes on. */
    freeze: () => child.kill('SIGSTOP'),
    goOn: () => child.kill('SIGCONT'),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

/** Three masters without replicas. */
export async function startRedisCluster() {
  const nodes = await Promise.all([0, 1, 2].map(startClusterNode))
  const stop = async () => {
    await Promise.all(nodes.map((node) => node.stop()))
  }
  try {
    await joinNodes(nodes)
  } catch (error) {
    await stop()
    throw error
  }
  return {
    url: nodes.map(({ url }) => url).join(','),
    nodes,
    flush: () => Promise.all(nodes.map((node) => node.flush())),
    stop,
    [Symbol.asyncDispose]: stop,
  }
}

async function startClusterNode() {
  const bus = String(await freePort())
  const node = await startRedis(undefined, ['--cluster-enabled', 'yes', '--cluster-port', bus])
  return { ...node, bus }
}

type ClusterNode = Awaited<ReturnType<typeof startClusterNode>>

const SLOTS = 16384
const JOIN_WITHIN_MS = 30_000

async function joinNodes(nodes: ClusterNode[]): Promise<void> {
  const share = Math.ceil(SLOTS / nodes.length)
  for (const [i, { command, port, bus }] of nodes.entries()) {
    const [from, to] = [i * share, Math.min((i + 1) * share, SLOTS) - 1]
    await command('CLUSTER', 'ADDSLOTSRANGE', `${from}`, `${to}`)
    await command('CLUSTER', 'SET-CONFIG-EPOCH', `${i + 1}`)
    if (i > 0) await nodes[0]?.command('CLUSTER', 'MEET', '127.0.0.1', `${port}`, bus)
  }
  const deadline = Date.now() + JOIN_WITHIN_MS
  for (const node of nodes) {
    while (!(await isComplete(node))) {
      if (Date.now() > deadline) throw new Error('The Redis cluster did not come together.')
      await sleep(50)
    }
  }
}

async function isComplete({ command }: ClusterNode): Promise<boolean> {
  const info = String(await command('CLUSTER', 'INFO'))
  return /cluster_state:ok/.test(info) && /cluster_size:3/.test(info)
}

function findServer(): string {
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of (process.env.PATH ?? '').split(delimiter)) {
      if (existsSync(join(folder, name))) return join(folder, name)
    }
  }
  throw new Error(
    'These tests need a redis-server or valkey-server on the PATH: npm test installs one with apt, or install it (brew install redis).',
  )
}

async function readyToAccept(out: Readable): Promise<void> {
  const printed: string[] = []
  const lines = createInterface(out).on('line', (line) => printed.push(line))
  const ended = once(lines, 'close')
  while (!printed.some((line) => line.includes('Ready to accept connections'))) {
    const news = await Promise.race([once(lines, 'line'), ended])
    if (news.length === 0) throw new Error(`The Redis server ended:\n${printed.join('\n')}`)
  }
}

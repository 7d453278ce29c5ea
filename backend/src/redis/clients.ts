/** The client library's two clients, for one server and for a cluster, made to look alike. */
import { createClient, createCluster, RESP_TYPES } from 'redis'
import type { Availability } from './availability.ts'
import { scripts } from './scripts.ts'

export type Client = {
  commands: Commands
  loadBytes(key: string, field: string): Promise<Buffer | null>
  /** The connections there are at the moment, one to each server. */
  connections(): Connection[]
  /** @throws if nothing can be reached. Once it has succeeded, what is lost is connected again. */
  connect(): Promise<void>
  /** One more connection, for commands that keep it busy. It does not come back once it is lost. */
  openBlocking(): Promise<BlockingConnection>
  /** Hears what is published there, also after the connection was lost and has come back. */
  subscribe(channel: string, listener: (message: string) => void): Promise<void>
  close(): Promise<void>
  destroy(): void
}

export type BlockingConnection = Pick<OneServer, 'xRead' | 'destroy'>

export type Commands = Pick<
  OneServer,
  | 'onSession'
  | 'onRuns'
  | 'settleScore'
  | 'lendPlaces'
  | 'eval'
  | 'exists'
  | 'followClock'
  | 'get'
  | 'hDel'
  | 'hGet'
  | 'hGetAll'
  | 'hLen'
  | 'hSet'
  | 'hSetNX'
  | 'hVals'
  | 'incrBy'
  | 'publish'
  | 'sAdd'
  | 'sRandMemberCount'
  | 'sRem'
  | 'set'
  | 'time'
  | 'unlink'
  | 'zAdd'
  | 'zCard'
  | 'zPopMinCount'
  | 'zRange'
  | 'zRangeByScoreWithScores'
  | 'zRem'
  | 'zRemRangeByScore'
>

export type Connection = {
  server: string
  client: Pick<OneServer, 'ping' | 'connect' | 'destroy'>
}

type OneServer = ReturnType<typeof createOne>

const CONNECT_TIMEOUT_MS = 5_000
/** With a ping in between, only a server that does not answer is silent for so long. */
const SILENCE_TIMEOUT_MS = 15_000
const PING_EVERY_MS = 5_000
const MOST_BACKOFF_MS = 2_000

const asBytes = { [RESP_TYPES.BLOB_STRING]: Buffer }

/** @param urls one address, or some nodes of a cluster */
export function createRedisClient(urls: string[], availability: Availability): Client {
  const [url = '', ...more] = urls
  return more.length > 0
    ? clusterClient(urls, availability)
    : oneServerClient(new URL(url), availability)
}

function oneServerClient(url: URL, availability: Availability): Client {
  const start = new Start()
  const client = createOne(url, start)
    .on('error', (error) => start.noticed(error) || availability.away(url.host, error))
    .on('ready', () => availability.back(url.host))
  const bytes = client.withTypeMapping(asBytes)
  // What becomes of the server, the first connection tells.
  const subscriber = client.duplicate().on('error', () => {})
  return {
    commands: client,
    loadBytes: (key, field) => bytes.hGet(key, field),
    connections: () => [{ server: url.host, client }],
    connect: () => start.until(client.connect()),
    async openBlocking() {
      const one = client.duplicate({ socket: blockingSocket }).on('error', () => {})
      await one.connect()
      return one
    },
    async subscribe(channel, listener) {
      if (!subscriber.isOpen) await subscriber.connect()
      await subscriber.subscribe(channel, listener)
    },
    async close() {
      if (subscriber.isOpen) subscriber.destroy()
      await client.close()
    },
    destroy() {
      if (subscriber.isOpen) subscriber.destroy()
      client.destroy()
    },
  }
}

function clusterClient(urls: string[], availability: Availability): Client {
  const start = new Start()
  const cluster = createMany(urls, start)
    .on('error', (error) => start.noticed(error) || availability.away('cluster', error))
    .on('node-error', (error, { host, port }) => {
      if (!start.noticed(error)) availability.away(`${host}:${port}`, error)
    })
    .on('node-ready', ({ host, port }) => {
      availability.back(`${host}:${port}`)
      availability.back('cluster')
    })
  const bytes = cluster.withTypeMapping(asBytes)
  return {
    commands: cluster,
    loadBytes: (key, field) => bytes.hGet(key, field),
    connections: () =>
      cluster.masters.flatMap(({ address, client }) =>
        client ? [{ server: address, client }] : [],
      ),
    connect: () => start.until(cluster.connect()),
    async openBlocking() {
      const one = cluster.duplicate({ minimizeConnections: true }).on('error', () => {})
      await one.connect()
      return one
    },
    async subscribe(channel, listener) {
      await cluster.subscribe(channel, listener)
    },
    close: () => cluster.close(),
    destroy: () => cluster.destroy(),
  }
}

const createOne = ({ href }: URL, start: Start) =>
  createClient({ url: href, scripts, ...settings, socket: socketSettings(start) })

/** What the addresses say of credentials and TLS has to be said again for the nodes found through them. */
function createMany(urls: string[], start: Start) {
  const { protocol, username, password } = new URL(urls[0] ?? '')
  const socket = socketSettings(start)
  return createCluster({
    scripts,
    rootNodes: urls.map((url) => ({ url })),
    defaults: {
      ...settings,
      ...(username && { username: decodeURIComponent(username) }),
      ...(password && { password: decodeURIComponent(password) }),
      socket: protocol === 'rediss:' ? { ...socket, tls: true } : socket,
    },
  })
}

const settings = {
  disableOfflineQueue: true,
  pingInterval: PING_EVERY_MS,
  maintNotifications: 'disabled',
} as const

const socketSettings = (start: Start) => ({
  connectTimeout: CONNECT_TIMEOUT_MS,
  socketTimeout: SILENCE_TIMEOUT_MS,
  reconnectStrategy: (retries: number, cause: Error) =>
    start.isOver ? Math.min(50 * 2 ** retries, MOST_BACKOFF_MS) * (0.5 + Math.random() / 2) : cause,
})

const blockingSocket = { connectTimeout: CONNECT_TIMEOUT_MS, reconnectStrategy: false } as const

/** What cannot be reached at the start fails it; what is lost later comes back. */
class Start {
  isOver = false
  #error: unknown

  noticed(error: unknown): boolean {
    this.#error = error
    return !this.isOver
  }

  async until(connected: Promise<unknown>): Promise<void> {
    try {
      await connected
      this.isOver = true
    } catch (error) {
      // The events before it say more than a failure of the whole.
      throw this.#error ?? error
    }
  }
}

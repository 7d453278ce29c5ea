/** The way to Redis: it rejects fast while Redis is away, and is there again as soon as Redis is. */
import { ErrorReply } from 'redis'
import { MemoryUnavailableError, SetupError, StorageFullError } from '../errors.ts'
import { withTimeout } from '../lib/with-timeout.ts'
import { type AvailabilityLog, reportAvailability } from './availability.ts'
import { type Client, type Commands, type Connection, createRedisClient } from './clients.ts'

export type Redis = {
  /**
   * @param timeoutMs how long it may take, where that is not the usual time
   * @throws {MemoryUnavailableError} when Redis is away, silent for too long, or cannot serve.
   * @throws {StorageFullError}
   */
  call<T>(work: (commands: Commands) => Promise<T>, timeoutMs?: number): Promise<T>
  /** @throws {MemoryUnavailableError} */
  loadBytes(key: string, field: string): Promise<Uint8Array | undefined>
  /**
   * What comes into a stream after this id. Empty now and then, while nothing comes.
   * @throws {MemoryUnavailableError} when the connection is lost
   */
  tail(key: string, after: string, left: AbortSignal): AsyncGenerator<StreamEntry[]>
  /** How long it has been there without a break. */
  readyForMs(): number
  /** Hears what is published there from now on; what is published while Redis is away gets lost. */
  subscribe(channel: string, listener: (message: string) => void): Promise<void>
  /** @throws {MemoryUnavailableError} unless every server that it needs answers. */
  ping(): Promise<void>
  close(): Promise<void>
}

export type StreamEntry = { id: string; message: Record<string, string> }

export type RedisOptions = {
  log: AvailabilityLog
  /** How long a command may take. @default 5 seconds */
  commandTimeoutMs?: number
}

const PING_TIMEOUT_MS = 1_000
const CLOSE_TIMEOUT_MS = 2_000
/** How long a blocking read waits before it says that nothing has come. */
const BLOCK_MS = 4_000
/** Entries of a stream that are read at once: a slow reader holds no more. */
const MOST_ENTRIES = 50

/** A server that answers so cannot serve just now. */
const AWAY = /^(LOADING|CLUSTERDOWN|MASTERDOWN|TRYAGAIN|READONLY|NOREPLICAS|BUSY)\b/
/** Its memory is full, or its disk: it can be read, but takes no more. Scripts have it in the middle. */
const FULL = /\b(OOM|MISCONF)\b/

/**
 * @param url one address, or some nodes of a cluster with commas between them
 * @throws {SetupError} naming REDIS_URL, when nothing can be reached there now
 */
export async function connectRedis(url: string, options: RedisOptions): Promise<Redis> {
  const { log, commandTimeoutMs = 5_000 } = options
  const urls = url.split(',').map((address) => address.trim())
  const availability = reportAvailability(log)
  const client = createRedisClient(urls, availability)
  await connectOrExplain(client, urls)
  let isChecking = false

  /**
   * Commands that wait for a server that has gone without a word would wait for minutes: TCP is
   * patient, and each new command makes it more so.
   */
  const reconnectIfSilent = async ({ server, client }: Connection) => {
    try {
      await withinTime(PING_TIMEOUT_MS, client.ping())
    } catch (error) {
      if (!(error instanceof TooSlowError)) return
      availability.away(server, error)
      client.destroy()
      client.connect().catch((error) => availability.away(server, error))
    }
  }

  const checkConnections = async () => {
    if (isChecking) return
    isChecking = true
    await Promise.all(client.connections().map(reconnectIfSilent))
    isChecking = false
  }

  const inTime = async <T>(work: Promise<T>, timeoutMs = commandTimeoutMs): Promise<T> => {
    try {
      return await withinTime(timeoutMs, work)
    } catch (error) {
      if (error instanceof TooSlowError) void checkConnections()
      throw asOurs(error)
    }
  }

  return {
    call: (work, timeoutMs) => inTime(work(client.commands), timeoutMs),
    loadBytes: async (key, field) => (await inTime(client.loadBytes(key, field))) ?? undefined,

    async *tail(key, after, left) {
      const connection = await inTime(client.openBlocking())
      if (left.aborted) return connection.destroy()
      const leave = () => connection.destroy()
      left.addEventListener('abort', leave, { once: true })
      try {
        for (let id = after; !left.aborted; ) {
          const read = connection.xRead({ key, id }, { BLOCK: BLOCK_MS, COUNT: MOST_ENTRIES })
          const [stream] = (await withinTime(BLOCK_MS + commandTimeoutMs, read)) ?? []
          const entries = stream?.messages ?? []
          yield entries
          id = entries.at(-1)?.id ?? id
        }
      } catch (error) {
        if (!left.aborted) throw asOurs(error)
      } finally {
        left.removeEventListener('abort', leave)
        if (!left.aborted) leave()
      }
    },

    readyForMs: availability.readyForMs,
    subscribe: (channel, listener) => client.subscribe(channel, listener),

    async ping() {
      const connections = client.connections()
      if (connections.length === 0) throw new MemoryUnavailableError('The connection is closed.')
      await Promise.all(connections.map(({ client }) => inTime(client.ping())))
    },

    async close() {
      const connections = client.connections()
      await withinTime(CLOSE_TIMEOUT_MS, client.close()).catch(() => {})
      for (const { client } of connections) client.destroy()
    },
  }
}

async function connectOrExplain(client: Client, urls: string[]): Promise<void> {
  try {
    await client.connect()
  } catch (error) {
    client.destroy()
    const servers = urls.map((url) => new URL(url).host).join(', ')
    const { code, message } = error as NodeJS.ErrnoException // whatever else it may be has a message
    throw new SetupError(`REDIS_URL: ${servers} cannot be reached: ${message || code}`, error)
  }
}

function asOurs(error: unknown): unknown {
  if (error instanceof ErrorReply && FULL.test(error.message)) return new StorageFullError(error)
  return isBeyondUs(error) ? new MemoryUnavailableError(error) : error
}

/** A mistake of ours is not: what the client library refuses, or what Redis says to it. */
function isBeyondUs(error: unknown): boolean {
  if (error instanceof ErrorReply) return AWAY.test(error.message)
  return !(error instanceof TypeError)
}

class TooSlowError extends Error {
  constructor(timeoutMs: number) {
    super(`Redis has not answered within ${timeoutMs} ms`)
    this.name = 'TooSlowError'
  }
}

const withinTime = <T>(timeoutMs: number, work: Promise<T>): Promise<T> =>
  withTimeout(work, timeoutMs, () => {
    throw new TooSlowError(timeoutMs)
  })

/** Keeps the write-ahead log of a database short, without a wait for the disk in this thread. */
import { statSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { LOG_BYTES } from './open-database.ts'

/** `truncate` leaves an empty log, where nothing is written meanwhile. */
export type CheckpointKind = 'passive' | 'truncate'

export type Checkpoints = ReturnType<typeof createCheckpoints>

const LOOK_EVERY_MS = 1_000
/** Who writes much waits while the log is longer. */
const LONG_LOG_BYTES = 4 * LOG_BYTES

/** @param path a file, or `:memory:`, which has no log */
export function createCheckpoints(path: string, onError: (error: unknown) => void) {
  let worker: Worker | undefined
  let asked: PromiseWithResolvers<void> | undefined
  let running: Promise<void> | undefined
  let isClosed = false
  /** How long the log was after it had been moved. It becomes shorter with the next write only. */
  let moved = 0

  const logBytes = () =>
    path === ':memory:' ? 0 : (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0)

  const ask = async (kind: CheckpointKind) => {
    worker ??= startWorker()
    asked = Promise.withResolvers<void>()
    worker.postMessage(kind)
    await asked.promise
    moved = logBytes()
  }

  const startWorker = () => {
    const started = new Worker(new URL('./checkpoint-worker.ts', import.meta.url), {
      workerData: { path },
      // Options of the parent process, such as a test runner's loaders, are not for the worker.
      execArgv: [],
    })
    started.on('message', ({ error }: { error?: Error }) =>
      error ? asked?.reject(error) : asked?.resolve(),
    )
    started.on('error', (error) => asked?.reject(error))
    started.on('exit', () => {
      worker = undefined
      asked?.reject(new Error('The thread that moves the log has ended.'))
    })
    started.unref()
    return started
  }

  /** One at a time. Never rejects: SQLite does it by itself where this fails for long. */
  const run = (kind: CheckpointKind) => {
    running ??= ask(kind)
      .catch((error) => isClosed || onError(error))
      .then(() => {
        running = undefined
      })
    return running
  }

  const look = () => {
    const bytes = logBytes()
    if (bytes > LOG_BYTES && bytes !== moved) void run('passive')
  }
  const timer = setInterval(look, LOOK_EVERY_MS).unref()

  return {
    /** To be awaited between the parts of a large write: the log would grow faster than it is moved. */
    async keepUp(): Promise<void> {
      if (isClosed) return
      look()
      if (logBytes() > LONG_LOG_BYTES) await running
    },

    /** Leaves an empty log, as a rule. */
    async empty(): Promise<void> {
      if (isClosed || logBytes() === 0) return
      await running
      // Unlike this one, `truncate` keeps writers waiting: little may be left for it.
      if (!isClosed) await run('passive')
      if (!isClosed) await run('truncate')
    },

    /** Resolves once its thread has let go of the file. */
    async close(): Promise<void> {
      isClosed = true
      clearInterval(timer)
      await worker?.terminate()
    },
  }
}

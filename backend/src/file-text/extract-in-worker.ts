import { Worker } from 'node:worker_threads'
import type { ParsedKind } from './kinds.ts'

/** Text takes a worker where its encoding has to be found out. */
export type Task = { kind: ParsedKind | 'text'; content: Uint8Array }

/** The reason goes on from the name of the file. */
export type Outcome = { text: string } | { reason: string }

const MAX_HEAP_MB = 384
/** What parsers keep outside the heap, the unpacked bytes above all, is counted from here. */
const MAX_EXTERNAL_BYTES = 512_000_000
const LOOK_EVERY_MS = 100

const TOO_LARGE: Outcome = {
  reason: 'takes too much memory to be read. Split it and upload the parts.',
}

/** A worker of its own for each file: a hostile document can exhaust it, and nothing else. */
export function extractInWorker(task: Task, seconds: number): Promise<Outcome> {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), {
    workerData: task,
    // Options of the parent process, such as a test runner's loaders, are not for the worker.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MB, maxYoungGenerationSizeMb: 64 },
    stdout: true,
    stderr: true,
  })
  const { promise, resolve } = Promise.withResolvers<Outcome>()
  const deadline = setTimeout(() => resolve(tooSlow(seconds)), seconds * 1000).unref()
  const watch = setInterval(async () => {
    if (await isTooLarge(worker)) resolve(TOO_LARGE)
  }, LOOK_EVERY_MS).unref()
  worker.once('message', resolve)
  // Not just once: an error that nobody hears would end the process.
  worker.on('error', (error: NodeJS.ErrnoException) =>
    resolve(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? TOO_LARGE : DAMAGED),
  )
  worker.once('exit', () => resolve(DAMAGED))
  return promise.finally(() => {
    clearTimeout(deadline)
    clearInterval(watch)
    return worker.terminate()
  })
}

const DAMAGED: Outcome = { reason: 'could not be read: it seems damaged.' }

const tooSlow = (seconds: number): Outcome => ({
  reason: `took longer than ${seconds} seconds to read. Try a smaller part of it.`,
})

/** The worker's own limits are for its heap alone. */
async function isTooLarge(worker: Worker): Promise<boolean> {
  try {
    const { external_memory } = await worker.getHeapStatistics()
    return external_memory > MAX_EXTERNAL_BYTES
  } catch {
    return false // it has ended meanwhile
  }
}

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import type { Next } from 'koa'

const EVERY_MS = 10

type Collect = (options: { type: 'minor'; execution: 'sync' }) => void
let collect: Collect | undefined

/**
 * For routes that large files pass through. What streams leaves dead buffers behind; they lie outside V8's
 * heap, so it hardly sees them, and lets 64 MB of them gather. Meanwhile it is made to look more often.
 */
export async function frugally(_: unknown, next: Next): Promise<void> {
  collect ??= findCollector()
  const timer = setInterval(collect, EVERY_MS, { type: 'minor', execution: 'sync' })
  try {
    await next()
  } finally {
    clearInterval(timer)
  }
}

/** There from the start only in a process that was started with `--expose-gc`. */
function findCollector(): Collect {
  setFlagsFromString('--expose-gc')
  return runInNewContext('gc') as Collect // as Node's documentation has it
}

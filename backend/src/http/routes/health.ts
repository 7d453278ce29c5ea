import type { Context } from 'koa'
import { withTimeout } from '../../lib/with-timeout.ts'
import type { Memory } from '../../memory/memory.ts'
import type { BudgetState, Health, ModelInfo } from '../../protocol/routes.ts'

export type HealthParts = {
  memory: Memory
  model: ModelInfo
  vectorStore: Health['vector_store']
  version: string
  commit: string | undefined
  isShuttingDown(): boolean
  /** What the model may cost today, and has cost; undefined without a budget. */
  budget(): Promise<BudgetState | undefined>
  /** What differs from `TIMES`. */
  times?: Partial<CheckTimes>
}

const TIMES: CheckTimes = { everyMs: 2_000, withinMs: 1_500 }

/** `GET /health`: 200 while every check passes, else 503, with each check's state. */
export function getHealth(parts: HealthParts) {
  // Anybody may ask, and each time something is written.
  const times = { ...TIMES, ...parts.times }
  const memoryState = sharedCheck(() => stateOf(parts.memory.check()), times)
  const budgetState = sharedCheck(() => parts.budget(), { ...times, everyMs: 0 })
  return async (ctx: Context) => {
    const [memory, budget] = await Promise.all([
      memoryState().catch(() => 'failed' as const),
      // Without memory it is not known, which the check beside it tells.
      budgetState().catch(() => undefined),
    ])
    const lifecycle = parts.isShuttingDown() ? ('shutting_down' as const) : ('ok' as const)
    const checks = { memory, lifecycle }
    const healthy = Object.values(checks).every((state) => state === 'ok')
    ctx.status = healthy ? 200 : 503
    ctx.set('Cache-Control', 'no-store')
    ctx.body = {
      status: healthy ? 'healthy' : 'unhealthy',
      version: parts.version,
      commit: parts.commit ?? null,
      uptime_s: Math.round(process.uptime()),
      model: parts.model,
      memory: parts.memory.engine,
      vector_store: parts.vectorStore,
      ...(budget && { budget }),
      checks,
    } satisfies Health
  }
}

async function stateOf(check: Promise<void>): Promise<'ok' | 'failed'> {
  try {
    await check
    return 'ok'
  } catch {
    return 'failed'
  }
}

type CheckTimes = {
  /** How long an answer is used again. */
  everyMs: number
  /** How long an answer may take. */
  withinMs: number
}

/**
 * Everybody who asks while the last answer is used gets that one.
 * The answer rejects where none has come in time.
 */
export function sharedCheck<T>(ask: () => Promise<T>, { everyMs, withinMs }: CheckTimes) {
  let last: { at: number; answer: Promise<T> } | undefined
  const tooLate = () => {
    throw new Error(`There was no answer within ${withinMs} ms.`)
  }
  return (): Promise<T> => {
    const now = performance.now()
    if (!last || now - last.at >= everyMs) {
      last = { at: now, answer: withTimeout(ask(), withinMs, tooLate) }
    }
    return last.answer
  }
}

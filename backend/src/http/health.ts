import type { Context } from 'koa'
import type { BudgetState } from '../limits/token-budget.ts'
import type { Memory } from '../memory/memory.ts'
import type { ModelInfo } from './session-routes.ts'

export type HealthParts = {
  memory: Memory
  model: ModelInfo
  vectorStore: 'configured' | 'not_configured'
  version: string
  commit: string | undefined
  isShuttingDown(): boolean
  /** What the model may cost today, and has cost; undefined without a budget. */
  budget(): Promise<BudgetState | undefined>
}

/** `GET /health`: 200 while every check passes, else 503, with each check's state. */
export function getHealth(parts: HealthParts) {
  return async (ctx: Context) => {
    const checks = {
      memory: await stateOf(parts.memory.check()),
      lifecycle: parts.isShuttingDown() ? 'shutting_down' : 'ok',
    }
    // Without memory it is not known, which the check above tells.
    const budget = await parts.budget().catch(() => undefined)
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
    }
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

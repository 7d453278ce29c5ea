/** `GET /metrics`: what the service counts, in the words of Prometheus. Numbers only, nothing that was said. */
import type { Context, Middleware } from 'koa'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { TurnObserver } from '../../coach/turn-metrics.ts'
import type { Admission } from '../../limits/admission.ts'
import type { Memory } from '../../memory/memory.ts'
import { checkBearer } from '../middleware/bearer.ts'

export type Metrics = {
  turns: TurnObserver
  /** A request was refused for one of a few reasons. */
  refused(reason: string): void
  /** Times every request by the route that it met. */
  timeRequests: Middleware
  registry: Registry
}

const SECONDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120]

/** What is asked for whenever somebody looks. */
export type MetricsSources = {
  memory: Memory
  admission: Pick<Admission, 'waiting' | 'budgetState'>
}

/** Each service counts for itself; nothing is global. */
export function createMetrics({ memory, admission }: MetricsSources): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })

  const tokens = new Counter({
    name: 'coach_model_tokens_total',
    help: 'Tokens of the model; cached ones are part of input, reasoning ones of output.',
    labelNames: ['kind'],
    registers,
  })
  const turns = new Counter({
    name: 'coach_turns_total',
    help: 'Turns by how they ended; failed ones also by the reason.',
    labelNames: ['outcome', 'reason'],
    registers,
  })
  const stages = new Histogram({
    name: 'coach_stage_seconds',
    help: 'How long the stages of a turn took.',
    labelNames: ['stage'],
    buckets: SECONDS,
    registers,
  })
  const running = new Gauge({
    name: 'coach_answers_running',
    help: 'Answers being written.',
    registers,
  })
  new Gauge({
    name: 'coach_answers_waiting',
    help: 'Answers that wait for a place among those being written.',
    registers,
    collect() {
      this.set(admission.waiting)
    },
  })
  const refused = new Counter({
    name: 'coach_requests_refused_total',
    help: 'Requests refused by a limit, by which one.',
    labelNames: ['reason'],
    registers,
  })
  /** Nothing without a budget, and without memory. */
  const budgetGauge = (name: string, help: string, value: 'limit' | 'used') =>
    new Gauge({
      ...{ name, help, labelNames: ['period'], registers },
      async collect() {
        this.reset()
        const state = await admission.budgetState().catch(() => undefined)
        if (state) this.set({ period: 'day' }, state[value])
      },
    })
  budgetGauge('coach_token_budget', 'Tokens that the model may cost, in a day in UTC.', 'limit')
  budgetGauge('coach_token_budget_used', 'Tokens of the budget that are used.', 'used')
  new Gauge({
    name: 'coach_feedback',
    help: 'Ratings of answers in all sessions that are still there.',
    labelNames: ['kind'],
    registers,
    async collect() {
      // Without memory the rest still counts; that it is away is told by the health page.
      const counts = await memory.countFeedback().catch(() => ({}))
      for (const [kind, count] of Object.entries(counts)) this.set({ kind }, count)
    },
  })
  const requests = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'From a request to the end of its answer, streams included.',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers,
  })

  return {
    registry,
    refused: (reason) => refused.inc({ reason }),
    turns: {
      turnStarted: () => running.inc(),
      stageTaken: (stage, seconds) => stages.observe({ stage }, seconds),
      tokensUsed(used) {
        for (const [kind, count] of Object.entries(used)) tokens.inc({ kind }, count)
      },
      turnFinished({ outcome, reason = '' }) {
        running.dec()
        turns.inc({ outcome, reason })
      },
    },
    async timeRequests(ctx, next) {
      const end = requests.startTimer()
      ctx.res.once('close', () => {
        // Unknown addresses and methods share one label, or anybody could make up new ones.
        const route = ctx._matchedRoute ? String(ctx._matchedRoute) : 'none'
        const method = ctx._matchedRoute ? ctx.method : 'any'
        end({ method, route, status: `${Math.floor(ctx.status / 100)}xx` })
      })
      await next()
    },
  }
}

/** @param token what has to come as a bearer; without one, only development shows anything */
export function getMetrics(
  { registry }: Metrics,
  { token, production }: { token: string | undefined; production: boolean },
) {
  return async (ctx: Context) => {
    if (!token && production) return
    if (token) checkBearer(ctx, token, 'METRICS_TOKEN')
    ctx.set('Cache-Control', 'no-store')
    ctx.type = registry.contentType
    ctx.body = await registry.metrics()
  }
}

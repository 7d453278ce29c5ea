import { daysAfter, isDate } from './dates.ts'

/** A plan that stands in the thread already. */
export interface GivenPlan {
  days: PlanDay[]
}

export interface PlanDay {
  day: number
  /** `YYYY-MM-DD`, where the plan has a start. */
  date?: string
  format: string
  hook: string
}

const PLAN_LINE = /^day (\d{1,2})(?: (\d{4}-\d{2}-\d{2}))? ([^:\n]+): (.+?)(?: \(done\))?$/

/** Reads a plan as the application words it for the model, a line a day. */
export function readPlanText(text: string): GivenPlan | undefined {
  const days = text.split('\n').flatMap((line): PlanDay[] => {
    const [, day, date, format = '', hook = ''] = PLAN_LINE.exec(line.trim()) ?? []
    return day ? [{ day: Number(day), ...(date && { date }), format, hook }] : []
  })
  return toPlan(days)
}

/** Reads a plan out of a widget or of the arguments it was made of: whatever holds a day, its format and its hook. */
export function readPlanJson(json: unknown): GivenPlan | undefined {
  const days: PlanDay[] = []
  collectDays(json, days)
  return toPlan(days.map((each) => ({ ...dateOf(each, startOf(json)), ...each })))
}

/** The arguments of a plan name its first day only. */
function startOf(json: unknown): unknown {
  return typeof json === 'object' && json && 'start_date' in json ? json.start_date : undefined
}

function dateOf({ day }: PlanDay, start: unknown): { date?: string } {
  return isDate(start) ? { date: daysAfter(start, day - 1) } : {}
}

const DEEPEST = 40

function collectDays(json: unknown, days: PlanDay[], depth = 0): void {
  if (typeof json !== 'object' || json === null || depth > DEEPEST) return
  const { day, date, format, hook } = json as Record<string, unknown> // any object may be asked for these
  if (typeof day === 'number' && typeof format === 'string' && typeof hook === 'string')
    days.push({ day, ...(typeof date === 'string' && { date }), format, hook })
  for (const value of Object.values(json)) collectDays(value, days, depth + 1)
}

function toPlan(days: PlanDay[]): GivenPlan | undefined {
  const inOrder = [...new Map(days.map((each) => [each.day, each])).values()].sort(
    (a, b) => a.day - b.day,
  )
  return inOrder.length > 0 ? { days: inOrder } : undefined
}

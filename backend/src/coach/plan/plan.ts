/** A content plan: what to publish, day by day. */
import { z } from 'zod'

export type PlanDay = {
  /** Counted from 1. */
  day: number
  /** `YYYY-MM-DD`, where the plan has a start. */
  date?: string
  format: string
  hook: string
  done: boolean
  /** It shows the form that changes it; one day at a time does. */
  editing?: true
}

/** Its days are in order, each there once. */
export type Plan = { title: string; days: PlanDay[] }

export const MOST_DAYS = 31
const MOST_FORMAT = 40
const MOST_HOOK = 300
const words = (most: number) => z.string().trim().min(1).max(most)

export const planTitle = words(120)

export const planDay = z.object({
  day: z.number().int().min(1).max(MOST_DAYS),
  date: z.iso.date().optional(),
  format: words(MOST_FORMAT),
  hook: words(MOST_HOOK),
  done: z.boolean(),
  editing: z.literal(true).optional(),
})

const oneLine = (what: string, most: number) =>
  z
    .string({ error: `Write ${what}.` })
    .trim()
    .min(1, { error: `Write ${what}, or press Cancel: it cannot be empty.` })
    .max(most, { error: `Shorten ${what}: it can have ${most} characters.` })
    .refine((text) => !/[\p{Cc}\u2028\u2029]/u.test(text), {
      error: `Put ${what} on one line: it cannot have a line break.`,
    })

/** What a creator makes of a day. */
export const dayEdit = z.object({
  day: z.number().int(),
  format: oneLine('the format', MOST_FORMAT),
  hook: oneLine('the first line', MOST_HOOK),
})

/** Within the years that a plan can be for, so that counting on from it stays a date. */
const startDate = z.iso
  .date()
  .refine((date) => date >= '2000' && date < '2100', { error: 'must be in this century' })

/** What the model gives of a plan. */
export const planDraft = z.object({
  title: planTitle,
  start_date: startDate.nullable(),
  days: z
    .array(planDay.omit({ date: true, done: true, editing: true }))
    .min(1)
    .max(MOST_DAYS)
    .refine(hasEachDayOnce, { error: 'every day may be there only once' }),
})

export function planFrom({ title, start_date, days }: z.infer<typeof planDraft>): Plan {
  const inOrder = days.toSorted((one, other) => one.day - other.day)
  return {
    title,
    days: inOrder.map(({ day, format, hook }) => ({
      day,
      ...(start_date && { date: daysAfter(start_date, day - 1) }),
      format,
      hook,
      done: false,
    })),
  }
}

export function hasEachDayOnce(days: { day: number }[]): boolean {
  return new Set(days.map(({ day }) => day)).size === days.length
}

export function daysAfter(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`)
  moved.setUTCDate(moved.getUTCDate() + days)
  return moved.toISOString().slice(0, 10)
}

export function toggled(plan: Plan, day: number): Plan {
  const days = plan.days.map((each) => (each.day === day ? { ...each, done: !each.done } : each))
  return { ...plan, days }
}

/** Opens the form of this day and closes every other one, or closes it. */
export function withFormToggled(plan: Plan, day: number): Plan {
  const days = plan.days.map(({ editing, ...each }) =>
    each.day === day && !editing ? { ...each, editing: true as const } : each,
  )
  return { ...plan, days }
}

export function edited(plan: Plan, { day, format, hook }: z.infer<typeof dayEdit>): Plan {
  const days = plan.days.map((each) => {
    if (each.day !== day) return each
    const { editing: _, ...others } = each
    return { ...others, format, hook }
  })
  return { ...plan, days }
}

/** Days that stand alike in an earlier plan stay done. */
export function withMarksOf(earlier: Plan | undefined, plan: Plan): Plan {
  const done = earlier?.days.filter((day) => day.done) ?? []
  const isDone = ({ day, format, hook }: PlanDay) =>
    done.some((each) => each.day === day && each.format === format && each.hook === hook)
  return { ...plan, days: plan.days.map((day) => ({ ...day, done: isDone(day) })) }
}

export const progressOf = ({ days }: Plan) =>
  `${days.filter(({ done }) => done).length} of ${days.length} done`

/** `Mon 23 Nov`, or `Day 1` where nothing has a date. */
export function nameOf({ day, date }: PlanDay): string {
  return date ? weekday.format(new Date(`${date}T00:00:00Z`)).replace(',', '') : `Day ${day}`
}

const weekday = new Intl.DateTimeFormat('en-GB', {
  weekday: 'short',
  day: 'numeric',
  month: 'short',
  timeZone: 'UTC',
})

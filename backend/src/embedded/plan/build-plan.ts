/** Puts a plan together from the tables of a playbook: nothing is worded here. */
import { markdownTable } from '../answer/table.ts'
import type { GivenPlan } from '../conversation/conversation.ts'
import { weekdayOf } from './dates.ts'
import { type Facts, nameFrom, saidOf } from './facts.ts'
import { capitalise, type DayChange } from './plan-request.ts'

export type PlanLine = { job: string; format: string; hook: string; isPost: boolean }

export type PlanLines = {
  /** First lines by the job of a post, and tasks of days without one. */
  lines: PlanLine[]
  /** For so many hours a week: the jobs of Monday to Sunday; of several, each week takes the next. */
  weeks: Map<string, string[][]>
  /** Which of the texts holds the first lines. */
  textIndex: number
}

const LINES = 'job|format|first line'
const TASKS = 'job|task'
const WEEKS = 'hours a week|monday|tuesday|wednesday|thursday|friday|saturday|sunday'

/** Known by the columns of their tables; `undefined` where a table is missing. */
export function readPlanLines(texts: string[]): PlanLines | undefined {
  const lines: PlanLine[] = []
  const weeks = new Map<string, string[][]>()
  const tables = texts.map(tablesIn)
  for (const { head, rows } of tables.flat())
    for (const [job = '', ...cells] of rows) {
      const [first = '', second = ''] = cells
      const hook = second.replace(/^["“]|["”]$/g, '')
      const jobs = cells.map((each) => each.split(/\s*,\s*/))
      if (head === LINES) lines.push({ job, format: first, hook, isPost: true })
      if (head === TASKS) lines.push({ job, format: job, hook: first, isPost: false })
      if (head === WEEKS) weeks.set(job, jobs)
    }
  const textIndex = tables.findIndex((each) => each.some(({ head }) => head === LINES))
  return textIndex >= 0 && weeks.size > 0 ? { lines, weeks, textIndex } : undefined
}

function tablesIn(text: string) {
  const tables = text.split(/\n\s*\n/).map((block) => markdownTable(block.split('\n')))
  return tables.flatMap((table) =>
    table ? { head: table.columns.join('|').toLowerCase(), rows: table.rows } : [],
  )
}

export type PlanBrief = {
  days: number
  /** The first day, where it is known. */
  start: string | null
  facts: Facts
  /** First lines that the creator has had. */
  used: string[]
}

/** The arguments of `make_plan`. */
export type PlanDraft = {
  title: string
  start_date: string | null
  days: { day: number; format: string; hook: string }[]
}

const USUAL_HOURS = '6 to 10'
const LONGEST_FORMAT = 40

export function buildPlan(
  lines: PlanLines,
  { days: count, start, facts, used }: PlanBrief,
): PlanDraft {
  const { weeks } = lines
  const week = weeks.get(facts.hours?.[0] ?? '') ?? weeks.get(USUAL_HOURS) ?? [...weeks.values()][0]
  const unused = new UnusedLines(lines.lines, facts, used)
  const firstWeekday = start ? weekdayOf(start) : 0
  const places = facts.platforms ?? []
  const isPostDay = (jobs?: string[]) =>
    lines.lines.some(({ job, isPost }) => isPost && job === jobs?.[0])
  let posts = 0
  const days = Array.from({ length: count }, (_, at) => {
    // A plan that begins on a day off begins with a post all the same.
    const weekday = at === 0 && !isPostDay(week?.[firstWeekday]) ? 0 : (firstWeekday + at) % 7
    const jobs = week?.[weekday] ?? []
    const { format, hook, isPost } = unused.take(jobs[Math.floor(at / 7) % jobs.length])
    const place = isPost && places.length > 0 ? places[posts++ % places.length] : undefined
    return { day: at + 1, format: withPlace(format, place), hook }
  })
  return { title: titleOf(count, facts), start_date: start, days }
}

/** The same plan with one day changed: to what was asked for, else to a line that is not in it yet. */
export function changeDay(
  lines: PlanLines,
  plan: GivenPlan,
  change: DayChange,
  facts: Facts,
): PlanDraft {
  const hooks = plan.days.map(({ hook }) => hook)
  const days = plan.days.map(({ day, format, hook }) => {
    if (day !== change.day) return { day, format, hook }
    const job = lines.lines.find((line) => format.startsWith(line.format))?.job
    const line = new UnusedLines(lines.lines, facts, hooks).take(job)
    return { day, format: change.format ?? format, hook: change.hook ?? line.hook }
  })
  return { title: plan.title, start_date: plan.days[0]?.date ?? null, days }
}

function titleOf(count: number, { niche }: Facts): string {
  const said = saidOf(niche)
  return `${count}-day content plan${said ? `: ${said}` : ''}`
}

function withPlace(format: string, place: string | undefined): string {
  const placed = place ? `${format} · ${place}` : format
  return placed.length <= LONGEST_FORMAT ? placed : format
}

/** Each line is given once: those first whose blanks can be filled, then those that keep some. */
class UnusedLines {
  readonly #lines: PlanLine[]

  constructor(lines: PlanLine[], facts: Facts, used: string[]) {
    const filled = lines.map((line) => ({ ...line, hook: fill(line.hook, facts) }))
    const unused = filled.filter(({ hook }) => !used.includes(hook))
    const hasBlank = ({ hook }: PlanLine) => hook.includes('[')
    this.#lines = [...unused.filter((line) => !hasBlank(line)), ...unused.filter(hasBlank)]
  }

  /** A job that has run out takes the line of another of its kind. */
  take(job: string | undefined): PlanLine {
    const own = this.#lines.findIndex((line) => line.job === job)
    const isPost = this.#lines[own]?.isPost ?? true
    const at = own >= 0 ? own : this.#lines.findIndex((line) => line.isPost === isPost)
    const [line] = this.#lines.splice(Math.max(at, 0), 1)
    return line ?? { job: '', format: 'Post', hook: '[Your own line]', isPost: true }
  }
}

function fill(line: string, facts: Facts): string {
  // "Vegan baking for beginners" names both.
  const [subject = '', people] = (facts.niche?.[0] ?? '').split(/ for (?:my |the )?/)
  const niche = nameFrom(subject)
  const audience = nameFrom(facts.audience?.[0] ?? people)
  const fillings: Record<string, string | undefined> = {
    'your niche': niche,
    'what you do': niche,
    'your audience': audience,
  }
  return line.replace(/\[([^\]]+)\]/g, (blank, name: string) => {
    const filling = fillings[name.toLowerCase()]
    if (!filling) return blank
    return /^\p{Lu}/u.test(name) ? capitalise(filling) : filling
  })
}

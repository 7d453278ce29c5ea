import { capitalise } from '../wording.ts'
import { weekdayOf } from './dates.ts'
import type { Facts } from './facts.ts'
import { type Phrases, readTold, withBlanks } from './phrases.ts'
import { type Place, placesOfWeek, readPlaces } from './places.ts'
import type { PlanMaterial, PostLine } from './plan-lines.ts'
import { type DayKind, jobsOfWeek, kindsOfDays } from './posting-week.ts'
import { type HourBand, readHourBand } from './stated-facts.ts'

/** What a plan is to be made of. */
export interface PlanBrief {
  days: number
  /** The first day, where it is known. */
  start: string | null
  told: Partial<Phrases>
  platforms: string[]
  hours?: HourBand
}

/** The arguments of `make_plan`. */
export interface PlanDraft {
  title: string
  start_date: string | null
  days: { day: number; format: string; hook: string }[]
}

export function briefFrom(facts: Facts, days: number, start: string | null): PlanBrief {
  return {
    days,
    start,
    told: readTold(facts.niche?.[0], facts.audience?.[0]),
    platforms: facts.platforms ?? [],
    hours: readHourBand(facts.hours?.[0]),
  }
}

/** Where nobody has said where they post. */
const ANYWHERE: Place = { name: '', isFilmed: true, isLong: false }
const LONGEST_FORMAT = 40
const WEEK = 7

export function buildPlan(brief: PlanBrief, material: PlanMaterial): PlanDraft {
  const { days: count, start } = brief
  const phrases = withBlanks(brief.told)
  const lines = new UnusedLines(material)
  const kinds = kindsOfDays(count, start ? weekdayOf(start) : 0, brief.hours)
  const days: PlanDraft['days'] = []
  for (let first = 0; first < count; first += WEEK)
    for (const line of writeWeek(kinds.slice(first, first + WEEK), first / WEEK, brief, lines))
      days.push({ day: days.length + 1, format: line.format, hook: fill(line.hook, phrases) })
  const last = days.at(-1)
  if (last && count >= REVIEWED && !isPost(kinds.at(-1)))
    Object.assign(last, { format: 'Review', hook: fill(lines.takeOther('Review'), phrases) })
  return { title: titleOf(brief), start_date: start, days }
}

/** A plan of so many days ends with a look back. */
const REVIEWED = 21

function titleOf({ days, told }: PlanBrief): string {
  const name = `${days}-day content plan`
  return told.work ? `${name}: ${told.work}` : name
}

const isPost = (kind?: DayKind) => kind === 'post' || kind === 'light'

/** The days of one week: each post with its job and its place, and what to do on the days between. */
function writeWeek(
  kinds: DayKind[],
  week: number,
  { days, platforms, hours }: PlanBrief,
  lines: UnusedLines,
): PostLine[] {
  const places = platforms.length > 0 ? readPlaces(platforms) : [ANYWHERE]
  const posts = kinds.filter((kind) => kind === 'post').length
  const jobs = jobsOfWeek(week, days)
  const slots = placesOfWeek(places, posts, week, hours).map((place, at) => ({
    place,
    job: jobs[at] ?? 'Teach',
  }))
  const light = places.find(({ isLong }) => !isLong)
  return kinds.map((kind) => {
    const slot = kind === 'post' ? slots.shift() : { place: light, job: 'Light' }
    if (isPost(kind) && slot?.place) return lines.takePost(slot.job, slot.place)
    const task = isPost(kind) ? 'draft' : kind
    return { format: names[task], hook: lines.takeOther(capitalise(task)) }
  })
}

const names: Record<DayKind, string> = {
  post: 'Post',
  light: 'Light post',
  rest: 'Rest',
  batch: 'Batch',
  engage: 'Engage',
  collect: 'Collect ideas',
  draft: 'Draft',
}

/** The library's lines, each given once; a job that has run out takes from the next. */
class UnusedLines {
  readonly #posts: Map<string, PostLine[]>
  readonly #others: Map<string, string[]>

  constructor({ posts, others }: PlanMaterial) {
    this.#posts = new Map([...posts].map(([job, lines]) => [job, [...lines]]))
    this.#others = new Map([...others].map(([job, lines]) => [job, [...lines]]))
  }

  takePost(job: string, place: Place): PostLine {
    for (const lines of [this.#posts.get(job) ?? [], ...this.#posts.values()]) {
      const at = lines.findIndex(({ format }) => place.isFilmed || !FILMED.test(format))
      const [line] = at < 0 ? [] : lines.splice(at, 1)
      if (line) return { ...line, format: withPlace(line.format, place) }
    }
    return { format: 'Rest', hook: this.takeOther('Rest') }
  }

  takeOther(job: string): string {
    const lists = [this.#others.get(job) ?? [], ...this.#others.values()]
    return lists.find((lines) => lines.length > 0)?.shift() ?? `${job}.`
  }
}

/** What has to be seen to work. */
const FILMED = /^demo$/i

function withPlace(format: string, { name }: Place): string {
  const placed = name ? `${format} · ${name}` : format
  return placed.length <= LONGEST_FORMAT ? placed : format
}

function fill(line: string, { work, niche, audience, goal }: Phrases): string {
  return line
    .replace(/\[what you do\]/g, work)
    .replace(/\[What you do\]/g, capitalise(work))
    .replace(/\[your niche\]/g, niche)
    .replace(/\[your audience\]/g, audience)
    .replace(/\[Your audience\]/g, capitalise(audience))
    .replace(/\[what they want to do\]/g, goal)
}

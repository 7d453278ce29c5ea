import type { HourBand } from './stated-facts.ts'

/** What a day is for. On a light day something small goes out; on the others nothing does. */
export type DayKind = 'post' | 'light' | 'rest' | 'batch' | 'engage' | 'collect' | 'draft'

/** Monday to Sunday: the fewer hours, the fewer posts, and each week one sitting in which they are made. */
const weeks: Record<HourBand, [DayKind, DayKind, DayKind, DayKind, DayKind, DayKind, DayKind]> = {
  'Under 3': ['post', 'rest', 'engage', 'post', 'rest', 'batch', 'collect'],
  '3 to 5': ['post', 'engage', 'post', 'rest', 'post', 'batch', 'rest'],
  '6 to 10': ['post', 'post', 'batch', 'post', 'post', 'light', 'rest'],
  'More than 10': ['post', 'post', 'post', 'post', 'post', 'light', 'batch'],
}

/** Five posts and two days off is what the library holds to be plenty. */
const USUAL: HourBand = '6 to 10'

/** The kind of each day, counted from a day of the week. */
export function kindsOfDays(count: number, firstWeekday: number, hours?: HourBand): DayKind[] {
  const week = weeks[hours ?? USUAL]
  return Array.from({ length: count }, (_, at) => {
    const kind = week[(firstWeekday + at) % 7] ?? 'rest'
    // A plan begins with something to do.
    return at === 0 && kind !== 'post' && kind !== 'light' ? 'batch' : kind
  })
}

export function postsPerWeek(hours?: HourBand): number {
  return weeks[hours ?? USUAL].filter((kind) => kind === 'post' || kind === 'light').length
}

/** The jobs of a week's posts, the most needed first. */
const stages = {
  introduce: ['Introduce', 'Teach', 'Story', 'Mistake', 'Q&A'],
  teach: ['Teach', 'Mistake', 'Q&A', 'Teach', 'Opinion'],
  prove: ['Proof', 'Teach', 'Story', 'Proof', 'Mistake'],
  invite: ['Opinion', 'Invite', 'Teach', 'Q&A', 'Proof'],
  close: ['Round-up', 'Invite', 'Q&A', 'Teach', 'Story'],
  single: ['Teach', 'Mistake', 'Story', 'Proof', 'Invite'],
} as const

/** A month introduces, teaches, proves and invites; a shorter plan does so in fewer steps. */
const courses: (keyof typeof stages)[][] = [
  ['single'],
  ['introduce', 'invite'],
  ['introduce', 'teach', 'invite'],
  ['introduce', 'teach', 'prove', 'invite', 'close'],
]

/** The jobs of the posts in the given week of a plan of so many days. */
export function jobsOfWeek(week: number, days: number): readonly string[] {
  const course = courses[Math.min(Math.ceil(days / 7), courses.length) - 1] ?? []
  return stages[course[week] ?? 'close']
}

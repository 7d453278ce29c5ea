/** Dates as `YYYY-MM-DD`, counted on without any clock. */
export function isDate(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    /^20\d{2}-\d{2}-\d{2}$/.test(value) &&
    !Number.isNaN(Date.parse(value))
  )
}

export function daysAfter(date: string, days: number): string {
  const moved = new Date(`${date}T00:00:00Z`)
  moved.setUTCDate(moved.getUTCDate() + days)
  return moved.toISOString().slice(0, 10)
}

/** Counted from Monday, which is 0. */
export function weekdayOf(date: string): number {
  return (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7
}

const spoken = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  timeZone: 'UTC',
})

/** "Sunday 22 November". */
export function sayDate(date: string): string {
  return spoken.format(new Date(`${date}T00:00:00Z`)).replace(',', '')
}

/** Dates as `YYYY-MM-DD`, counted without a clock, and the day that a message names as a start. */

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
export const weekdayOf = (date: string) => (new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7

const spoken = new Intl.DateTimeFormat('en-GB', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  timeZone: 'UTC',
})

/** "Sunday 22 November". */
export const sayDate = (date: string) =>
  spoken.format(new Date(`${date}T00:00:00Z`)).replace(',', '')

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const MONTHS = Array.from({ length: 12 }, (_, month) =>
  new Date(Date.UTC(2026, month))
    .toLocaleString('en', { month: 'long', timeZone: 'UTC' })
    .toLowerCase(),
)
const BEGIN = String.raw`\b(?:from|on|start(?:ing|s)?|begin(?:ning|s)?)(?: on| from)?(?: the)? `
const WEEKDAY = new RegExp(`${BEGIN}(next )?(mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?\\b`)
/** "december" or "dec". */
const MONTH = `(?<month>${MONTHS.map((name) => `${name.slice(0, 3)}(?:${name.slice(3)})?`).join('|')})`
const DAY = '(?<day>\\d{1,2})(?:st|nd|rd|th)?'
const DATE = new RegExp(
  `\\b(?:${DAY}(?: of)? ${MONTH}|${MONTH} (?:the )?${DAY})\\b(?: (?<year>20\\d\\d))?`,
)
const WHOLE_MONTH = new RegExp(`\\b(?:for|in|of) ${MONTH}\\b`)
const ISO = /\b(20\d\d) (\d\d) (\d\d)\b/

/**
 * The first day that is asked for; `undefined` where none is named.
 * @param plain in small letters, without punctuation
 */
export function readStart(plain: string, today: string): string | undefined {
  const iso = ISO.exec(plain)?.slice(1).join('-')
  if (isDate(iso)) return iso
  if (/\btomorrow\b/.test(plain)) return daysAfter(today, 1)
  if (/\b(?:today|now|tonight)\b/.test(plain) && new RegExp(BEGIN).test(plain)) return today
  const [, next, weekday] = WEEKDAY.exec(plain) ?? []
  if (weekday)
    return nextWeekday(WEEKDAYS.indexOf(weekday.slice(0, 3)), daysAfter(today, next ? 1 : 0))
  // "My next week" begins tomorrow, "next week" on Monday.
  const [, span] = /(?<!\b(?:my|the|our) )\bnext (week|month)\b/.exec(plain) ?? []
  if (span === 'week') return nextWeekday(0, daysAfter(today, 1))
  const thisMonth = Number(today.slice(5, 7)) - 1
  if (span === 'month') return dateOf((thisMonth + 1) % 12, '1', undefined, today)
  const { day, month, year } = DATE.exec(plain)?.groups ?? {}
  if (day) return dateOf(monthOf(month), day, year, today)
  const wholeMonth = monthOf(WHOLE_MONTH.exec(plain)?.[1])
  return wholeMonth === thisMonth ? undefined : dateOf(wholeMonth, '1', undefined, today)
}

/** Counted from 0. */
const monthOf = (name = 'none') => MONTHS.findIndex((month) => month.startsWith(name))

function nextWeekday(weekday: number, from: string): string {
  return daysAfter(from, (weekday - weekdayOf(from) + 7) % 7)
}

/** Without a year, the next time that it comes. */
function dateOf(month: number, day: string, year: string | undefined, today: string) {
  if (month < 0) return undefined
  const inYear = (each: number) =>
    `${each}-${String(month + 1).padStart(2, '0')}-${day.padStart(2, '0')}`
  const thisYear = Number(year ?? today.slice(0, 4))
  const date = year || inYear(thisYear) >= today ? inYear(thisYear) : inYear(thisYear + 1)
  return isDate(date) && daysAfter(date, 0) === date ? date : undefined
}

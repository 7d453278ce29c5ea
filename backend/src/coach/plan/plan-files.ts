/** A plan as files for other programs: a calendar and a spreadsheet. */
import { stringify } from 'csv-stringify/sync'
import ical from 'ical-generator'
import { daysAfter, type Plan, type PlanDay } from './plan.ts'

/** What the page's effect `download_file` takes. */
export type DownloadedFile = { filename: string; mime_type: string; text: string }

/** @param id stays the same for the same plan, so that a second import updates the first one's events */
export function planCalendar(plan: Plan, id: string, today = new Date()): DownloadedFile {
  const tomorrow = daysAfter(today.toISOString().slice(0, 10), 1)
  const calendar = ical({
    name: plan.title,
    prodId: { company: 'Coaching Hub', product: 'Plan', language: 'EN' },
  })
  for (const day of plan.days) {
    calendar.createEvent({
      id: `${id}-day-${day.day}@coaching-hub`,
      start: localDate(day.date ?? daysAfter(tomorrow, day.day - 1)),
      allDay: true,
      summary: `${day.format}: ${day.hook}`,
      description: `Day ${day.day} of “${plan.title}”`,
      stamp: today,
    })
  }
  return file(plan, 'ics', 'text/calendar', calendar.toString())
}

/** What begins like a formula is marked as text, since spreadsheets would run it. */
export function planSpreadsheet(plan: Plan): DownloadedFile {
  const text = stringify(plan.days.map(rowOf), {
    header: true,
    columns: ['Day', 'Date', 'Format', 'Hook', 'Done'],
    record_delimiter: 'windows',
    escape_formulas: true,
    // Without it, Excel takes the text for Latin-1.
    bom: true,
  })
  return file(plan, 'csv', 'text/csv', text)
}

const rowOf = ({ day, date, format, hook, done }: PlanDay) => ({
  Day: day,
  Date: date ?? '',
  Format: format,
  Hook: hook,
  Done: done ? 'yes' : 'no',
})

/** The calendar writes an all-day event's date as it is on this machine's clock. */
function localDate(date: string): Date {
  return new Date(`${date}T00:00:00`)
}

function file(plan: Plan, extension: string, mime_type: string, text: string): DownloadedFile {
  const name = plan.title
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
  return { filename: `${name || 'plan'}.${extension}`, mime_type, text }
}

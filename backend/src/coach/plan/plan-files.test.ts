import { describe, expect, test } from 'vitest'
import { type Plan, planFrom } from './plan.ts'
import { planCalendar, planSpreadsheet } from './plan-files.ts'

const TODAY = new Date('2026-11-22T15:00:00Z')

describe('a plan as a calendar', () => {
  test('has an all-day event for each day, on its date', () => {
    const { text, ...file } = planCalendar(plan({ start_date: '2026-11-29' }), 'msg_1', TODAY)

    expect(file).toEqual({ filename: 'Thirty-loaves.ics', mime_type: 'text/calendar' })
    expect(valuesOf(text, 'DTSTART;VALUE=DATE')).toEqual(['20261129', '20261130', '20261201'])
    expect(valuesOf(text, 'SUMMARY')[0]).toBe('Reel: My first loaf')
  })

  test('begins tomorrow, where the plan has no date', () => {
    const { text } = planCalendar(plan({ start_date: null }), 'msg_1', TODAY)

    expect(valuesOf(text, 'DTSTART;VALUE=DATE')).toEqual(['20261123', '20261124', '20261125'])
  })

  test('has the same events when it is downloaded again, and others than another plan', () => {
    const uids = (id: string, today: Date) => valuesOf(planCalendar(plan(), id, today).text, 'UID')

    expect(uids('msg_1', new Date('2027-01-01'))).toEqual(uids('msg_1', TODAY))
    expect(new Set([...uids('msg_1', TODAY), ...uids('msg_2', TODAY)]).size).toBe(6)
  })

  test('keeps line breaks and signs of the plan inside their field', () => {
    const hook = 'One; two, three\r\nEND:VEVENT'

    const { text } = planCalendar(plan({}, hook), 'msg_1', TODAY)

    expect(text.split('\r\n').filter((line) => line === 'END:VEVENT')).toHaveLength(3)
    expect(valuesOf(text, 'SUMMARY')[0]).toMatch(/^Reel: One\\; two\\, three(\\r)?\\nEND:VEVENT$/)
  })
})

describe('a plan as a spreadsheet', () => {
  test('has a row for each day', () => {
    const { text, ...file } = planSpreadsheet(plan({ start_date: '2026-11-29' }))

    expect(file).toEqual({ filename: 'Thirty-loaves.csv', mime_type: 'text/csv' })
    expect(text.slice(1).split('\r\n')).toEqual([
      'Day,Date,Format,Hook,Done',
      '1,2026-11-29,Reel,My first loaf,no',
      '2,2026-11-30,Post,"Salt, or no salt?",no',
      '3,2026-12-01,Story,The crumb,no',
      '',
    ])
  })

  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])(
    'takes the formula out of %j',
    (hook) => {
      const { text } = planSpreadsheet(plan({}, hook))

      expect(text).toContain(`'${hook}`)
    },
  )
})

test.each([
  ['../../etc/passwd', 'etc-passwd.csv'],
  ['Süße Rezepte: „30 Tage“', 'Süße-Rezepte-30-Tage.csv'],
  ['!?', 'plan.csv'],
])('the title %j makes the file name %j', (title, filename) => {
  expect(planSpreadsheet({ ...plan(), title }).filename).toBe(filename)
})

function plan(fields: { start_date?: string | null } = {}, hook = 'My first loaf'): Plan {
  const days = [
    { day: 1, format: 'Reel', hook },
    { day: 2, format: 'Post', hook: 'Salt, or no salt?' },
    { day: 3, format: 'Story', hook: 'The crumb' },
  ]
  return planFrom({ title: 'Thirty loaves', start_date: null, ...fields, days })
}

function valuesOf(calendar: string, field: string): string[] {
  const lines = calendar.replaceAll('\r\n ', '').split('\r\n')
  return lines.flatMap((line) =>
    line.startsWith(`${field}:`) ? [line.slice(field.length + 1)] : [],
  )
}

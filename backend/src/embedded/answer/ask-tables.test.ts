import { expect, test } from 'vitest'
import { cpuTimeOf } from '../../../test/process/cpu-time.ts'
import { readFileText } from '../../file-text/file-text.ts'
import { askTables } from './ask-tables.ts'
import { readTables } from './table.ts'

const INVOICES = `Invoice,Date,Client,City,Service,Hours,Rate,Amount,Paid
2025-001,2025-01-14,Oda Weber,Berlin,Logo,6,80,"€480.00",yes
2025-002,2025-01-29,Café Lumen,Leipzig,Menu design,11.5,80,"€920.00",yes
2025-003,2025-02-03,Oda Weber,Berlin,Website,40,75,"€3,000.00",no
2025-004,2025-02-20,Ravi Nair,Munich,Logo,5,80,€400.00,
2025-005,2025-03-11,Studio Kite,Berlin,Poster,3,85,€255.00,no
2025-006,2025-03-30,Café Lumen,Leipzig,Photos,8,80,€640.00,yes
`

test.each([
  ['which invoice was the largest', 'Highest Amount: **€3,000.00** – 2025-003, Oda Weber, Berlin'],
  ['what was the lowest amount', 'Lowest Amount: **€255.00** – 2025-005, Studio Kite, Berlin'],
  ['total amount of all invoices', 'Amount, sum of 6 values: **5695**'],
  ['average rate', 'Rate, average of 6 values: **80**'],
  [
    'how many hours did I work for Café Lumen',
    'Hours, sum of 2 values, of 2 rows with “café” and “lumen”: **19.5**',
  ],
  ['how many logos did I make', '**2** of 6 rows have “logos”.'],
  ['how many invoices in February', '**2** of 6 rows have “february”.'],
  ['how many invoices are not paid', '**3** of 6 rows have “Paid: no”.'],
  ['when was the last invoice', 'Highest Date: **2025-03-30** – 2025-006, Café Lumen, Leipzig'],
  ['how many are unpaid', '**3** of 6 rows have “Paid: no”.'],
  ['how many universities have paid', '**3** of 6 rows have “Paid: yes”.'],
  ['where is paid empty', 'Paid is empty in **1** of 6 rows: 2025-004, Ravi Nair, Munich'],
  ['hours for the website?', '2025-003, Oda Weber, Berlin – Hours: **40**'],
  ['amount of 2025-004', '2025-004, Ravi Nair, Munich – Amount: **€400.00**'],
])('%s', async (question, line) => {
  expect((await ask(question))?.line).toBe(line)
})

test('rows that a question names are shown without a line of their own', async () => {
  const finding = await ask('which clients are in Berlin')

  expect(finding?.line).toBeUndefined()
  expect(finding?.rows.map(([invoice]) => invoice)).toEqual(['2025-001', '2025-003', '2025-005'])
})

test('a question about something else finds nothing', async () => {
  expect(await ask('who painted the ceiling?')).toBeUndefined()
})

const MOST_CHARS = 500_000
const fill = (part: (at: number) => string) =>
  Array.from({ length: MOST_CHARS / 10 }, (_, at) => part(at))
    .join('')
    .slice(0, MOST_CHARS)

test.each([
  ['rows that are all alike', `| a | b |\n|---|---|\n${fill(() => '| x | 1 |\n')}`],
  ['columns that are all unlike', fill((at) => `- a${at >> 1}: 1; b${at >> 1}: 2\n`)],
  ['bars without a rule', `${'|'.repeat(MOST_CHARS - 1)}x`],
  ['a gap in a number', `| a | b |\n|---|---|\n| 1${' '.repeat(MOST_CHARS - 40)}x | 1 |`],
])('%s take no time', (_, text) => {
  const work = () =>
    askTables(readTables(text), 'which a has the highest b, and where is b missing?')

  expect(cpuTimeOf(work)).toBeLessThan(2_000)
})

test('a date that there is not is a text', () => {
  const tables = readTables('- Day: 2025-99-99; Price: 3\n- Day: 2025-01-02; Price: 4')

  expect(askTables(tables, 'highest price in January')[0]?.line).toContain('**4**')
})

async function ask(question: string) {
  const read = await readFileText(Buffer.from(INVOICES), 'invoices.csv')
  return askTables(readTables('text' in read ? read.text : ''), question)[0]
}

import pLimit from 'p-limit'
import { expect, test } from 'vitest'
import { PDF } from '../../test/samples/file-samples.ts'
import { excelFile, wordFile, wordParagraph } from '../../test/samples/office-samples.ts'
import { UnsupportedTypeError } from '../errors.ts'
import { forFileSearch } from './for-file-search.ts'

const sent = (content: string | Uint8Array, name: string) =>
  forFileSearch(new File([Buffer.from(content)], name), pLimit(1))

test('a workbook goes as Markdown whose rows name their columns', async () => {
  const workbook = excelFile({
    Courses: [
      ['Course', 'Fee'],
      ['Bowls', 90],
    ],
  })

  const file = await sent(workbook, 'prices.xlsx')

  expect(file).toMatchObject({ name: 'prices.xlsx.md', type: 'text/markdown' })
  expect(await file.text()).toBe('# Courses\n\n- Course: Bowls; Fee: 90')
})

test('a CSV file goes as Markdown too', async () => {
  const file = await sent('Course,Fee\nBowls,90', 'prices.csv')

  expect(file.name).toBe('prices.csv.md')
  expect(await file.text()).toBe('- Course: Bowls; Fee: 90')
})

test('a table that cannot be read is refused, and the reader learns why', async () => {
  const empty = excelFile({ Nothing: [] })

  await expect(sent(empty, 'none.xlsx')).rejects.toThrow(
    new UnsupportedTypeError('none.xlsx holds no text.'),
  )
})

test.each([
  ['plan.pdf', PDF, 'plan.pdf'],
  ['PLAN.PDF', PDF, 'PLAN.pdf'],
  ['plan', PDF, 'plan.pdf'],
  ['plan.txt', wordFile(wordParagraph('x')), 'plan.txt.docx'],
])(
  'the document %s keeps its bytes, under a name that is taken',
  async (name, content, expected) => {
    const file = await sent(content, name)

    expect(file.name).toBe(expected)
    expect(Buffer.from(await file.bytes()).equals(content)).toBe(true)
  },
)

test.each([
  ['notes.md', 'notes.md'],
  ['page.htm', 'page.htm.html'],
  ['kiln.py', 'kiln.py'],
  ['kiln.TS', 'kiln.ts'],
  ['kiln.yaml', 'kiln.yaml.txt'],
  ['kiln.xml', 'kiln.xml.txt'],
  ['LICENSE', 'LICENSE.txt'],
])('text named %s goes as %s', async (name, expected) => {
  const file = await sent('words', name)

  expect(file.name).toBe(expected)
  expect(await file.text()).toBe('words')
})

test('text of old Windows goes as UTF-8', async () => {
  const file = await sent(Buffer.from('Caf\xe9', 'latin1'), 'menu.txt')

  expect(await file.text()).toBe('Café')
})

test('a large text goes as it is in UTF-8, and is refused in any other encoding', async () => {
  const text = 'Café crème. '.repeat(700_000)

  const file = await sent(text, 'menu.txt')
  const refused = sent(Buffer.from(text, 'latin1'), 'menu.txt')

  expect(file.size).toBe(Buffer.byteLength(text))
  await expect(refused).rejects.toThrow(
    new UnsupportedTypeError(
      '“menu.txt” is too large to be read in its encoding. Save it as UTF-8 and add it again.',
    ),
  )
})

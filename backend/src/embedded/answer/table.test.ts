import { expect, test } from 'vitest'
import { numberIn, readTables } from './table.ts'

test.each([
  ['8', 8],
  ['8.50', 8.5],
  ['€ 1.234,50', 1234.5],
  ['1,234.50', 1234.5],
  ['12,5 %', 12.5],
  ['31,400', 31400],
  ['1 252,01', 1252.01],
  ['EUR 20', 20],
  ['-3', -3],
  ['117.5 kg', 117.5],
  ['2026-11-30', Date.UTC(2026, 10, 30)],
  ['30.11.2026', Date.UTC(2026, 10, 30)],
  ['K-4220', undefined],
  ['three', undefined],
  ['0176 555 2259 / home', undefined],
  ['2025-99-99', undefined],
  [`1${' '.repeat(200_000)}x`, undefined],
  ['', undefined],
])('%j is worth %s', (cell, value) => {
  expect(numberIn(cell)).toBe(value)
})

test('lines of a spreadsheet and pieces of a table become whole tables', () => {
  const text = [
    '- Name: Ann; Note: a; b; Price: 3\n- Name: Bo; Price: 4\n- Name: Cy; Note: c',
    '| Day | Post |\n| --- | --- |\n| 1 | A \\| B |',
    '| Day | Post |\n| --- | --- |\n| 2 | C |',
  ].join('\n\n')

  expect(readTables(text)).toEqual([
    {
      columns: ['Name', 'Note', 'Price'],
      rows: [
        ['Ann', 'a; b', '3'],
        ['Bo', '', '4'],
        ['Cy', 'c', ''],
      ],
    },
    {
      columns: ['Day', 'Post'],
      rows: [
        ['1', 'A | B'],
        ['2', 'C'],
      ],
    },
  ])
})

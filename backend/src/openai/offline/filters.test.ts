import { expect, test } from 'vitest'
import { admits, filterSchema } from './filters.ts'

const file = { kind: 'attachment', pages: 4, shared: false }

test.each([
  [{ type: 'eq', key: 'kind', value: 'attachment' }, true],
  [{ type: 'eq', key: 'kind', value: 'library' }, false],
  [{ type: 'ne', key: 'kind', value: 'library' }, true],
  [{ type: 'gt', key: 'pages', value: 3 }, true],
  [{ type: 'gte', key: 'pages', value: 4 }, true],
  [{ type: 'lt', key: 'pages', value: 4 }, false],
  [{ type: 'lte', key: 'pages', value: 4 }, true],
  [{ type: 'in', key: 'kind', value: ['library', 'attachment'] }, true],
  [{ type: 'nin', key: 'kind', value: ['library'] }, true],
  [{ type: 'eq', key: 'shared', value: false }, true],
])('%j', (filter, expected) => {
  expect(admits(filterSchema.parse(filter), file)).toBe(expected)
})

test.each(['eq', 'ne', 'gt', 'lt'])('%s never matches a key the file lacks', (type) => {
  expect(admits(filterSchema.parse({ type, key: 'session', value: 'a' }), file)).toBe(false)
})

test('nin never matches a key the file lacks', () => {
  expect(admits({ type: 'nin', key: 'session', value: ['a'] }, file)).toBe(false)
})

test('a number does not equal, or differ from, a word', () => {
  expect(admits({ type: 'eq', key: 'pages', value: '4' }, file)).toBe(false)
  expect(admits({ type: 'ne', key: 'pages', value: '4' }, file)).toBe(false)
})

test('and / or nest', () => {
  const filter = filterSchema.parse({
    type: 'or',
    filters: [
      { type: 'eq', key: 'kind', value: 'library' },
      {
        type: 'and',
        filters: [
          { type: 'eq', key: 'kind', value: 'attachment' },
          { type: 'gt', key: 'pages', value: 2 },
        ],
      },
    ],
  })

  expect(admits(filter, file)).toBe(true)
  expect(admits(filter, { kind: 'attachment', pages: 1 })).toBe(false)
})

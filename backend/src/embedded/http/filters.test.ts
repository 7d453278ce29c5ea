import { expect, onTestFinished, test } from 'vitest'
import { Files } from '../storage/files.ts'
import { type Attributes, filterSchema } from './filters.ts'

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
])('%j', async (filter, expected) => {
  expect(await admits(filter, file)).toBe(expected)
})

test.each(['eq', 'ne', 'gt', 'lt'])('%s never matches a key the file lacks', async (type) => {
  expect(await admits({ type, key: 'session', value: 'a' }, file)).toBe(false)
})

test('nin never matches a key the file lacks', async () => {
  expect(await admits({ type: 'nin', key: 'session', value: ['a'] }, file)).toBe(false)
})

test('a number does not equal, or differ from, a word, nor is it more or less', async () => {
  for (const type of ['eq', 'ne', 'lt', 'gt'])
    expect(await admits({ type, key: 'pages', value: '4' }, file)).toBe(false)
})

test('and / or nest', async () => {
  const filter = {
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
  }

  expect(await admits(filter, file)).toBe(true)
  expect(await admits(filter, { kind: 'attachment', pages: 1 })).toBe(false)
})

/** Whether the database finds a file with these attributes. */
async function admits(filter: unknown, attributes: Attributes): Promise<boolean> {
  const files = new Files(':memory:')
  onTestFinished(() => files.close())
  files.addStore({ id: 'vs_1', name: '', metadata: {}, createdAt: 0 })
  const stored = { id: 'file-1', filename: 'a.md', bytes: 1, purpose: 'assistants', createdAt: 0 }
  await files.addFile(stored, Buffer.from('a'))
  files.attach('vs_1', 'file-1', 0, attributes)
  const found = files.listAttached({ storeIds: ['vs_1'], filter: filterSchema.parse(filter) })
  return found.length === 1
}

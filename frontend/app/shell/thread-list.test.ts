import { expect, test } from 'vitest'
import { listThreads } from './thread-list'

const thread = (id: string, title?: string) => ({
  id,
  title,
  created_at: '2026-01-01T00:00:00Z',
  status: { type: 'active' as const },
  metadata: {},
})
const nothing = { changed: [], forgotten: [], answering: [] }
const titles = (...list: Parameters<typeof listThreads>) => listThreads(...list).map((t) => t.title)

test('a chat opened on this page stands on top before the server lists it', () => {
  expect(titles([thread('a', 'Old')], { ...nothing, changed: [thread('b', 'New')] })).toEqual([
    'New',
    'Old',
  ])
})

test('the newest of several chats opened here comes first', () => {
  const changed = [thread('b', 'First'), thread('c', 'Second')]

  expect(titles([], { ...nothing, changed })).toEqual(['Second', 'First'])
})

test('a better title replaces the first one, in its place', () => {
  const listed = [thread('a', 'One'), thread('b', 'Two')]

  expect(titles(listed, { ...nothing, changed: [thread('b', 'Better')] })).toEqual([
    'One',
    'Better',
  ])
})

test('a deleted chat is gone at once', () => {
  expect(titles([thread('a', 'One')], { ...nothing, forgotten: ['a'] })).toEqual([])
})

test('a chat being answered is marked, and one without a title has a name', () => {
  expect(listThreads([thread('a')], { ...nothing, answering: ['a'] })).toEqual([
    { id: 'a', title: 'New chat', isAnswering: true },
  ])
})

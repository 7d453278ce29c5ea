import { expect, test } from 'vitest'
import { mergeThreads } from './thread-list'

const thread = (id: string, title?: string) => ({
  id,
  title,
  created_at: '2026-01-01T00:00:00Z',
  status: { type: 'active' as const },
  metadata: {},
})
const nothing = { changed: [], forgotten: [], answering: [] }
const titles = (...list: Parameters<typeof mergeThreads>) =>
  mergeThreads(...list).flatMap(({ title, isDeleted }) => (isDeleted ? [] : title))

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

test('a chat that is closed while its page is open is closed at once', () => {
  const closed = { ...thread('a', 'One'), status: { type: 'closed' as const } }

  expect(mergeThreads([thread('a', 'One')], { ...nothing, changed: [closed] })).toMatchObject([
    { id: 'a', status: { type: 'closed' } },
  ])
})

test('a deleted chat is gone at once', () => {
  expect(titles([thread('a', 'One')], { ...nothing, forgotten: ['a'] })).toEqual([])
})

test('a chat being answered is marked, and one without a title has a name', () => {
  expect(mergeThreads([thread('a')], { ...nothing, answering: ['a'] })).toMatchObject([
    { id: 'a', title: 'New chat', isAnswering: true },
  ])
})

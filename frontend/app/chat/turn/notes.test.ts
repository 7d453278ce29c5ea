import { describe, expect, test } from 'vitest'
import { IDLE, withNote, withoutNote, withoutPassedNotes } from './chat-state'

const nearlySpent = (percent: number) => ({
  type: 'notice' as const,
  level: 'warning' as const,
  title: 'Nearly used up for today',
  message: `The coach has used ${percent} % of what it may answer today.`,
})
const unreadable = {
  type: 'notice' as const,
  level: 'warning' as const,
  message: '“plan.pdf” could not be read.',
}
const titles = (chat: typeof IDLE) => chat.notes.map(({ title }) => title)

describe('a note about how things stand', () => {
  test('stays over the next turn, and is told once a day, whatever its numbers', () => {
    const first = withNote(IDLE, nearlySpent(81), '2026-05-12')
    const second = withNote(withoutPassedNotes(first), nearlySpent(95), '2026-05-12')

    expect(second.notes).toEqual(first.notes)
  })

  test('does not come back on the day it was dismissed', () => {
    const told = withNote(IDLE, nearlySpent(81), '2026-05-12')
    const dismissed = told.notes.reduce(withoutNote, told)

    expect(withNote(dismissed, nearlySpent(95), '2026-05-12').notes).toEqual([])
    expect(titles(withNote(dismissed, nearlySpent(82), '2026-05-13'))).toEqual([
      'Nearly used up for today',
    ])
  })

  test('is told anew on another day in place of the old one', () => {
    const told = withNote(IDLE, nearlySpent(81), '2026-05-12')

    expect(withNote(told, nearlySpent(90), '2026-05-13').notes).toMatchObject([
      { message: nearlySpent(90).message },
    ])
  })

  test('that matters more is another one', () => {
    const told = withNote(IDLE, nearlySpent(81), '2026-05-12')

    expect(
      withNote(told, { ...nearlySpent(99), level: 'danger' }, '2026-05-12').notes,
    ).toHaveLength(2)
  })
})

test('a note about one answer goes with the next turn, and comes again with another answer', () => {
  const told = withNote(IDLE, unreadable)
  const next = withoutPassedNotes(told)

  expect(next.notes).toEqual([])
  expect(withNote(next, unreadable).notes).toHaveLength(1)
})

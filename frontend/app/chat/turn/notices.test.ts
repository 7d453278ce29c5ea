import { describe, expect, test } from 'vitest'
import { IDLE, withNotice, withoutAnswerNotices, withoutNotice } from './chat-state'

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
const titles = (chat: typeof IDLE) => chat.notices.map(({ title }) => title)

describe('a note about how things stand', () => {
  test('stays over the next turn, and is shown once a day, whatever its numbers', () => {
    const first = withNotice(IDLE, nearlySpent(81), '2026-05-12')
    const second = withNotice(withoutAnswerNotices(first), nearlySpent(95), '2026-05-12')

    expect(second.notices).toEqual(first.notices)
  })

  test('does not come back on the day it was dismissed', () => {
    const told = withNotice(IDLE, nearlySpent(81), '2026-05-12')
    const dismissed = told.notices.reduce(withoutNotice, told)

    expect(withNotice(dismissed, nearlySpent(95), '2026-05-12').notices).toEqual([])
    expect(titles(withNotice(dismissed, nearlySpent(82), '2026-05-13'))).toEqual([
      'Nearly used up for today',
    ])
  })

  test('is shown again on another day in place of the old one', () => {
    const told = withNotice(IDLE, nearlySpent(81), '2026-05-12')

    expect(withNotice(told, nearlySpent(90), '2026-05-13').notices).toMatchObject([
      { message: nearlySpent(90).message },
    ])
  })

  test('that matters more is another one', () => {
    const told = withNotice(IDLE, nearlySpent(81), '2026-05-12')

    expect(
      withNotice(told, { ...nearlySpent(99), level: 'danger' }, '2026-05-12').notices,
    ).toHaveLength(2)
  })
})

test('a note about one answer goes with the next turn, and comes again with another answer', () => {
  const told = withNotice(IDLE, unreadable)
  const next = withoutAnswerNotices(told)

  expect(next.notices).toEqual([])
  expect(withNotice(next, unreadable).notices).toHaveLength(1)
})

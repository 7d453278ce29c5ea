import { describe, expect, test } from 'vitest'
import type { ActiveTurn } from '../turn/turn-machine'
import { canAnswerNow, progressText, secondsAt, usualDurationText } from './progress-text'

const answering: ActiveTurn = { state: 'streaming', stage: 'Searching the library', startedAt: 0 }

describe('how long a stage usually takes', () => {
  test('is told while it lasts, in whole seconds', () => {
    const usual = { 'Searching the library': 6.4, 'Thinking it through': 0.2 }

    expect(usualDurationText(answering, usual)).toBe('usually about 6 s')
    // Over before it could be read.
    expect(usualDurationText({ ...answering, stage: 'Thinking it through' }, usual)).toBeUndefined()
  })

  test('is not made up where it is not known, or no longer matters', () => {
    expect(usualDurationText(answering, {})).toBeUndefined()
    const usual = { 'Searching the library': 6 }
    expect(usualDurationText({ ...answering, isWriting: true }, usual)).toBeUndefined()
    expect(usualDurationText({ ...answering, state: 'stopping' }, usual)).toBeUndefined()
  })
})

describe('an answer can be had at once', () => {
  test('after four seconds without a word of it', () => {
    expect(canAnswerNow(answering, 3)).toBe(false)
    expect(canAnswerNow(answering, 4)).toBe(true)
    expect(canAnswerNow({ ...answering, answerNow: 'asked' }, 9)).toBe(true)
  })

  test.each<Partial<ActiveTurn>>([
    { state: 'sending' },
    { state: 'reconnecting' },
    { state: 'stopping' },
    { isWriting: true },
    { stage: 'Writing your plan' },
    { about: { type: 'action', itemId: 'w1' } },
  ])('but not when %o', (change) => {
    expect(canAnswerNow({ ...answering, ...change }, 60)).toBe(false)
  })
})

test('a turn has words for itself before the server gives it any', () => {
  expect(progressText({ state: 'sending', startedAt: 0 })).toBe('Sending')
  expect(progressText({ state: 'streaming', startedAt: 0 })).toBe('Thinking')
  expect(progressText({ ...answering, state: 'reconnecting' })).toMatch(/^Reconnecting: .* lost/)
  expect(progressText({ ...answering, state: 'reconnecting' }, false)).toMatch(
    /^Reconnecting: you are offline/,
  )
})

test('a clock that is behind shows no negative time', () => {
  expect(secondsAt(1_000, 5_000)).toBe(0)
  expect(secondsAt(6_999, 5_000)).toBe(1)
})

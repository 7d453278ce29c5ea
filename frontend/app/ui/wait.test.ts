import { describe, expect, test } from 'vitest'
import { localTimeOfDay, nextChangeMs, secondsLeft, utcTimeOfDay, waitOf, waitWords } from './wait'

const NOW = Date.parse('2026-05-12T10:00:00Z')
const wait = (seconds: number) => {
  const made = waitOf(seconds, undefined, NOW)
  if (!made) throw new Error('No test waits for nothing.')
  return made
}
const wordsAfter = (seconds: number, passed: number) => {
  const made = wait(seconds)
  return waitWords(made, secondsLeft(made, NOW + passed * 1_000), utcTimeOfDay)
}

describe('a wait in words', () => {
  test.each([
    [1, 'in 1 second'],
    [27, 'in 27 seconds'],
    [90, 'in 90 seconds'],
    [91, 'in 2 minutes'],
    [600, 'in 10 minutes'],
    [601, 'at 10:10 UTC'],
    [50_400, 'at 00:00 UTC'],
  ])('of %i seconds', (seconds, words) => {
    expect(wordsAfter(seconds, 0)).toBe(words)
  })

  test('counts down', () => {
    expect(wordsAfter(30, 12.4)).toBe('in 18 seconds')
    expect(wordsAfter(300, 61)).toBe('in 4 minutes')
  })

  test('is over at its end, and never longer than it was', () => {
    expect(secondsLeft(wait(30), NOW + 30_000)).toBe(0)
    expect(secondsLeft(wait(30), NOW + 86_400_000)).toBe(0)
    expect(secondsLeft(wait(30), NOW - 86_400_000)).toBe(30)
  })

  test.each([Number.NaN, -1, 0, Number.NEGATIVE_INFINITY])('of %d seconds is none', (seconds) => {
    expect(waitOf(seconds)).toBeUndefined()
  })

  test('changes no more often than its words do', () => {
    expect(nextChangeMs(wait(30), NOW)).toBe(1_000)
    expect(nextChangeMs(wait(30), NOW + 400)).toBe(600)
    expect(nextChangeMs(wait(300), NOW)).toBe(60_000)
    expect(nextChangeMs(wait(310), NOW)).toBe(10_000)
    expect(nextChangeMs(wait(3_600), NOW)).toBe(3_000_000)
  })
})

describe('a time of day', () => {
  const at = (day: number, hour: number, minute = 0) =>
    new Date(2026, 4, day, hour, minute).getTime()

  test.each([
    [at(12, 23, 5), 'at 11:05 PM'],
    [at(13, 2), 'tomorrow at 2:00 AM'],
    [at(14, 2), 'on May 14 at 2:00 AM'],
  ])('is told as the reader’s clock and calendar have it', (until, words) => {
    // Some versions of the locale's data have a narrow space.
    const told = localTimeOfDay(until, at(12, 18), 'en-US').replace(/\s/g, ' ')

    expect(told).toBe(words)
  })
})

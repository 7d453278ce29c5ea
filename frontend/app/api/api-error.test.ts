import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { errorFromResponse } from './api-error'
import { refusalOf } from './refusal'

const refusal = (status: number, error: object, headers: Record<string, string> = {}) =>
  errorFromResponse(new Response(JSON.stringify({ error }), { status, headers }))

const NOW = Date.parse('2026-05-12T21:59:30Z')
const notNow = { code: 'refused', message: 'Not now.' }

beforeEach(() => vi.useFakeTimers({ now: NOW }))
afterEach(() => vi.useRealTimers())

describe('a refusal', () => {
  test('tells how long the server asks to be left alone, where it does', async () => {
    expect(await refusal(503, notNow, { 'Retry-After': '5' })).toMatchObject({
      status: 503,
      code: 'refused',
      message: 'Not now.',
      wait: { seconds: 5, until: NOW + 5_000 },
    })
    expect((await refusal(503, notNow)).wait).toBeUndefined()
  })

  test('may name the moment as a date', async () => {
    const { wait } = await refusal(429, notNow, { 'Retry-After': 'Tue, 12 May 2026 22:00:00 GMT' })

    expect(wait).toEqual({ seconds: 30, until: NOW + 30_000 })
  })

  test('of a budget that is spent names the very moment of its reset', async () => {
    const resetsAt = '2026-05-13T00:00:00.000Z'
    const spent = { code: 'budget_spent', message: 'Used up.', resets_at: resetsAt }

    const { wait } = await refusal(429, spent, { 'Retry-After': '7231' })

    expect(wait).toEqual({ seconds: 7_231, until: Date.parse(resetsAt) })
  })

  test.each(['0', '-5', 'soon', 'NaN', '', 'Tue, 12 May 2020 22:00:00 GMT'])(
    'that asks to wait for “%s” asks for nothing',
    async (retryAfter) => {
      const error = await refusal(429, notNow, retryAfter ? { 'Retry-After': retryAfter } : {})

      expect(error).toMatchObject({ retryAfter: undefined, wait: undefined })
    },
  )

  test('is not waited for longer than a week, whatever it says', async () => {
    const { wait } = await refusal(429, notNow, { 'Retry-After': '1e12' })

    expect(wait?.seconds).toBe(7 * 86_400)
  })

  test('of a proxy, which knows nothing of the API, has words too', async () => {
    const page = new Response('<h1>Slow down</h1>', {
      status: 429,
      headers: { 'Retry-After': '9' },
    })

    expect(refusalOf(await errorFromResponse(page))).toMatchObject({
      message: 'Too many requests.',
      wait: { seconds: 9 },
    })
  })
})

describe('what the page says of a refusal', () => {
  test.each([
    ['The server is restarting. Try again in a few seconds.', 'The server is restarting.'],
    ['Too many messages. Please try again in 12.5 s.', 'Too many messages.'],
    ['Today’s budget is spent. Try again tomorrow.', 'Today’s budget is spent.'],
    [
      'That is all for today. It answers again from 00:00 UTC on, in 5 hours. Your chats stay.',
      'That is all for today. Your chats stay.',
    ],
    ['Too many messages.', 'Too many messages.'],
    ['Try again later.', 'Try again later.'],
  ])('leaves out when to try again, which the page counts itself: %s', async (message, words) => {
    const error = await refusal(503, { code: 'busy', message }, { 'Retry-After': '4' })

    expect(refusalOf(error).message).toBe(words)
  })

  test('is all that the server says where it names no time', async () => {
    const message = 'The storage is full. Try again later.'

    expect(refusalOf(await refusal(507, { code: 'storage_full', message }))).toEqual({ message })
  })

  test('says nothing of an error of our own', () => {
    expect(refusalOf(new TypeError('x is not a function')).message).not.toContain('function')
  })
})

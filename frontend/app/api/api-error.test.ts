import { expect, test } from 'vitest'
import { errorFromResponse } from './api-error'

const refusal = (status: number, headers: Record<string, string> = {}) => {
  const error = { code: 'refused', message: 'Not now.' }
  return new Response(JSON.stringify({ error }), { status, headers })
}

test('a refusal tells how long the server asks to be left alone, where it does', async () => {
  const asked = await errorFromResponse(refusal(503, { 'Retry-After': '5' }))
  const silent = await errorFromResponse(refusal(503))

  expect(asked).toMatchObject({ status: 503, code: 'refused', retryAfter: 5, message: 'Not now.' })
  expect(silent.retryAfter).toBeUndefined()
})

test('whoever asks too often reads for how long', async () => {
  const { message } = await errorFromResponse(refusal(429, { 'Retry-After': '7' }))

  expect(message).toBe('Not now. Try again in 7 s.')
})

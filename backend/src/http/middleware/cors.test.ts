import { expect, test } from 'vitest'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'

const production = {
  NODE_ENV: 'production',
  SESSION_SECRET: 'sixteen-letters!',
  CORS_ORIGINS: 'https://hub.example.com,https://hub-*.example.app',
}

const preflight = (url: string, origin: string) =>
  fetch(`${url}/chatkit`, {
    method: 'OPTIONS',
    headers: { Origin: origin, 'Access-Control-Request-Method': 'POST' },
  })

const allowed = ({ headers }: Response) => headers.get('Access-Control-Allow-Origin')

test('the preflight allows what the page, the ChatKit panel and a resuming client send', async () => {
  await using api = await startScriptedApi(saying('Hi'), production)

  const response = await preflight(api.url, 'https://hub.example.com')

  expect(response.status).toBe(204)
  expect(allowed(response)).toBe('https://hub.example.com')
  expect(response.headers.get('Access-Control-Allow-Methods')?.split(',')).toEqual([
    'GET',
    'POST',
    'PUT',
    'DELETE',
    'OPTIONS',
  ])
  expect(response.headers.get('Access-Control-Allow-Headers')?.split(',')).toEqual(
    expect.arrayContaining([
      'content-type',
      'accept',
      'accept-language',
      'last-event-id',
      'chatkit-frame-instance-id',
      'x-session-id',
      'x-resume',
      'x-client-tools',
      'x-private-window',
      'x-request-id',
      'idempotency-key',
    ]),
  )
})

test.each([
  'https://hub.example.com',
  'https://hub-git-main.example.app',
  'https://HUB.example.com',
])('%s is allowed', async (origin) => {
  await using api = await startScriptedApi(saying('Hi'), production)

  expect(allowed(await preflight(api.url, origin))).toBe(origin)
})

test.each([
  'https://evil.example.com',
  'http://hub.example.com',
  'https://hub.example.com.evil.example',
  'https://hub-a.evil.example.app',
  'https://hubxexample.com',
  'http://localhost:5173',
  'null',
])('in production %s gets no CORS headers', async (origin) => {
  await using api = await startScriptedApi(saying('Hi'), production)

  const answers = [
    await preflight(api.url, origin),
    await fetch(`${api.url}/health`, { headers: { Origin: origin } }),
  ]

  for (const { headers } of answers) {
    const names = [...headers.keys()].filter((name) => name.startsWith('access-control'))
    expect(names).toEqual([])
    expect(headers.get('Vary')).toBe('Origin')
  }
})

test.each(['http://localhost:5173', 'http://127.0.0.1:4000', 'https://localhost'])(
  'in development %s is allowed unasked',
  async (origin) => {
    await using api = await startScriptedApi(saying('Hi'))

    expect(allowed(await preflight(api.url, origin))).toBe(origin)
    expect(allowed(await preflight(api.url, 'http://localhost.evil.example'))).toBeNull()
  },
)

test('streams and errors can be read across origins too, with their run and request ids', async () => {
  await using api = await startScriptedApi(saying('Hi'), production)
  const visitor = api.visitor()
  const Origin = 'https://hub.example.com'

  const stream = await visitor.create('Hello', {}, { Origin })
  const answers = [
    (await stream.untilEnd()).response,
    await visitor.post({ type: 'threads.list' }, { Origin }),
    await visitor.fetch('/nowhere', { headers: { Origin } }),
    await fetch(`${api.url}/session`, { headers: { Origin } }),
  ]

  expect(answers.map(({ status }) => status)).toEqual([200, 400, 404, 400])
  for (const response of answers) {
    expect(allowed(response)).toBe(Origin)
    expect(response.headers.get('Access-Control-Expose-Headers')).toBe(
      'retry-after,x-request-id,x-run-id',
    )
  }
})

import { expect, test } from 'vitest'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

test('every answer carries a request id, also errors and streams', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()

  const answers = [
    await fetch(`${api.url}/health`),
    await fetch(`${api.url}/nowhere`),
    await visitor.post('no json'),
    (await visitor.create('Hello')).response,
  ]

  const ids = answers.map(({ headers }) => headers.get('X-Request-Id'))
  expect(new Set(ids).size).toBe(4)
  for (const id of ids) expect(id).toMatch(UUID)
})

test('a request id that came along is kept', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const response = await fetch(api.url, { headers: { 'X-Request-Id': 'edge-7_f.3a9b' } })

  expect(response.headers.get('X-Request-Id')).toBe('edge-7_f.3a9b')
})

test.each(['short', 'with space 123', '<script>alert(1)</script>', 'x'.repeat(101)])(
  'a request id such as %j is replaced',
  async (id) => {
    await using api = await startScriptedApi(saying('Hi'))

    const response = await fetch(api.url, { headers: { 'X-Request-Id': id } })

    expect(response.headers.get('X-Request-Id')).toMatch(UUID)
  },
)

test('the log has one line for each request, without a query and without what was written', async () => {
  await using api = await startScriptedApi(saying('My answer'))
  const visitor = api.visitor()

  const reply = await (await visitor.create('My question')).untilEnd()
  await fetch(`${api.url}/attachments/atc_1?signature=secret`)
  await api.logged.line(({ path }) => path === '/attachments/:id')

  const lines = api.logged.lines().filter(({ msg }) => msg === 'request')
  expect(lines).toMatchObject([
    {
      request_id: reply.response.headers.get('X-Request-Id'),
      method: 'POST',
      path: '/chatkit',
      status: 200,
      type: 'threads.create',
      ms: expect.any(Number),
    },
    { method: 'GET', path: '/attachments/:id', status: 404 },
  ])
  expect(api.logged.text()).not.toMatch(/My question|My answer|secret/)
})

test('health checks do not fill the log', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  await fetch(`${api.url}/health`)

  const line = await api.logged.line(({ path }) => path === '/health')
  expect(line.level).toBe(20)
})

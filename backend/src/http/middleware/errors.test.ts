import { expect, test } from 'vitest'
import { refusalOf } from '../../../test/api/refusal.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'

test('an address that does not exist is answered with a JSON error that points to the list', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const response = await fetch(`${api.url}/nowhere`)

  expect(response.headers.get('Content-Type')).toMatch('application/json')
  expect(await response.clone().text()).toMatch('GET /nowhere')
  expect(await refusalOf(response)).toBe('404 not_found')
})

test('a method that an address does not know is refused, with those it knows', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const response = await fetch(`${api.url}/chatkit`, { method: 'DELETE' })

  expect(response.headers.get('Allow')).toMatch('POST')
  expect(await refusalOf(response)).toBe('405 method_not_allowed')
})

test('an address that cannot be decoded does not exist', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const response = await api.visitor().fetch('/chatkit/runs/%E0%A4%A')

  expect(response.status).toBeGreaterThanOrEqual(400)
  expect(response.status).toBeLessThan(500)
})

test('a fault of our own is told without its cause, which is in the log without its words', async () => {
  await using api = await startScriptedApi(saying('Hi'))
  const visitor = api.visitor()
  api.runs.running = () => {
    throw new Error('Table sessions is missing')
  }

  const response = await visitor.fetch('/session')

  const request_id = response.headers.get('X-Request-Id')
  expect(await response.clone().text()).not.toMatch('Table')
  expect(await refusalOf(response)).toBe('500 internal_error')
  expect(await api.logged.line(({ level }) => level === 50)).toMatchObject({
    err: {
      kind: 'Error',
      place: expect.arrayContaining([expect.stringMatching(/errors\.test\.ts/)]),
    },
    request_id,
  })
  expect(api.logged.text()).not.toContain('Table')
})

test('the root names the service and lists its routes', async () => {
  await using api = await startScriptedApi(saying('Hi'))

  const response = await fetch(api.url)

  expect(await response.json()).toMatchObject({
    name: 'coaching-hub',
    version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    routes: expect.arrayContaining([
      'GET /health',
      'POST /chatkit',
      'GET /chatkit/runs/:runId',
      'POST /chatkit/runs/:runId/cancel',
      'PUT /attachments/:id',
      'GET /attachments/:id',
      'GET /library/files',
      'POST /library/files',
      'DELETE /library/files/:id',
      'DELETE /session',
    ]),
  })
})

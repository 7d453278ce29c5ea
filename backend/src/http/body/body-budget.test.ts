import { expect, test } from 'vitest'
import { openSocket, rawRequest, untilClosed } from '../../../test/api/raw-request.ts'
import { refusalOf } from '../../../test/api/refusal.ts'
import { startScriptedApi } from '../../../test/api/start-scripted-api.ts'
import { saying } from '../../../test/responders/assistant.ts'
import { BusyError } from '../../errors.ts'
import { BodyBudget, FREE_BYTES } from './body-budget.ts'

const listWith = (bytes: number) => ({
  type: 'threads.list',
  params: {},
  metadata: { padding: Array.from({ length: bytes / 1_000 }, () => 'x'.repeat(990)) },
})

test('bodies count from the first byte on that makes them large, until they are read', () => {
  const room = new BodyBudget(1_000)
  const small = room.open()
  const large = room.open()
  const other = room.open()

  small.take(FREE_BYTES)
  large.take(FREE_BYTES)
  large.take(900)
  other.take(FREE_BYTES + 100)
  expect(() => small.take(1)).toThrow(BusyError)
  large[Symbol.dispose]()
  small.take(899)
  expect(() => other.take(1)).toThrow(BusyError)
})

test('large bodies that come slowly leave no room for more of them, but for all small ones', async () => {
  await using api = await startScriptedApi(saying('Hi'), { MAX_BODIES_BYTES: '200000' })
  const visitor = api.visitor()
  const slow = await openSocket(api.url)
  const headers = [`X-Session-Id: ${visitor.session}`, 'Content-Type: application/json']
  slow.write(
    rawRequest(
      'POST /chatkit HTTP/1.1',
      [...headers, 'Content-Length: 900000'],
      `{"type":"${'x'.repeat(220_000)}`,
    ),
  )
  const post = (bytes: number) => visitor.post(listWith(bytes))
  await expect.poll(async () => (await post(60_000)).status).toBe(503)

  const refused = await post(60_000)
  const small = await post(20_000)
  const closed = untilClosed(slow)
  slow.destroy()
  await closed

  expect(refused.headers.get('Retry-After')).toBe('5')
  expect(await refusalOf(refused)).toBe('503 busy')
  expect(await small.text()).not.toContain('busy')
  await expect.poll(async () => (await post(60_000)).status).not.toBe(503)
})

/** One answer, and every place where the line to its reader can break. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApi } from '~/api/client'
import { followRun } from '~/chat/follow-run'
import type { SseFrame } from '~/chat/sse'
import type { ThreadStreamEvent } from '../../backend/src/chatkit/schemas.ts'
import { ChatKitClient } from '../../backend/test/chatkit-client.ts'
import { READER_HEADER } from './balancer.ts'
import { type Deployment, deployOnRedis } from './deployment.ts'
import { eventOf, fetchLog } from './logs.ts'

let deployment: Deployment
let reader: ChatKitClient
let runId: string
let log: SseFrame[]

beforeAll(async () => {
  deployment = await deployOnRedis()
  const [url = ''] = deployment.urls()
  reader = new ChatKitClient(url)
  const reply = await reader.create('How do I price a sponsorship?', {}, { 'X-Resume': '1' })
  await reply.untilEnd()
  runId = reply.runId
  log = await fetchLog(url, reader.session, runId)
}, 60_000)
afterAll(() => deployment.stop())

test('resumed after any event on the other replica, the rest is the same to the byte', async () => {
  const [, other = ''] = deployment.urls()

  for (const [at, { id = '' }] of log.entries()) {
    const rest = await fetchLog(other, reader.session, runId, id)

    expect(rest, `after ${id}`).toEqual(log.slice(at + 1))
  }
  expect(log.length).toBeGreaterThan(50)
})

test.each([
  { where: 'between any two events', bytes: 0 },
  { where: 'inside any event', bytes: 20 },
])('cut $where, the page goes on and gets all of it once', async ({ bytes }) => {
  const whole = log.map(eventOf)

  for (const events of log.keys()) {
    deployment.balancer.breakFor(READER, { events, bytes })

    expect(await readByPage(), `cut after ${events} events`).toEqual(whole)
  }
})

const READER = 'the only one'

/** By the page's own code, which loses one connection on its way. */
async function readByPage(): Promise<ThreadStreamEvent[]> {
  const { session } = reader
  const headers = () => ({ [READER_HEADER]: READER })
  const api = createApi({ base: deployment.url, sessionId: session, headers })
  const events: ThreadStreamEvent[] = []
  const watcher = {
    signal: new AbortController().signal,
    onRun: () => {},
    onConnection: () => {},
    wait: async () => {},
  }
  for await (const event of followRun(api, () => api.followRun(runId, undefined), watcher)) {
    events.push(event)
  }
  return events
}
